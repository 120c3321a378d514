#include "record/content.h"

#include "base/bytes.h"
#include "base/json.h"

namespace accord::record {
namespace {
Json maybe(const std::string& s) { return s.empty() ? Json(nullptr) : Json(s); }
Json anchor_json(const std::optional<text::Anchor>& a) {
  if (!a) return nullptr;
  return {{"from", a->from}, {"to", a->to}, {"exact", a->exact}};
}
}  // namespace

std::string point_content(const std::string& point_id, int draft, const drafting::PointText& p) {
  return canonical({{"what", "point"},
                    {"point", point_id},
                    {"draft", draft},
                    {"provision", p.provision},
                    {"anchor", anchor_json(p.anchor)},
                    {"type", p.type},
                    {"stance", p.stance},
                    {"text", p.text},
                    {"replacement", maybe(p.replacement)},
                    {"visibility", p.visibility}});
}

std::string author_content(const Author& a) {
  return canonical({{"what", "author"},
                    {"submission", a.filing},
                    {"person", a.person},
                    {"name", a.name},
                    {"organisation", maybe(a.organisation)},
                    {"organisation_name", maybe(a.organisation_name)},
                    {"category", maybe(a.category)},
                    {"round", a.round},
                    {"version", a.version},
                    {"filed_at", to_rfc3339(a.filed_at)},
                    {"late", a.late},
                    {"letter", maybe(a.letter)},
                    {"privacy_notice", a.notice_version},
                    {"consent_to_publish", a.consent_to_publish}});
}

std::string withdrawal_content(const std::string& filing, int version, Instant at) {
  return canonical({{"what", "withdrawal"}, {"submission", filing}, {"version", version}, {"withdrawn_at", to_rfc3339(at)}});
}

std::string draft_content(const std::string& instrument, int number, const std::string& title, Instant published,
                          const std::string& text_hash, int corrects) {
  Json said = {{"what", "draft"},
               {"instrument", instrument},
               {"number", number},
               {"title", title},
               {"published", to_rfc3339(published)},
               {"hash", text_hash}};
  if (corrects != 0) said["corrects"] = corrects;
  return canonical(said);
}

std::string deadline_content(const std::string& instrument, int round, const drafting::Deadline& d, const std::string& reason) {
  return canonical({{"what", "deadline"},
                    {"instrument", instrument},
                    {"round", round},
                    {"closes", to_rfc3339(d.closes)},
                    {"zone", d.zone},
                    {"rule", d.rule},
                    {"zone_data", d.zone_version},
                    {"late_policy", to_string(d.late_policy)},
                    {"reason", maybe(reason)}});
}

std::string disposition_content(const DispositionSaid& d) {
  return canonical({{"what", "disposition"},
                    {"disposition", d.disposition},
                    {"point", d.point},
                    {"part", d.part},
                    {"version", d.version},
                    {"outcome", d.outcome},
                    {"reason", d.reason},
                    {"changes", d.changes},
                    {"draft", d.draft == 0 ? Json(nullptr) : Json(d.draft)},
                    {"published", to_rfc3339(d.published)}});
}

std::string reaction_content(const std::string& point, const std::string& disposition, const std::string& reaction, const std::string& reason, Instant at) {
  return canonical({{"what", "reaction"}, {"point", point}, {"disposition", disposition}, {"reaction", reaction}, {"reason", maybe(reason)}, {"at", to_rfc3339(at)}});
}

std::string placement_content(const std::string& point, int draft, const std::string& kind, const std::string& provision, const std::optional<text::Anchor>& anchor) {
  return canonical({{"what", "placement"}, {"point", point}, {"draft", draft}, {"kind", kind}, {"provision", maybe(provision)}, {"anchor", anchor_json(anchor)}});
}

std::string draft_hash(const std::vector<text::Provision>& provisions) {
  Json all = Json::array();
  for (const auto& p : provisions)
    all.push_back({{"eid", p.eid},
                   {"kind", text::to_string(p.kind)},
                   {"number", p.number},
                   {"heading", p.heading},
                   {"body", p.body},
                   {"parent", maybe(p.parent)},
                   {"restates", maybe(p.restates)}});
  return to_hex(sha256(canonical(all)));
}

}  // namespace accord::record
