# cmake -DOUT=file.cc -DBUNDLE=<folder> -DTEMPLATES=<folder> -P embed_assets.cmake: a C++ file that holds every
# file of the two folders in the read-only segment, and the table of src/web/assets.h, sorted by path.
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_json "application/json")
set(type_svg "image/svg+xml")
set(type_woff2 "font/woff2")
set(type_mustache "text/plain; charset=utf-8")

set(entries "")
foreach(pair "assets=${BUNDLE}" "templates=${TEMPLATES}")
  string(REGEX MATCH "^[a-z]+" prefix "${pair}")
  string(REGEX REPLACE "^[a-z]+=" "" folder "${pair}")
  file(GLOB files RELATIVE "${folder}" "${folder}/*")
  foreach(file ${files})
    list(APPEND entries "${prefix}/${file}=${folder}/${file}")
  endforeach()
endforeach()
list(SORT entries)

set(assembly "")
set(declarations "")
set(table "")
set(n 0)
foreach(entry ${entries})
  string(REGEX MATCH "^[^=]+" path "${entry}")
  string(REGEX REPLACE "^[^=]+=" "" file "${entry}")
  string(REGEX MATCH "[a-z0-9]+$" extension "${path}")
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "no content type is known for ${path}")
  endif()
  string(APPEND assembly "    \"accord_asset_${n}: .incbin \\\"${file}\\\"\\naccord_asset_${n}_end: .byte 0\\n\"\n")
  string(APPEND declarations "extern const char accord_asset_${n}[], accord_asset_${n}_end[];\n")
  string(APPEND table "      {\"${path}\", \"${type_${extension}}\", bytes(accord_asset_${n}, accord_asset_${n}_end)},\n")
  math(EXPR n "${n} + 1")
endforeach()

file(WRITE "${OUT}" "// Written by cmake/embed_assets.cmake.
#include <array>

#include \"web/assets.h\"

asm(\".section .rodata\\n\"
${assembly}    \".previous\\n\");
extern \"C\" {
${declarations}}

namespace accord::web {
namespace {
std::string_view bytes(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }
}  // namespace

std::span<const Asset> assets() {
  static const std::array<Asset, ${n}> table{{
${table}  }};
  return table;
}

}  // namespace accord::web
")
