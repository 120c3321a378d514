// The cases of google/robotstxt-spec-test: text protos of files and of what is expected for a crawler and a URL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accord::format::test {

struct RobotsCase {
  std::string file, agent, url;
  bool allowed = false;
};

// The strings "…" that follow one another, put together, with their escapes.
inline std::string strings_at(std::string_view proto, std::size_t at) {
  std::string out;
  while (true) {
    at = proto.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos || proto[at] != '"') return out;
    for (at++; at < proto.size() && proto[at] != '"'; at++) {
      if (proto[at] != '\\') {
        out += proto[at];
        continue;
      }
      const char c = proto[++at];
      if (c == 'x') {
        out += static_cast<char>(std::stoi(std::string(proto.substr(at + 1, 2)), nullptr, 16));
        at += 2;
      } else {
        out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
      }
    }
    at++;
  }
}

inline std::vector<RobotsCase> cases_of(std::string_view proto) {
  std::vector<RobotsCase> out;
  RobotsCase now;
  for (std::size_t line = 0; line < proto.size(); line = std::min(proto.find('\n', line), proto.size() - 1) + 1) {
    const auto begin = proto.find_first_not_of(" \t", line);
    if (begin == std::string_view::npos) break;
    const auto rest = proto.substr(begin);
    const auto value = [&](std::string_view name) { return begin + name.size(); };
    if (rest.starts_with("robotstxt:")) now.file = strings_at(proto, value("robotstxt:"));
    if (rest.starts_with("testurl:")) now.url = strings_at(proto, value("testurl:"));
    if (rest.starts_with("useragent:")) now.agent = strings_at(proto, value("useragent:"));
    if (rest.starts_with("expected_outcome:")) {
      now.allowed = rest.find("DISALLOWED") >= rest.find('\n');
      out.push_back(now);
    }
  }
  return out;
}

}  // namespace accord::format::test
