// libFuzzer: forms from any bytes; the first byte chooses the kind. What comes out is text, and no larger than what went in.
#include <cstdlib>

#include "base/utf8.h"
#include "web/http.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  accord::web::Request request;
  request.body = bytes.substr(1);
  request.headers = {{"content-type", bytes[0] == 'u' ? "application/x-www-form-urlencoded" : "multipart/form-data; boundary=B"}};
  if (bytes[0] == 't') {  // the header itself is foreign too
    const auto end = std::min(bytes.find('\n'), bytes.size());
    request.headers = {{"content-type", "multipart/form-data;" + std::string(bytes.substr(1, end - 1))}};
  }
  const auto form = accord::web::parse_form(request);
  if (!form) return 0;
  std::size_t total = 0;
  for (const auto& [name, value] : form->fields) {
    if (accord::utf8::first_bad(name) != std::string::npos || accord::utf8::first_bad(value) != std::string::npos) std::abort();
    total += name.size() + value.size();
  }
  for (const auto& file : form->files) total += file.name.size() + file.bytes.size();
  if (total > size) std::abort();
  return 0;
}
