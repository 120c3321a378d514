#include "app/pages/answers_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "format/markdown.h"
#include "store/placements.h"

namespace accord::app::pages {
namespace {

std::string excerpt(const std::string& markdown) {
  std::string words = utf8::collapse(text::visible_body(markdown));
  if (utf8::length(words) <= 220) return words;
  std::string cut(utf8::slice(words, 0, 215));
  if (const auto space = cut.rfind(' '); space != std::string::npos) cut.resize(space);
  return cut + " …";
}

// "12 downstream providers · 9 providers", the most first.
std::string by_category(const std::map<std::string, std::int64_t>& by) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(by.begin(), by.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [key, n] : sorted) out += fmt::format("{}{} {}", out.empty() ? "" : " · ", number_text(n), n == 1 ? category_label(key) : category_plural(key));
  return out;
}

std::string_view kind_text(const std::string& kind) {
  if (kind == "kept") return "its words stand";
  if (kind == "moved") return "its words stand elsewhere";
  if (kind == "changed") return "its words were changed";
  if (kind == "text-deleted") return "its words are gone";
  return "not placed: a person has yet to say where it belongs";
}

}  // namespace

Json became_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p) {
  const auto drafts = store::drafts(r, v, i.id);
  const auto parts = store::parts(r, v, i.id, {p.id});
  const auto draft_of = [&](const std::string& id) -> const store::Draft* {
    const auto it = std::ranges::find(drafts, id, &store::Draft::id);
    return it == drafts.end() ? nullptr : &*it;
  };
  Json answers = Json::array(), earlier = Json::array();
  bool answered = false;
  for (const auto& d : store::disposition_history(r, v, i.id, p.id)) {
    const auto* with = draft_of(d.draft);
    const auto part = std::ranges::find(parts, d.part, &store::Part::part);
    Json changes = Json::array();
    for (const auto& wid : d.changes) {
      const auto all = store::appearances(r, v, i.id, wid);
      if (all.empty()) continue;
      const auto& last = all.back();
      const bool gone = with != nullptr && last.draft < with->number;
      const int before = with == nullptr ? 0 : with->number - 1;
      changes.push_back({{"label", label_of(last.provision)}, {"heading", last.provision.heading},
                         {"href", before > 0 ? fmt::format("{}..{}#{}{}", draft_href(i, before), with->number, gone ? "deleted-" : "", last.provision.eid) : fmt::format("{}/provisions/{}", href(i), encode(wid))}});
    }
    Json one = {{"outcome", d.outcome},
                {"outcome_label", drafting::outcome_label(d.outcome)},
                {"part_text", part == parts.end() || d.part == 0 ? Json(nullptr) : Json(fmt::format("{}. {}", part->part, part->text))},
                {"reason_html", format::to_html(d.reason, {}, {5, "r" + d.id.substr(0, 8) + "-"})},
                {"when_text", d.published() ? fmt::format("published on {}{}", day_text(d.published_at), with == nullptr || d.version > 1 ? "" : fmt::format(" with Draft {}", with->number)) : fmt::format("prepared by {}, not published", d.prepared_by_name)},
                {"has_changes", !changes.empty()},
                {"changes", std::move(changes)},
                {"log_href", d.log_index < 0 || p.log_index < 0 ? Json(nullptr) : Json(fmt::format("/log?before={}#e{}", d.log_index + 1, d.log_index))}};
    if (d.superseded_at) {
      // What was only prepared and then changed was never anybody's answer.
      if (d.published()) earlier.push_back(std::move(one));
      continue;
    }
    answered = answered || d.published();
    answers.push_back(std::move(one));
  }
  Json reaction = nullptr;
  for (const auto& x : store::reactions(r, v, i.id, {p.id}))
    reaction = {{"kind", x.kind}, {"label", x.kind == "objects" ? "The author objects" : "The author is satisfied"}, {"reason_html", x.reason.empty() ? Json(nullptr) : Json(format::to_html(x.reason, {}, {5, "x" + x.id.substr(0, 8) + "-"}))},
                {"when_text", day_text(x.recorded_at)}, {"receipt_href", p.mine ? Json(fmt::format("/i/{}/points/{}/reaction/receipt", i.slug, p.id)) : Json(nullptr)}};
  const bool chairs = v.may(Permission::draft, i.id);
  Json places = Json::array();
  for (const auto& x : store::placements(r, v, i.id, p.id)) {
    std::string where = x.provision;
    Json choices = Json::array({option("", "its words are gone", x.kind == "text-deleted")});
    if (const auto* d = draft_of(x.draft))
      for (const auto& q : store::provisions(r, v, *d)) {
        if (q.eid == x.provision) where = label_of(q);
        if (chairs) choices.push_back(option(q.eid, label_of(q) + (q.number.empty() || q.heading.empty() ? "" : " · " + q.heading), q.eid == x.provision && x.kind != "text-deleted"));
      }
    const bool placed = !x.provision.empty() && x.kind != "ambiguous";
    places.push_back({{"draft", x.draft_number}, {"kind", x.kind}, {"kind_text", kind_text(x.kind)}, {"where", placed ? Json(x.kind == "text-deleted" ? "before " + where : where) : Json(nullptr)},
                      {"href", placed ? Json(fmt::format("{}?at={}#{}", draft_href(i, x.draft_number), encode(x.provision), x.provision)) : Json(nullptr)}, {"by_hand", !x.placed_by.empty()},
                      {"score_text", chairs && x.placed_by.empty() ? Json(fmt::format("score {:.2f}, next best {:.2f}", x.score, x.runner_up)) : Json(nullptr)}, {"note", text_or_null(x.note)}, {"is_ambiguous", x.kind == "ambiguous"},
                      {"action", chairs ? Json(fmt::format("/i/{}/points/{}/placement", i.slug, p.id)) : Json(nullptr)}, {"choices", chairs ? std::move(choices) : Json::array()}});
  }
  const bool has_places = !places.empty(), has_earlier = !earlier.empty(), has_answers = !answers.empty();
  return {{"has_answers", has_answers}, {"answers", std::move(answers)}, {"has_earlier", has_earlier}, {"earlier", std::move(earlier)}, {"reaction", std::move(reaction)},
          {"react_action", p.mine && answered ? Json(fmt::format("/i/{}/points/{}/reaction", i.slug, p.id)) : Json(nullptr)}, {"has_places", has_places}, {"places", std::move(places)}};
}

Json why_json(const store::Instrument& i, int round, const std::vector<store::Given>& all, const std::vector<std::string>& wids, const std::vector<std::string>& old_eids) {
  std::map<std::string, std::int64_t> asked_by, refused_by;
  std::int64_t asked = 0, refused = 0, objects = 0;
  const store::Given *reason = nullptr, *against = nullptr;
  for (const auto& g : all) {
    const bool linked = std::ranges::any_of(g.changes, [&](const std::string& wid) { return std::ranges::find(wids, wid) != wids.end(); });
    const bool here = std::ranges::find(old_eids, g.provision) != old_eids.end();
    if (drafting::asks_for_change(g.outcome) && (linked || (here && g.changes.empty()))) {
      asked += g.points, asked_by[g.category] += g.points, objects += g.objects;
      if (reason == nullptr || g.points > reason->points) reason = &g;
    } else if (g.outcome == "not-accepted" && (here || linked)) {
      refused += g.points, refused_by[g.category] += g.points, objects += g.objects;
      if (against == nullptr || g.points > against->points) against = &g;
    }
  }
  if (asked + refused == 0) return nullptr;
  const auto side = [&](std::int64_t n, const std::map<std::string, std::int64_t>& by, const store::Given* g) -> Json {
    if (g == nullptr) return nullptr;
    return {{"points", n}, {"points_text", plural(n, "point", "points")}, {"by_text", by_category(by)}, {"reason_text", excerpt(g->reason)}, {"href", fmt::format("/i/{}/points/{}", i.slug, g->point)}};
  };
  const std::string at = old_eids.empty() ? "" : "&at=" + encode(old_eids.front());
  return {{"asked", side(asked, asked_by, reason)}, {"refused", side(refused, refused_by, against)},
          {"objects_text", objects == 0 ? Json(nullptr) : Json(plural(objects, "author objects", "authors object"))}, {"objects_href", fmt::format("{}/points?answer=objects{}", round_href(i, round), at)}};
}

}  // namespace accord::app::pages
