#include "app/pages/answered.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/pages/placed.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

Json log_href(std::int64_t index) { return index < 0 ? Json(nullptr) : Json(fmt::format("/log?before={}#e{}", index + 1, index)); }

// What stands in the place of an answer that a part of a divided point does not have yet.
Json unanswered() {
  return {{"id", nullptr}, {"anchor", nullptr}, {"outcome", nullptr}, {"outcome_label", drafting::outcome_label("")}, {"part_text", nullptr}, {"reason", ""}, {"reason_html", ""}, {"when_text", ""}, {"is_published", false}, {"draft", nullptr},
          {"has_changes", false}, {"changes", Json::array()}, {"log_href", nullptr}};
}

}  // namespace

const store::Draft* Changes::draft(const std::string& id) {
  if (drafts_.empty()) drafts_ = store::drafts(r_, v_, i_.id);
  const auto it = std::ranges::find(drafts_, id, &store::Draft::id);
  return it == drafts_.end() ? nullptr : &*it;
}

const std::vector<text::Provision>& Changes::text(const store::Draft& d) {
  const auto it = texts_.find(d.id);
  return it != texts_.end() ? it->second : texts_.emplace(d.id, store::provisions(r_, v_, d)).first->second;
}

Json Changes::links(const std::vector<std::string>& wids, const std::string& id) {
  Json out = Json::array();
  if (wids.empty()) return out;
  const auto* in = draft(id);
  if (in == nullptr && id.empty() && !drafts_.empty()) in = &drafts_.back();
  const store::Draft* before = nullptr;
  if (in != nullptr && in != drafts_.data()) before = in - 1;
  for (const auto& wid : wids) {
    std::string label = wid, heading, href = fmt::format("{}/provisions/{}", pages::href(i_), encode(wid));
    const auto at = [&](const store::Draft* d) -> const text::Provision* {
      if (d == nullptr) return nullptr;
      const auto& all = text(*d);
      const auto it = std::ranges::find(all, wid, &text::Provision::wid);
      return it == all.end() ? nullptr : &*it;
    };
    if (const auto* now = at(in)) {
      label = label_of(*now), heading = now->heading;
      href = before == nullptr ? fmt::format("{}?at={}#{}", pages::href(i_, *in), encode(now->eid), now->eid) : fmt::format("{}..{}#{}", draft_href(i_, before->number), in->number, now->eid);
    } else if (store::appearances(r_, v_, i_.id, wid).empty()) {
      continue;  // of a text that this viewer does not see yet
    } else if (const auto* was = at(before)) {
      label = label_of(*was) + ", deleted", heading = was->heading;
      href = fmt::format("{}..{}#deleted-{}", draft_href(i_, before->number), in->number, was->eid);
    }
    if (label.starts_with(heading)) heading.clear();  // of a definition the heading is the label
    out.push_back({{"label", std::move(label)}, {"heading", std::move(heading)}, {"href", std::move(href)}});
  }
  return out;
}

std::string excerpt(std::string_view markdown, std::size_t characters) {
  std::string text = format::to_text(markdown);
  std::ranges::replace(text, '\n', ' ');
  if (utf8::length(text) <= characters) return text;
  std::size_t at = 0, sentence = 0, word = 0;
  for (std::size_t n = 0; n < characters && at < text.size(); ++n) {
    const char32_t c = utf8::next(text, at);
    if (c == '.' || c == '?' || c == '!') {
      if (at < text.size() && text[at] == ' ') sentence = at;
    } else if (c == ' ') {
      word = at - 1;
    }
  }
  // Whole sentences, if they are more than half of the room.
  if (sentence * 2 > at) return text.substr(0, sentence);
  return text.substr(0, word == 0 ? at : word) + "…";
}

Json answer_json(const store::Disposition& d, const store::Instrument& i, Changes& changes, bool with_log) {
  const auto* draft = changes.draft(d.draft);
  const bool corrected = d.published() && draft != nullptr && d.published_at != draft->published_at;
  std::string when;
  if (!d.published())
    when = d.prepared_by_name.empty() ? "prepared, not published" : fmt::format("prepared by {}, not published", d.prepared_by_name);
  else
    when = corrected ? "corrected on " + day_text(d.published_at) : fmt::format("published on {}{}", day_text(d.published_at), draft == nullptr ? "" : fmt::format(" with Draft {}", draft->number));
  Json links = changes.links(d.changes, d.draft);
  return {{"id", d.id},
          {"anchor", "answer-" + d.id.substr(0, 12)},
          {"outcome", d.outcome},
          {"outcome_label", drafting::outcome_label(d.outcome)},
          {"part_text", nullptr},
          {"reason", d.reason},
          {"reason_html", format::to_html(d.reason, {}, {5, "a" + d.id.substr(0, 8) + "-"})},
          {"when_text", std::move(when)},
          {"is_published", d.published()},
          {"draft", draft == nullptr || !d.published() ? Json(nullptr) : draft_ref(i, *draft)},
          {"has_changes", !links.empty()},
          {"changes", std::move(links)},
          {"log_href", with_log ? log_href(d.log_index) : Json(nullptr)}};
}

Answers::Answers(store::Reader& r, const Viewer& v, const store::Instrument& i, const std::vector<store::Point>& points) : i_(i), changes_(r, v, i) {
  if (points.empty()) return;
  std::vector<std::string> ids;
  for (const auto& p : points) {
    ids.push_back(p.id);
    if (p.mine) mine_.insert(p.id);
    if (p.log_index < 0) unlogged_.insert(p.id);
  }
  for (auto& d : store::dispositions(r, v, i.id, ids)) given_[d.point].push_back(std::move(d));
  for (auto& p : store::parts(r, v, i.id, ids)) parts_[p.point].push_back(std::move(p));
  for (auto& x : store::reactions(r, v, i.id, ids)) reactions_.emplace(x.point, std::move(x));
}

bool Answers::published(const std::string& point) const {
  const auto it = given_.find(point);
  return it != given_.end() && std::ranges::any_of(it->second, &store::Disposition::published);
}

const store::Reaction* Answers::reaction(const std::string& point) const {
  const auto it = reactions_.find(point);
  return it == reactions_.end() ? nullptr : &it->second;
}

void Answers::onto(Json& point) {
  const auto id = point["id"].get<std::string>();
  const bool with_log = !unlogged_.contains(id);
  static const std::vector<store::Disposition> none;
  const auto it = given_.find(id);
  const auto& given = it == given_.end() ? none : it->second;
  Json out = Json::array();
  const auto put = [&](int part, const std::string& text) {
    const auto d = std::ranges::find(given, part, &store::Disposition::part);
    if (d == given.end() && part == 0) return;
    out.push_back(d == given.end() ? unanswered() : answer_json(*d, i_, changes_, with_log));
    if (part > 0) out.back()["part_text"] = fmt::format("{}. {}", part, text);
  };
  put(0, {});
  if (const auto parts = parts_.find(id); parts != parts_.end())
    for (const auto& p : parts->second) put(p.part, p.text);
  point["has_answers"] = !out.empty();
  point["answers"] = std::move(out);
  if (const auto* x = reaction(id)) {
    point["reaction"] = {{"kind", x->kind},
                         {"label", x->kind == "objects" ? "The author objects" : "The author is satisfied"},
                         {"reason_html", x->reason.empty() ? Json(nullptr) : Json(format::to_html(x->reason, {}, {5, "x" + x->id.substr(0, 8) + "-"}))},
                         {"when_text", day_text(x->recorded_at)},
                         {"is_earlier", x->is_earlier},
                         {"log_href", log_href(x->log_index)},
                         {"receipt_href", mine_.contains(id) ? Json(fmt::format("{}/points/{}/reaction/receipt", href(i_), id)) : Json(nullptr)}};
  }
}

Json became_json(store::Reader& r, const Viewer& v, const store::Instrument& i, const store::Point& p, const Query& form, const Error* problem) {
  Answers answers(r, v, i, std::vector{p});
  Json now = {{"id", p.id}, {"reaction", nullptr}};
  answers.onto(now);
  Json earlier = Json::array();
  // What was only prepared and then changed was never anybody's answer: the chairs alone see it, so that no work is lost.
  Json drafts = Json::array();
  for (const auto& d : store::disposition_history(r, v, i.id, p.id)) {
    if (!d.superseded_at) continue;
    Json j = answer_json(d, i, answers.changes(), p.log_index >= 0);
    if (!d.published()) j["when_text"] = fmt::format("prepared by {} on {}, never published", d.prepared_by_name, moment_text(d.prepared_at));
    (d.published() ? earlier : drafts).push_back(std::move(j));
  }
  const auto sent = [&](const char* field) { return std::ranges::any_of(form, [&](const auto& f) { return f.first == field; }); };
  const bool reacting = sent("reaction"), correcting = sent("of");
  const bool has_earlier = !earlier.empty();
  Json out = {{"has_answers", now["has_answers"]}, {"answers", std::move(now["answers"])}, {"reaction", std::move(now["reaction"])}, {"has_earlier", has_earlier}, {"earlier", std::move(earlier)}, {"has_unpublished", !drafts.empty()}, {"unpublished", drafts},
              {"corrections", corrections_json(r, v, i, p, correcting ? form : Query{}, correcting ? problem : nullptr)},
              {"react", p.mine && answers.published(p.id) ? reaction_form(i, p.id, answers.reaction(p.id), reacting ? form : Query{}, reacting ? problem : nullptr) : Json(nullptr)}};
  out.update(places_json(r, v, i, p, reacting || correcting ? Query{} : form, reacting || correcting ? nullptr : problem));
  return out;
}

Json reaction_form(const store::Instrument& i, const std::string& point, const store::Reaction* before, const Query& form, const Error* problem) {
  const std::string kind = form.empty() ? (before == nullptr ? "" : before->kind) : param(form, "reaction");
  const std::string base = fmt::format("{}/points/{}/reaction", href(i), point);
  return {{"key", point.substr(0, 8)},
          {"back", nullptr},
          {"action", base},
          {"kinds", Json::array({option("satisfied", "I am satisfied with it", kind == "satisfied"), option("objects", "I object", kind == "objects", "Say what the answer misses; it stands beside the answer for whoever may read the point.")})},
          {"reason", form.empty() ? (before == nullptr ? "" : before->reason) : param(form, "reason")},
          {"has_reacted", before != nullptr},
          {"submit_label", before == nullptr ? "Reply" : "Replace my reply"},
          {"receipt_href", before == nullptr ? Json(nullptr) : Json(base + "/receipt")},
          {"problem", problem == nullptr ? Json(nullptr) : problem_json(*problem)}};
}

}  // namespace accord::app::pages
