#include "web/render.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>
#include <map>
#include <mutex>
#include <set>

#include "web/assets.h"

namespace accord::web {
namespace {

namespace mustache = kainjow::mustache;
using Data = mustache::data;

Data to_data(const Json& j) {
  switch (j.type()) {
    case Json::value_t::object: {
      Data o{Data::type::object};
      for (const auto& [k, v] : j.items()) o.set(k, to_data(v));
      return o;
    }
    case Json::value_t::array: {
      Data l{Data::type::list};
      for (const auto& v : j) l.push_back(to_data(v));
      return l;
    }
    case Json::value_t::string: {
      const auto& s = j.get_ref<const std::string&>();
      if (s.empty()) return Data{Data::type::bool_false};  // no section, and no text
      return Data{s};
    }
    case Json::value_t::boolean: return Data{j.get<bool>() ? Data::type::bool_true : Data::type::bool_false};
    case Json::value_t::null: return Data{Data::type::bool_false};
    default: return Data{j.dump()};
  }
}

class StrictContext final : public mustache::basic_context<std::string> {
 public:
  explicit StrictContext(const Data& root) : root_(root) { stack_.push_back(&root); }
  void push(const Data* data) override { stack_.push_back(data); }
  void pop() override { stack_.pop_back(); }
  const Data* get(const std::string& name) const override {
    if (name == ".") return stack_.back();
    const bool rooted = name.starts_with("r.") || name.starts_with("chrome.");
    const Data* at = &root_;
    if (!rooted)
      for (auto it = stack_.rbegin(); it != stack_.rend(); ++it)
        if ((*it)->is_object()) {
          at = *it;
          break;
        }
    std::size_t from = 0;
    while (true) {
      const auto dot = name.find('.', from);
      const auto part = name.substr(from, dot == std::string::npos ? dot : dot - from);
      if (!at->is_object()) return &nothing_;  // below something that is absent
      at = at->get(part);
      if (at == nullptr) {
        missing.insert(name);
        return &nothing_;
      }
      if (dot == std::string::npos) return at;
      from = dot + 1;
    }
  }
  const Data* get_partial(const std::string& name) const override {
    missing.insert("> " + name);
    return nullptr;
  }
  mutable std::set<std::string> missing;

 private:
  const Data& root_;
  const Data nothing_{Data::type::bool_false};
  std::vector<const Data*> stack_;
};

// Partials are put in place once, when a template is first used.
std::string expanded(const std::string& name, int depth = 0) {
  const Asset* asset = find_asset("templates/" + name + ".mustache");
  if (asset == nullptr || depth > 8) return "{{> " + name + "}}";
  std::string out;
  std::string_view rest = asset->bytes;
  while (true) {
    const auto open = rest.find("{{>");
    if (open == std::string_view::npos) break;
    const auto close = rest.find("}}", open);
    if (close == std::string_view::npos) break;
    out += rest.substr(0, open);
    auto partial = rest.substr(open + 3, close - open - 3);
    while (partial.starts_with(' ')) partial.remove_prefix(1);
    while (partial.ends_with(' ')) partial.remove_suffix(1);
    out += expanded(std::string(partial), depth + 1);
    rest.remove_prefix(close + 2);
  }
  return out += rest;
}

// A template may be used by one thread at a time, so each thread has its own.
mustache::mustache& template_named(const std::string& name) {
  thread_local std::map<std::string, mustache::mustache> parsed;
  const auto it = parsed.find(name);
  if (it != parsed.end()) return it->second;
  return parsed.emplace(name, mustache::mustache(expanded(name))).first->second;
}

}  // namespace

Result<std::string> render(const std::string& name, const Json& resource, const Json& chrome) {
  auto& t = template_named(name);
  if (!t.is_valid()) return fail(Kind::internal, "a template cannot be parsed", name + ": " + t.error_message());
  Data root{Data::type::object};
  root.set("r", to_data(resource));
  root.set("chrome", to_data(chrome));
  StrictContext context(root);
  std::string out = t.render(context);
  if (!context.missing.empty()) return fail(Kind::internal, "a template names what its resource lacks", fmt::format("{}: {}", name, fmt::join(context.missing, ", ")));
  return out;
}

}  // namespace accord::web
