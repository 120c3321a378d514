#include "app/pages/placed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/pages/answered.h"

namespace accord::app::pages {
namespace {

std::string_view kind_text(std::string_view kind) {
  if (kind == "kept") return "its words stand";
  if (kind == "moved") return "its words stand elsewhere";
  if (kind == "changed") return "its words were changed";
  if (kind == "text-deleted") return "its words are gone";
  return "not placed: a person has yet to say where it belongs";
}

const text::Provision* find(const std::vector<text::Provision>& all, const std::string& eid) {
  const auto it = std::ranges::find(all, eid, &text::Provision::eid);
  return it == all.end() ? nullptr : &*it;
}

Json choices_of(const std::vector<text::Provision>& all, const std::string& chosen) {
  Json out = Json::array({option("", "its words are gone", chosen.empty())});
  for (const auto& p : all) out.push_back(option(p.eid, label_of(p) + (p.number.empty() || p.heading.empty() ? "" : " · " + p.heading), p.eid == chosen));
  return out;
}

}  // namespace

Json placement_json(const store::Placement& p, const store::Instrument& i, const text::Provision* at, bool chairs) {
  const bool deleted = p.kind == "text-deleted", unsure = p.kind == "ambiguous";
  Json where = nullptr, href = nullptr;
  if (at != nullptr && !unsure) {
    where = deleted ? "before " + label_of(*at) : label_of(*at);
    href = fmt::format("{}?at={}#{}", draft_href(i, p.draft_number), encode(at->eid), at->eid);
  } else if (deleted) {
    where = "at the end";
    href = draft_href(i, p.draft_number);
  }
  const bool hand = !p.placed_by.empty();
  return {{"draft", p.draft_number},
          {"kind", p.kind},
          {"kind_text", kind_text(p.kind)},
          {"where", std::move(where)},
          {"href", std::move(href)},
          {"quote", p.anchor ? Json(p.anchor->exact) : Json(nullptr)},
          {"by_hand", hand},
          {"by_hand_text", !hand ? Json(nullptr) : Json(p.placed_by_name.empty() ? "placed by a person" : "placed by " + p.placed_by_name)},
          {"score_text", chairs && !hand ? Json(fmt::format("score {:.2f}, next best {:.2f}", p.score, p.runner_up)) : Json(nullptr)},
          {"note", chairs ? text_or_null(p.note) : Json(nullptr)},
          {"is_ambiguous", unsure},
          {"when_text", !chairs ? Json(nullptr) : p.recorded_at % day == 0 ? Json(day_text(p.recorded_at)) : Json(moment_text(p.recorded_at))},
          {"log_href", chairs && p.log_index >= 0 ? Json(fmt::format("/log?before={}#e{}", p.log_index + 1, p.log_index)) : Json(nullptr)}};
}

Json places_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& point, const Query& form, const Error* problem) {
  const bool chairs = v.may(Permission::draft, i.id);
  const auto drafts = store::drafts(r, v, i.id);
  std::map<std::string, std::vector<text::Provision>> texts;
  const auto text_of = [&](const std::string& id) -> const std::vector<text::Provision>& {
    const auto it = texts.find(id);
    if (it != texts.end()) return it->second;
    const auto d = std::ranges::find(drafts, id, &store::Draft::id);
    return texts.emplace(id, d == drafts.end() ? std::vector<text::Provision>{} : store::provisions(r, v, *d)).first->second;
  };
  const auto before = chairs ? store::placement_history(r, v, i.id, point.id) : std::vector<store::Placement>{};
  Json places = Json::array();
  for (const auto& p : store::placements(r, v, i.id, point.id)) {
    const auto& text = text_of(p.draft);
    Json j = placement_json(p, i, find(text, p.provision), chairs);
    if (point.redacted) j["quote"] = nullptr;  // what it quoted went with its words
    Json history = Json::array();
    for (const auto& old : before)
      if (old.superseded_at && old.draft == p.draft) history.push_back(placement_json(old, i, find(text, old.provision), true));
    const bool typed = problem != nullptr && param(form, "draft") == std::to_string(p.draft_number), past = !history.empty();
    j.update({{"has_history", past},
              {"history", std::move(history)},
              {"action", chairs ? Json(fmt::format("{}/points/{}/placement", href(i), point.id)) : Json(nullptr)},
              {"can_confirm", chairs && p.placed_by.empty() && !(p.kind == "ambiguous" && p.provision.empty())},
              {"choices", chairs ? choices_of(text, typed ? param(form, "eid") : p.kind == "text-deleted" ? "" : p.provision) : Json::array()},
              {"typed_quote", typed ? param(form, "quote") : p.anchor && !point.redacted ? p.anchor->exact : ""},
              {"typed_note", typed ? param(form, "note") : ""},
              {"problem", typed ? problem_json(*problem) : Json(nullptr)}});
    places.push_back(std::move(j));
  }
  const bool any = !places.empty();
  return {{"has_places", any}, {"places", std::move(places)}};
}

EarlierCounts count_earlier(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Draft& d) {
  EarlierCounts out;
  for (const auto& c : store::count_placed(r, v, i.id, d.id)) (c.kind == "text-deleted" ? out.deleted : out.placed)[c.provision] += c.points;
  return out;
}

std::string deleted_text(std::int64_t points) { return plural(points, "point", "points") + " sat on words that were deleted here"; }

std::string followed_text(const std::vector<store::Draft>& drafts, const drafting::Round& round, Instant now) {
  const auto next = std::ranges::find_if(drafts, [&](const store::Draft& d) { return d.number > round.draft && d.published(); });
  const auto when = drafting::timing(round, now);
  if (next == drafts.end() || when == drafting::Timing::refused || when == drafting::Timing::early) return "";
  const std::string there = fmt::format("Draft {}", next->number);
  if (next->kind == "correction" && when == drafting::Timing::in_time)
    return fmt::format("{} corrects Draft {}, on which this round stands. What you write on Draft {} counts, and is shown at its place in {} at once.", there, round.draft, round.draft, there);
  return fmt::format("{} is out already. What comes now is taken{}, shown at its place in {} at once, and answered with the draft that follows.", there, when == drafting::Timing::late ? " and marked late" : " (the round was extended)", there);
}

Json correction_json(const store::Instrument& i, const std::optional<store::Draft>& earlier, const std::optional<store::Draft>& later, const store::Draft& shown) {
  if (!earlier || !later || !later->published() || later->kind != "correction") return nullptr;
  const auto& other = shown.number == later->number ? *earlier : *later;
  return {{"title", other.title}, {"href", href(i, other)}, {"published_text", day_text(other.published_at)}, {"note", text_or_null(later->note)}, {"redline_href", fmt::format("{}..{}", draft_href(i, earlier->number), later->number)}};
}

Json from_earlier(store::Reader& r, const Viewer& v, const store::Instrument& i, const DraftView& view, const std::string& eid, int limit) {
  store::PlacedFilter f;
  f.draft = view.draft.id, f.provision = eid, f.limit = limit;
  const auto placed = store::placed(r, v, i.id, f);
  std::vector<store::Point> points;
  for (const auto& x : placed) points.push_back(x.point);
  Answers answers(r, v, i, points);
  const auto removed = store::redactions(r, v, i.id);
  Json out = Json::array();
  for (const auto& x : placed) {
    Json j = point_json(i, v, x.point, removed);
    answers.onto(j);
    j["place"] = placement_json(x.placement, i, view.find(x.placement.provision), v.may(Permission::draft, i.id));
    if (x.point.redacted) j["place"]["quote"] = nullptr;
    j["place"]["from_text"] = fmt::format("Draft {}", x.point.draft_number);
    out.push_back(std::move(j));
  }
  return out;
}

}  // namespace accord::app::pages
