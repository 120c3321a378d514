#include "base/placed_text.h"

namespace accord {

std::string place_of(const Line& line) {
  if (!line.path.empty()) return line.path;
  std::string out = line.page > 0 ? "page " + std::to_string(line.page) : "";
  if (line.number > 0) out += (out.empty() ? "line " : ", line ") + std::to_string(line.number);
  return out;
}

}  // namespace accord
