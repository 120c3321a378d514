#include "format/data_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "format/layout_text.h"

namespace accord::format {

namespace {

constexpr std::size_t most_lines = 50'000;
constexpr std::size_t longest_text = 200'000;

// "trainingDataSize", "training_data_size" -> "training data size"; "2_1_c" -> "2.1.c".
std::string as_words(std::string_view key) {
  const bool numbered = !key.empty() && std::isdigit(static_cast<unsigned char>(key[0])) != 0 && key.find(' ') == std::string_view::npos;
  std::string out;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    if (c == '_' || (c == '-' && !numbered)) {
      out += numbered ? '.' : ' ';
    } else {
      const bool hump = i > 0 && std::isupper(static_cast<unsigned char>(c)) != 0 && std::islower(static_cast<unsigned char>(key[i - 1])) != 0;
      if (hump) out += ' ';
      out += c;
    }
  }
  return utf8::collapse(plain_letters(out));
}

std::string as_text(const Json& value) {
  if (value.is_string()) return value == "true" ? "yes" : value == "false" ? "no" : value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "";
  return value.dump();
}

bool is_scalar(const Json& value) { return !value.is_object() && !value.is_array(); }
bool is_flat(const Json& value) {
  return value.is_object() && std::ranges::all_of(value, [](const Json& v) { return is_scalar(v); });
}

class Walker {
 public:
  explicit Walker(PlacedText& out) : out_(out) {}

  void value(const std::string& key, const Json& v, const std::string& path) {
    if (out_.lines.size() >= most_lines) return;
    if (is_scalar(v)) {
      text(key, as_text(v), path);
    } else if (v.is_array()) {
      list(key, v, path);
    } else if (const auto named = names_itself(v)) {
      value(named->first, v[named->second], path + "/" + named->second);
      // What else it holds stands below it.
      for (const auto& [name, inner] : v.items())
        if (!is_scalar(inner) && name != named->second) value(as_words(name), inner, path + "/" + name);
    } else {
      line(key, "", path);
      for (const auto& [name, inner] : v.items()) value(as_words(name), inner, path + "/" + name);
    }
  }

 private:
  // {"id": "2.1.c", "label": …, "value": …}: what it calls itself, and the key of its value.
  static std::optional<std::pair<std::string, std::string>> names_itself(const Json& v) {
    static constexpr std::array<const char*, 7> names = {"id", "number", "field", "label", "question", "title", "key"};
    static constexpr std::array<const char*, 6> values = {"value", "answer", "values", "response", "text", "content"};
    for (const auto* name : names) {
      if (!v.contains(name) || !v[name].is_string()) continue;
      for (const auto* of : values)
        if (v.contains(of)) {
          // A label says more than an id of somebody's own.
          const std::string id = as_words(v[name].get<std::string>());
          const bool number = !id.empty() && std::isdigit(static_cast<unsigned char>(id[0])) != 0;
          if (!number)
            for (const auto* better : {"label", "question", "title"})
              if (v.contains(better) && v[better].is_string()) return std::pair{as_words(v[better].get<std::string>()), std::string(of)};
          return std::pair{id, std::string(of)};
        }
    }
    return std::nullopt;
  }

  void line(const std::string& key, std::string_view text, const std::string& path) {
    Line l;
    l.path = path;
    const std::string words = utf8::collapse(plain_letters(text.substr(0, longest_text)));
    if (!key.empty()) {
      l.heading = true;
      l.cells.push_back({0, key});
    }
    if (!words.empty()) l.cells.push_back({40, words});
    if (!l.cells.empty() && out_.lines.size() < most_lines) out_.lines.push_back(std::move(l));
  }

  void text(const std::string& key, std::string_view s, const std::string& path) {
    std::string name = key;
    bool first = true;
    while (first || !s.empty()) {
      const std::size_t end = std::min(s.find('\n'), s.size());
      // A key without a value is still a question that was asked.
      if (first && utf8::trim(s.substr(0, end)).empty() && end == s.size() && !name.empty()) name += ":";
      line(first ? name : "", s.substr(0, end), path);
      s.remove_prefix(std::min(end + 1, s.size()));
      first = false;
    }
  }

  void list(const std::string& key, const Json& v, const std::string& path) {
    line(key, "", path);
    std::size_t n = 0;
    for (const auto& entry : v) {
      const std::string at = path + "/" + std::to_string(n++);
      if (is_scalar(entry)) {
        line("", as_text(entry), at);
      } else if (is_flat(entry) && !names_itself(entry)) {
        std::string all;
        for (const auto& inner : entry)
          if (const auto t = as_text(inner); !t.empty()) all += (all.empty() ? "" : " ") + t;
        line("", all, at);
      } else {
        value("", entry, at);
      }
    }
  }

  PlacedText& out_;
};

}  // namespace

PlacedText lines_of_data(const Json& value, std::string_view format) {
  PlacedText out;
  out.format = std::string(format);
  if (value.is_object() && value.contains("language") && value["language"].is_string()) out.language = value["language"].get<std::string>();
  Walker(out).value("", value, "");
  return out;
}

}  // namespace accord::format
