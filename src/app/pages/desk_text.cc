// The middle of the desk: a provision as it was commented on, and what the next text makes of it.
#include <fmt/format.h>

#include <algorithm>

#include "app/pages/desk.h"
#include "app/pages/redline_html.h"
#include "app/working_text.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

std::string name_of(const text::Provision& p) { return p.number.empty() || p.heading.empty() ? label_of(p) : fmt::format("{} · {}", label_of(p), p.heading); }

Json kinds(text::ProvisionKind chosen) {
  Json out = Json::array();
  for (const auto kind : {"part", "chapter", "section", "commitment", "measure", "article", "recital", "paragraph", "annex", "definition", "note", "faq", "form", "field"}) out.push_back(option(kind, kind, text::to_string(chosen) == kind));
  return out;
}

// What is typed into one of the forms on a provision of the next text: as it stands, or as it was sent and refused.
Json act_json(const Desk& d, const text::Provision& p, const Query& form, const std::string& act) {
  const bool again = param(form, "act") == act && param(form, "eid") == p.eid;
  const auto was = [&](const char* name, const std::string& now) { return again ? param(form, name) : now; };
  const std::string base = fmt::format("/desk/i/{}/drafts/{}", d.i.slug, d.working->number);
  const auto at = d.next.index.at(p.eid);
  std::string body = p.body;
  if (act == "merge") {
    for (std::size_t k = at; k-- > 0;)
      if (d.next.provisions[k].parent == p.parent) {
        const auto& into = d.next.provisions[k];
        return {{"action", base + "/merge"}, {"into_text", name_of(into)}, {"number", was("number", into.number)}, {"heading", was("heading", into.heading)}, {"body", was("body", into.body + "\n\n" + p.body)}};
      }
    return nullptr;
  }
  if (act == "split") {
    // A first guess: between the paragraphs nearest the middle.
    std::size_t cut = std::string::npos;
    for (auto gap = body.find("\n\n"); gap != std::string::npos; gap = body.find("\n\n", gap + 2))
      if (cut == std::string::npos || std::max(gap, body.size() - gap) < std::max(cut, body.size() - cut)) cut = gap;
    const std::string first = cut == std::string::npos ? body : body.substr(0, cut), second = cut == std::string::npos ? "" : body.substr(cut + 2);
    return {{"action", base + "/split"}, {"number", was("number", p.number)}, {"heading", was("heading", p.heading)}, {"body", was("body", first)}, {"number2", was("number2", "")}, {"heading2", was("heading2", "")}, {"body2", was("body2", second)}};
  }
  if (act == "move" || act == "add") {
    Json places = Json::array({option("", "at the end of the draft", false)});
    for (std::size_t k = 0; k < d.next.provisions.size(); ++k) {
      const auto& x = d.next.provisions[k];
      if (act == "move" && k >= at && k < d.next.end[at]) continue;
      places.push_back(option(x.eid, std::string(static_cast<std::size_t>(std::min(d.next.level[k], 4) - 1) * 2, ' ') + name_of(x), again ? param(form, "after") == x.eid : act == "add" && k == at));
    }
    return {{"action", base + "/" + act}, {"places", std::move(places)}, {"kinds", kinds(p.kind)}, {"number", was("number", "")}, {"heading", was("heading", "")}, {"body", was("body", "")}};
  }
  return {{"action", fmt::format("{}/{}", base, act)}, {"number", was("number", p.number)}, {"heading", was("heading", p.heading)}, {"body", was("body", p.body)}};
}

}  // namespace

std::vector<const text::Provision*> heirs(const Desk& d, const text::Provision& p) {
  std::vector<const text::Provision*> out;
  const auto add = [&](const text::Provision* x) {
    if (x != nullptr && std::ranges::find(out, x) == out.end()) out.push_back(x);
  };
  if (d.working && d.working->number == d.text.draft.number + 1) {
    for (const auto& e : d.edges)
      if (std::ranges::find(e.old_eids, p.eid) != e.old_eids.end())
        for (const auto& eid : e.new_eids) add(d.next.find(eid));
  }
  if (out.empty())
    for (const auto& x : d.next.provisions)
      if (x.wid == p.wid) add(&x);
  return out;
}

Json change_options(const Desk& d, const std::vector<std::string>& chosen, const std::vector<std::string>& first) {
  Json own = Json::array(), others = Json::array();
  const auto before = d.working ? d.working->number - 1 : 0;
  for (const auto& e : d.edges) {
    if (e.kind == text::ChangeKind::same) continue;
    const auto put = [&](const std::string& wid, const std::string& label) {
      const bool here = std::ranges::find(first, wid) != first.end();
      const bool on = chosen.empty() ? here : std::ranges::find(chosen, wid) != chosen.end();
      (here ? own : others).push_back({{"value", wid}, {"label", fmt::format("{} ({})", label, kind_label(e.kind))}, {"selected", on}});
    };
    for (const auto& eid : e.new_eids)
      if (const auto* p = d.next.find(eid)) put(p->wid, name_of(*p));
    // The words that go are known where the round's draft is the one before.
    if (e.new_eids.empty() && before == d.text.draft.number)
      for (const auto& eid : e.old_eids)
        if (const auto* p = d.text.find(eid)) put(p->wid, name_of(*p));
  }
  const bool any = std::ranges::any_of(others, [](const Json& x) { return x["selected"].get<bool>(); });
  return {{"has_own", !own.empty()}, {"own", std::move(own)}, {"has_others", !others.empty()}, {"others", others}, {"others_text", plural(static_cast<std::int64_t>(others.size()), "other change", "other changes")}, {"others_open", any}};
}

Json desk_text(const Desk& d, const text::Provision& p, const std::vector<store::Point>& points, const Query& q, const Query& form, const Json& problem, std::string_view part) {
  std::vector<format::Mark> marks;
  const std::size_t before = p.heading.empty() ? 0 : utf8::length(p.heading) + 1;
  for (const auto& x : points)
    if (x.point.anchor && x.point.anchor->to > before && marks.size() < 60)
      marks.push_back({std::max(x.point.anchor->from, before) - before, x.point.anchor->to - before, "mark", "q c-" + (x.category.empty() ? "public" : x.category), {}});
  std::ranges::sort(marks, {}, &format::Mark::from);
  // Quotes overlap; of those that do, the first is marked.
  std::vector<format::Mark> apart;
  for (auto& m : marks)
    if (apart.empty() || m.from >= apart.back().to) apart.push_back(std::move(m));

  const auto hs = heirs(d, p);
  Json next = nullptr;
  if (d.working) {
    std::string heading, body;
    Json pieces = Json::array();
    for (const auto* h : hs) {
      heading += (heading.empty() ? "" : " / ") + h->heading;
      body += (body.empty() ? "" : "\n\n") + h->body;
      pieces.push_back({{"is_several", hs.size() > 1}, {"eid", h->eid}, {"label", name_of(*h)}, {"edit_href", fmt::format("{}?at={}&edit={}{}#next-text", desk_href(d.i, d.round.round.number), encode(p.eid), encode(h->eid), kept_query(q))}});
    }
    const auto head = compare_lines(p.heading, heading);
    const auto words = compare_bodies(p.body, body, "next-" + p.eid);
    const bool same = hs.size() == 1 && hs.front()->heading == p.heading && hs.front()->body == p.body && hs.front()->number == p.number;
    // One of them is open in a form: the one asked for, or the one whose form came back.
    const std::string editing = part == "text" ? param(form, "eid") : param(q, "edit");
    const std::string act = part == "text" ? param(form, "act") : param(q, "act").empty() ? "edit" : param(q, "act");
    Json edit = nullptr;
    if (const auto* h = d.next.find(editing); h != nullptr && !editing.empty()) {
      Json acts = Json::array();
      for (const auto& [key, label] : {std::pair{"edit", "Words"}, {"split", "Split"}, {"merge", "Merge"}, {"move", "Move"}, {"add", "Add after it"}, {"delete", "Delete"}})
        acts.push_back({{"label", label}, {"href", fmt::format("{}?at={}&edit={}&act={}{}#next-text", desk_href(d.i, d.round.round.number), encode(p.eid), encode(h->eid), key, kept_query(q))}, {"current", act == key}});
      Json f = act_json(d, *h, form, act);
      edit = {{"eid", h->eid}, {"label", name_of(*h)}, {"act", act}, {"acts", std::move(acts)}, {"seen", provision_hash(*h)}, {"is_edit", act == "edit"}, {"is_split", act == "split"}, {"is_merge", act == "merge"}, {"is_move", act == "move"},
              {"is_add", act == "add"}, {"is_delete", act == "delete"}, {"can", !f.is_null()}, {"form", f.is_null() ? Json::object() : f}, {"cancel_href", fmt::format("{}?at={}{}", desk_href(d.i, d.round.round.number), encode(p.eid), kept_query(q))}, {"problem", problem}};
      for (const char* key : {"action", "into_text", "number", "heading", "body", "number2", "heading2", "body2", "places", "kinds"})
        if (!edit["form"].contains(key)) edit["form"][key] = nullptr;
    }
    next = {{"title", d.working->title}, {"is_same", same}, {"is_deleted", hs.empty()}, {"heading_html", head.inline_html}, {"body_html", words.inline_html}, {"pieces", std::move(pieces)}, {"edit", std::move(edit)}};
  }
  return {{"heading", p.heading}, {"body_html", format::to_html(p.body, apart, {5, "d-"})}, {"has_body", !p.body.empty()}, {"next", std::move(next)}};
}

}  // namespace accord::app::pages
