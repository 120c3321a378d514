#include "format/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/utf8.h"

namespace accord::format {

namespace {

constexpr std::size_t max_bytes = 4U << 20U, max_values = 200'000;
constexpr int max_depth = 64;

struct Reader {
  std::map<std::string, int>& lines;
  std::size_t values = 0;

  Result<Json> read(const YAML::Node& node, const std::string& path, int depth) {
    const int line = node.Mark().line + 1;
    if (depth > max_depth) return refuse(line, "is nested too deeply");
    if (++values > max_values) return refuse(line, "holds too many values");
    if (!path.empty()) lines.try_emplace(path, line);
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        return Json(node.Scalar());
      case YAML::NodeType::Sequence:
        return sequence(node, path, depth);
      case YAML::NodeType::Map:
        return object(node, path, depth);
      default:
        return Json();
    }
  }

  Result<Json> sequence(const YAML::Node& node, const std::string& path, int depth) {
    Json out = Json::array();
    for (const auto& item : node) {
      ACCORD_TRY(auto value, read(item, fmt::format("{}[{}]", path, out.size()), depth + 1));
      out.push_back(std::move(value));
    }
    return out;
  }

  Result<Json> object(const YAML::Node& node, const std::string& path, int depth) {
    Json out = Json::object();
    for (const auto& entry : node) {
      const auto& key = entry.first;
      const int line = key.Mark().line + 1;
      if (!key.IsScalar()) return refuse(line, "has a key that is no text");
      const auto& name = key.Scalar();
      if (out.contains(name)) return refuse(line, fmt::format("says \"{}\" twice", name));
      const auto place = path.empty() ? name : path + "." + name;
      lines.try_emplace(place, line);
      ACCORD_TRY(out[name], read(entry.second, place, depth + 1));
    }
    return out;
  }

  static std::unexpected<Error> refuse(int line, const std::string& what) {
    return fail(Kind::invalid, fmt::format("the YAML {}", what), fmt::format("line {}", line));
  }
};

}  // namespace

Result<Yaml> read_yaml(std::string_view bytes) {
  if (bytes.size() > max_bytes) return fail(Kind::too_large, "the YAML is larger than 4 MiB", "", "put long lists into files of their own");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (const auto bad = utf8::first_bad(bytes); bad != std::string_view::npos)
    return fail(Kind::invalid, "the YAML is not UTF-8", fmt::format("byte {}", bad), "save it as UTF-8");
  try {
    Yaml out;
    Reader reader{out.lines};
    ACCORD_TRY(out.value, reader.read(YAML::Load(std::string(bytes)), "", 0));
    return out;
  } catch (const YAML::Exception& e) {
    return fail(Kind::invalid, "the YAML cannot be read: " + e.msg, fmt::format("line {}", e.mark.line + 1));
  }
}

}  // namespace accord::format
