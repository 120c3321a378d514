# cmake -DOUT=file.cc -DFOLDER=<assets/summary> -P embed_summary_check.cmake: labels/*.json by code, check.json as "check".
file(GLOB files ${FOLDER}/labels/*.json)
list(APPEND files ${FOLDER}/check.json)
set(assembly "")
set(declarations "")
set(table "")
set(n 0)
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  string(APPEND assembly "    \"accord_summary_check_${n}: .incbin \\\"${file}\\\"\\naccord_summary_check_${n}_end: .byte 0\\n\"\n")
  string(APPEND declarations "extern const char accord_summary_check_${n}[], accord_summary_check_${n}_end[];\n")
  string(APPEND table "      {\"${name}\", {accord_summary_check_${n}, static_cast<std::size_t>(accord_summary_check_${n}_end - accord_summary_check_${n})}},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE "${OUT}" "// Written by cmake/embed_summary_check.cmake.
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

asm(\".section .rodata\\n\"
${assembly}    \".previous\\n\");
extern \"C\" {
${declarations}}

namespace accord::summary::check {

const std::map<std::string, std::string_view>& embedded_check_files() {
  static const std::map<std::string, std::string_view> files = {
${table}  };
  return files;
}

}  // namespace accord::summary::check
")
