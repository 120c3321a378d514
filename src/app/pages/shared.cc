#include "app/pages/shared.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/bytes.h"
#include "base/country.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

struct Category {
  std::string_view key, one, many;
};
// The categories of the call that the colours of the pages are made for. A withheld cell is folded into
// "public", "others" (P9).
constexpr std::array category_table = {
    Category{"provider", "provider", "providers"},          Category{"downstream", "downstream provider", "downstream providers"},
    Category{"industry", "other industry", "other industry"}, Category{"civil-society", "civil society", "civil society"},
    Category{"rightsholder", "rightsholder", "rightsholders"}, Category{"academia", "academia", "academia"},
    Category{"public", "category withheld", "others"}};

const Category& category(std::string_view key) {
  const auto it = std::ranges::find(category_table, key, &Category::key);
  return it == category_table.end() ? category_table.back() : *it;
}

}  // namespace

std::string param(const Query& q, std::string_view name) {
  for (const auto& [k, v] : q)
    if (k == name) return v;
  return {};
}

std::string number_text(std::int64_t n) {
  std::string s = std::to_string(n < 0 ? -n : n);
  for (int i = static_cast<int>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<std::size_t>(i), ",");
  return n < 0 ? "-" + s : s;
}

std::string plural(std::int64_t n, std::string_view one, std::string_view many) { return fmt::format("{} {}", number_text(n), n == 1 ? one : many); }
std::string_view category_label(std::string_view key) { return category(key).one; }
std::string_view category_plural(std::string_view key) { return category(key).many; }

const std::vector<std::string_view>& categories() {
  static const std::vector<std::string_view> keys = {"provider", "downstream", "industry", "civil-society", "rightsholder", "academia"};
  return keys;
}

std::string_view kind_label(text::ChangeKind kind) {
  switch (kind) {
    case text::ChangeKind::same: return "unchanged";
    case text::ChangeKind::inserted: return "new";
    default: return text::to_string(kind);
  }
}

std::string label_of(const text::Provision& p) {
  std::string kind(text::to_string(p.kind));
  if (kind == "faq") kind = "FAQ";
  if (!kind.empty()) kind[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(kind[0])));
  std::string number = p.number;
  if (p.kind == text::ProvisionKind::recital || p.kind == text::ProvisionKind::paragraph) std::erase_if(number, [](char c) { return c == '(' || c == ')'; });
  if (!number.empty()) return kind + " " + number;
  if (!p.heading.empty()) return p.heading;
  return kind;
}

std::string_view role_label(std::string_view role) {
  if (role == "member") return "participant";
  return role;
}
std::string_view stance_label(std::string_view stance) {
  if (stance == "support") return "supports";
  if (stance == "oppose") return "opposes";
  if (stance == "question") return "asks a question";
  return "asks for a change";
}
std::string_view visibility_label(std::string_view v) {
  if (v == "name-withheld") return "name withheld";
  if (v == "chairs-only") return "chairs only";
  return "everyone";
}
std::string_view visibility_hint(std::string_view v) {
  if (v == "name-withheld")
    return "The words, the provision and your category are public; your name, your organisation, the hour and your other points are not shown with them. The secretariat knows who you are.";
  if (v == "chairs-only") return "The chairs, the vice-chairs and the secretariat read it. It is in no public page, count, search or export.";
  return "Public with your name and your organisation.";
}

Json text_or_null(const std::string& s) { return s.empty() ? Json(nullptr) : Json(s); }
Json instant(Instant at) { return at == 0 ? Json(nullptr) : Json(to_rfc3339(at)); }
std::string day_text(Instant at) { return at == 0 ? "" : long_date(at, brussels); }
std::string moment_text(Instant at) {
  const auto t = local_time(at, brussels);
  return at == 0 || !t ? "" : fmt::format("{}, {:02}:{:02}", long_date(at, brussels), t->hour, t->minute);
}

std::string encode(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) != 0 || c == '-' || c == '_' || c == '.' || c == '~')
      out += c;
    else
      out += fmt::format("%{:02X}", u);
  }
  return out;
}

std::string href(const store::Instrument& i) { return "/i/" + i.slug; }
std::string draft_href(const store::Instrument& i, int number) { return fmt::format("/i/{}/drafts/{}", i.slug, number); }
std::string href(const store::Instrument& i, const store::Draft& d) { return draft_href(i, d.number); }
std::string round_href(const store::Instrument& i, int number) { return fmt::format("/i/{}/rounds/{}", i.slug, number); }

Json instrument_ref(const store::Instrument& i) { return {{"slug", i.slug}, {"title", i.title}, {"short_title", i.short_title}, {"href", href(i)}}; }
Json draft_ref(const store::Instrument& i, const store::Draft& d) {
  return {{"number", d.number}, {"title", d.title}, {"href", href(i, d)}, {"published", instant(d.published_at)}, {"published_text", d.published() ? day_text(d.published_at) : "not published"}};
}
Json round_ref(const store::Instrument& i, const drafting::Round& r, Instant now) {
  const auto at = round_href(i, r.number);
  return {{"number", r.number}, {"title", fmt::format("Round {}", r.number)}, {"href", at}, {"points_href", at + "/points"}, {"report_href", at + "/report"}, {"is_open", drafting::is_open(r, now)}};
}
Json provision_ref(const store::Instrument& i, int draft, const text::Provision& p) {
  return {{"eid", p.eid}, {"wid", p.wid}, {"label", label_of(p)}, {"heading", p.heading}, {"href", fmt::format("{}?at={}#{}", draft_href(i, draft), encode(p.eid), p.eid)}};
}

Json deadline_json(const drafting::Round& r, Instant now) {
  const auto& d = r.deadline;
  return {{"opens", instant(r.opens)},
          {"opens_text", long_date_time(r.opens, d.zone)},
          {"closes", instant(d.closes)},
          {"closes_text", long_date_time(d.closes, d.zone)},
          {"zone", d.zone},
          {"zone_text", d.zone == brussels ? "Brussels time" : d.zone},
          {"rule", d.rule},
          {"late_policy", drafting::to_string(d.late_policy)},
          {"late_policy_text", d.late_policy == drafting::LatePolicy::refuse ? "After that instant nothing is taken." : "What comes later is taken and marked late."},
          {"time_left_text", drafting::is_open(r, now) ? Json(drafting::time_left(r, now)) : Json(nullptr)}};
}

Json option(std::string_view value, std::string_view label, bool selected, std::string_view hint) {
  return {{"value", value}, {"label", label}, {"hint", hint.empty() ? Json(nullptr) : Json(hint)}, {"selected", selected}};
}

Json country_options(const std::string& chosen) {
  Json out = Json::array({option("", "not stated", !is_country(chosen))});
  for (const auto& code : country_codes()) out.push_back(option(code, country_name(code), code == chosen));
  return out;
}

Json problem_json(const Error& e) { return {{"message", e.message}, {"place", text_or_null(e.place)}, {"remedy", text_or_null(e.remedy)}, {"field", text_or_null(e.place)}}; }

Json heat(const store::Instrument& i, int round, const Counts& counts, std::int64_t whole, const std::string& at) {
  std::map<std::string_view, std::int64_t> by;
  std::int64_t total = 0;
  for (const auto& c : counts) {
    by[category(c.category).key] += c.points;
    total += c.points;
  }
  if (total == 0) return nullptr;
  if (whole < total) whole = total;
  Json bars = Json::array();
  std::string label = plural(total, "point", "points") + ":";
  std::int64_t before = 0;
  for (const auto& c : category_table) {
    const auto it = by.find(c.key);
    if (it == by.end()) continue;
    const std::int64_t x = before * 1000 / whole;
    before += it->second;
    Json link = nullptr;
    if (c.key != "public") link = fmt::format("{}/points?category={}{}", round_href(i, round), c.key, at.empty() ? "" : "&at=" + encode(at));
    bars.push_back({{"category", c.key}, {"label", c.many}, {"count", it->second}, {"href", link}, {"x", x}, {"width", before * 1000 / whole - x}});
    label += fmt::format("{} {} {}", bars.size() == 1 ? "" : ",", c.many, it->second);
  }
  return {{"total", total}, {"total_text", plural(total, "point", "points")}, {"label", label}, {"bars", std::move(bars)}};
}

std::string author_text(const store::Point& p) {
  if (p.person_name.empty()) return "name withheld";
  return p.organisation_name.empty() ? p.person_name : p.person_name + ", " + p.organisation_name;
}

std::string escape(std::string_view s) {
  std::string out;
  out.reserve(s.size() + 16);
  for (const char c : s) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string redline_html(const std::string& before, const std::string& after) {
  std::string out;
  for (const auto& s : text::compare_words(before, after)) {
    const std::string words = escape(s.text);
    if (s.op == text::Op::keep)
      out += words;
    else
      out += s.op == text::Op::remove ? "<del>" + words + "</del>" : "<ins>" + words + "</ins>";
  }
  return out;
}

Json point_json(const store::Instrument& i, const Viewer&, const store::Point& p, const std::vector<store::Redaction>& redactions) {
  text::Provision v;
  v.eid = p.point.provision, v.wid = p.wid, v.number = p.provision_number, v.heading = p.provision_heading;
  text::from_string(p.provision_kind, v.kind);
  const bool withheld = p.person.empty();
  Json removed = nullptr;
  if (p.redacted) {
    removed = "The text was removed.";
    // Day and ground stand in the log beside the filing; with a withheld point they would lead to its author.
    for (const auto& x : redactions)
      if (!withheld && x.subject == "point:" + p.id) removed = fmt::format("The text was removed on {} ({}).", day_text(x.recorded_at), x.ground);
  }
  const std::string key = p.category_withheld || p.category.empty() ? "public" : p.category;
  Json replacement_html = nullptr;
  if (!p.point.replacement.empty())
    replacement_html = p.point.anchor ? redline_html(p.point.anchor->exact, p.point.replacement) : "<ins>" + escape(p.point.replacement) + "</ins>";
  return {{"id", p.id},
          {"href", fmt::format("/i/{}/points/{}", i.slug, p.id)},
          {"category", key},
          {"category_label", category_label(key)},
          {"author", text_or_null(p.person_name)},
          {"organisation", text_or_null(p.organisation_name)},
          {"author_text", author_text(p)},
          {"submission", text_or_null(p.filing)},
          {"filed", withheld ? Json(nullptr) : instant(p.filed_at)},
          {"filed_text", p.filed_at == 0 ? "not filed yet" : withheld ? fmt::format("in round {}", p.round_number) : day_text(p.filed_at)},
          {"type", p.point.type},
          {"type_label", p.point.type},
          {"stance", p.point.stance},
          {"stance_label", stance_label(p.point.stance)},
          {"visibility", p.point.visibility},
          {"visibility_label", visibility_label(p.point.visibility)},
          {"is_public", p.point.visibility == "everyone"},
          {"provision", provision_ref(i, p.draft_number, v)},
          {"quote", p.point.anchor ? Json(p.point.anchor->exact) : Json(nullptr)},
          {"quote_start", p.point.anchor ? Json(p.point.anchor->from) : Json(nullptr)},
          {"quote_end", p.point.anchor ? Json(p.point.anchor->to) : Json(nullptr)},
          {"text", p.point.text},
          {"text_html", format::to_html(p.point.text, {}, {4, "p" + p.id.substr(0, 8) + "-"})},
          {"replacement", text_or_null(p.point.replacement)},
          {"replacement_html", replacement_html},
          {"is_mine", p.mine},
          {"is_filed", p.filed_at != 0},
          {"is_late", p.late},
          {"is_withdrawn", false},
          {"redaction_text", removed},
          {"language", i.language},
          {"answers", Json::array()},
          {"has_answers", false},
          {"reaction", nullptr},
          {"place", nullptr},
          {"edit_href", nullptr},
          {"delete_action", nullptr}};
}

const text::Provision* DraftView::find(const std::string& eid) const {
  const auto it = index.find(eid);
  return it == index.end() ? nullptr : &provisions[it->second];
}

std::set<std::string> DraftView::below(const std::string& eid) const {
  std::set<std::string> out;
  const auto it = index.find(eid);
  if (it == index.end()) return out;
  for (std::size_t k = it->second; k < end[it->second]; ++k) out.insert(provisions[k].eid);
  return out;
}

DraftView view_of(store::Draft draft, std::vector<text::Provision> provisions) {
  DraftView v{std::move(draft), std::move(provisions), {}, {}, {}};
  for (std::size_t k = 0; k < v.provisions.size(); ++k) {
    const auto& p = v.provisions[k];
    const auto parent = v.index.find(p.parent);
    v.level.push_back(parent == v.index.end() ? 1 : v.level[parent->second] + 1);
    v.end.push_back(k + 1);
    v.index.emplace(p.eid, k);
    for (auto up = parent; up != v.index.end() && v.end[up->second] < k + 1; up = v.index.find(v.provisions[up->second].parent)) v.end[up->second] = k + 1;
  }
  return v;
}

bool is_title(const text::Provision& p) {
  using K = text::ProvisionKind;
  return p.kind == K::part || p.kind == K::chapter || p.kind == K::section || p.kind == K::annex || p.kind == K::form;
}

std::optional<store::RoundRow> round_of_draft(const std::vector<store::RoundRow>& rounds, const std::string& draft_id) {
  std::optional<store::RoundRow> out;
  for (const auto& r : rounds)
    if (r.draft_id == draft_id) out = r;
  return out;
}

std::optional<store::RoundRow> open_round(const std::vector<store::RoundRow>& rounds, Instant now) {
  std::optional<store::RoundRow> out;
  for (const auto& r : rounds)
    if (drafting::is_open(r.round, now)) out = r;
  return out;
}

}  // namespace accord::app::pages
