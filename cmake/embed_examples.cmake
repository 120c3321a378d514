# cmake -DOUT=file.cc -DFOLDER=<examples> -DNAMES=a|b -P embed_examples.cmake: every file in the read-only segment.
string(REPLACE "|" ";" names "${NAMES}")
set(assembly "")
set(declarations "")
set(table "")
set(n 0)
foreach(name ${names})
  string(APPEND assembly "    \"accord_example_${n}: .incbin \\\"${FOLDER}/${name}\\\"\\naccord_example_${n}_end: .byte 0\\n\"\n")
  string(APPEND declarations "extern const char accord_example_${n}[], accord_example_${n}_end[];\n")
  string(APPEND table "      {\"${name}\", {accord_example_${n}, static_cast<std::size_t>(accord_example_${n}_end - accord_example_${n})}},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE "${OUT}" "// Written by cmake/embed_examples.cmake.
#include <cstddef>
#include <map>
#include <string_view>

#include \"cli/examples.h\"

asm(\".section .rodata\\n\"
${assembly}    \".previous\\n\");
extern \"C\" {
${declarations}}

namespace accord::cli {

const std::string_view* example_file(std::string_view name) {
  static const std::map<std::string_view, std::string_view> files = {
${table}  };
  const auto it = files.find(name);
  return it == files.end() ? nullptr : &it->second;
}

}  // namespace accord::cli
")
