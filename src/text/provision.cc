#include "text/provision.h"

#include <array>
#include <utility>

#include "format/markdown.h"

namespace accord::text {
namespace {

constexpr std::array<std::pair<ProvisionKind, std::string_view>, 14> names{{{ProvisionKind::part, "part"},
                                                                            {ProvisionKind::chapter, "chapter"},
                                                                            {ProvisionKind::section, "section"},
                                                                            {ProvisionKind::commitment, "commitment"},
                                                                            {ProvisionKind::measure, "measure"},
                                                                            {ProvisionKind::article, "article"},
                                                                            {ProvisionKind::recital, "recital"},
                                                                            {ProvisionKind::paragraph, "paragraph"},
                                                                            {ProvisionKind::annex, "annex"},
                                                                            {ProvisionKind::definition, "definition"},
                                                                            {ProvisionKind::note, "note"},
                                                                            {ProvisionKind::faq, "faq"},
                                                                            {ProvisionKind::form, "form"},
                                                                            {ProvisionKind::field, "field"}}};

}  // namespace

std::string_view to_string(ProvisionKind kind) {
  for (const auto& [k, name] : names)
    if (k == kind) return name;
  return {};
}

bool from_string(std::string_view name, ProvisionKind& out) {
  for (const auto& [k, n] : names)
    if (n == name) {
      out = k;
      return true;
    }
  return false;
}

std::string visible_body(std::string_view markdown) { return format::to_text(markdown); }

std::string visible_text(const Provision& p) {
  std::string body = visible_body(p.body);
  if (p.heading.empty()) return body;
  return body.empty() ? p.heading : p.heading + '\n' + body;
}

bool said_by_structure(std::string_view reason) { return reason == "said by its kind" || reason == "title of the draft"; }

}  // namespace accord::text
