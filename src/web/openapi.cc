#include <fmt/format.h>

#include "base/json.h"
#include "web/routes.h"
#include "web/site.h"

namespace accord::web {
namespace {

std::string_view access_text(Access a) {
  switch (a) {
    case Access::anybody: return "Everybody; what a viewer may not read is absent.";
    case Access::signed_in: return "Whoever is signed in.";
    case Access::participant: return "Participants and observers of the instrument.";
    case Access::chair: return "Chairs and the secretariat; absent for everybody else.";
    case Access::secretariat: return "The secretariat.";
    case Access::demo: return "The demonstration alone.";
  }
  return "";
}

// "{tile*}" is a path of several segments, which OpenAPI cannot say.
std::string plain(std::string_view path) {
  std::string out(path);
  std::erase(out, '*');
  return out;
}

}  // namespace

std::string openapi(const std::string& public_url) {
  Json paths = Json::object();
  for (const Route& r : routes()) {
    if (r.access == Access::demo) continue;
    Json operation = {{"summary", r.summary}, {"description", access_text(r.access)}};
    Json parameters = Json::array();
    for (std::size_t at = r.path.find('{'); at != std::string_view::npos; at = r.path.find('{', at + 1)) {
      std::string name(r.path.substr(at + 1, r.path.find('}', at) - at - 1));
      std::erase(name, '*');
      parameters.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    }
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (!r.fields.empty()) {
      Json properties = Json::object();
      Json required = Json::array();
      std::string_view rest = r.fields;
      while (!rest.empty()) {
        const auto comma = rest.find(',');
        std::string name(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        if (name.ends_with('?'))
          name.pop_back();
        else
          required.push_back(name);
        if (name == "points")
          properties[name] = {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/PointInput"}}}};
        else if (name == "file")
          properties[name] = {{"type", "string"}, {"format", "binary"}};
        else
          properties[name] = {{"type", "string"}};
      }
      Json schema = {{"type", "object"}, {"properties", std::move(properties)}};
      if (!required.empty()) schema["required"] = std::move(required);
      operation["requestBody"] = {{"required", true}, {"content", {{"application/json", {{"schema", schema}}}, {"application/x-www-form-urlencoded", {{"schema", schema}}}}}};
    }
    Json responses = {{r.method == "POST" ? "2XX" : "200", {{"description", r.page ? "The resource; JSON when Accept asks for it, else HTML. The shapes are in docs/api/resources.md." : "The file"}}},
                      {"4XX", {{"description", "Refused, and nothing changed"}, {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}}}};
    if (r.access != Access::anybody) operation["security"] = Json::array({{{"token", Json::array()}}});
    operation["responses"] = std::move(responses);
    paths[plain(r.path)][r.method == "GET" ? "get" : "post"] = std::move(operation);
  }
  const Json text = {{"type", "string"}};
  const Json text_or_null = {{"type", Json::array({"string", "null"})}};
  const Json point = {{"type", "object"},
                      {"required", Json::array({"at", "text"})},
                      {"properties",
                       {{"at", text}, {"quote", text}, {"start", {{"type", "integer"}, {"minimum", 0}}}, {"type", {{"type", "string"}, {"enum", Json::array({"general", "technical", "editorial"})}}},
                        {"stance", {{"type", "string"}, {"enum", Json::array({"support", "oppose", "amend", "question"})}}}, {"text", text}, {"replacement", text},
                        {"visibility", {{"type", "string"}, {"enum", Json::array({"everyone", "name-withheld", "chairs-only"})}}}}}};
  const Json problem = {{"type", "object"}, {"required", Json::array({"status", "title", "message"})}, {"properties", {{"status", {{"type", "integer"}}}, {"title", text}, {"message", text}, {"place", text_or_null}, {"remedy", text_or_null}}}};
  return Json{{"openapi", "3.1.0"},
              {"info", {{"title", "Accord"}, {"version", "1"}, {"description", "Every page gives the same resource as JSON: by Accept: application/json, or with .json behind the path."}, {"license", {{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}}}},
              {"servers", Json::array({{{"url", public_url}}})},
              {"paths", std::move(paths)},
              {"components", {{"schemas", {{"PointInput", point}, {"Problem", problem}}}, {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}}
      .dump(2);
}

}  // namespace accord::web
