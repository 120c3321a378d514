// The bytes of assets/summary/template.json (cmake/summary.cmake names the file).
#include "summary/template.h"

asm(".section .rodata\n"
    "accord_summary_template: .incbin \"" ACCORD_SUMMARY_TEMPLATE
    "\"\n"
    "accord_summary_template_end: .byte 0\n"
    ".previous\n");
extern "C" {
extern const char accord_summary_template[], accord_summary_template_end[];
}

namespace accord::summary {

const Template& built_in_template() {
  static const Template t = [] {
    const std::string_view bytes(accord_summary_template, static_cast<std::size_t>(accord_summary_template_end - accord_summary_template));
    auto read = read_template(bytes);
    if (!read) throw std::runtime_error(read.error().message);  // template_test reads it: a build in which this fails does not pass
    return *std::move(read);
  }();
  return t;
}

}  // namespace accord::summary
