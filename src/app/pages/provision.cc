// One provision through all drafts: its texts, and between them what was said for and against.
#include <fmt/format.h>

#include <algorithm>

#include "app/pages/pages.h"
#include "app/pages/redline_html.h"
#include "app/pages/why.h"

namespace accord::app::pages {

Result<Json> provision(Context& ctx, const Viewer& v, const std::string& slug, const std::string& wid) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    const auto all = store::appearances(r, v, i.id, wid);
    if (all.empty()) return fail(Kind::not_found, "there is no provision with this identifier", wid, "wIds begin with the draft of their first appearance, such as d1-chp_1");
    const auto drafts = store::drafts(r, v, i.id);
    const auto rounds = store::rounds(r, v, i.id);
    // What was said between two drafts: the answers to the points on the earlier one.
    const auto between = [&](int from, int to) {
      std::vector<store::RoundRow> said;
      for (const auto& x : rounds)
        if (x.round.draft >= from && x.round.draft < to) said.push_back(x);
      return said.empty() ? Json(nullptr) : Why(r, v, i, said).of({wid}, 12, 0);
    };
    const auto draft_of = [&](int number) { return *std::ranges::find(drafts, number, &store::Draft::number); };
    Json versions = Json::array();
    const bool gone = all.back().draft != drafts.back().number;
    for (std::size_t n = 0; n < all.size(); ++n) {
      const auto& a = all[n];
      const store::Draft d = draft_of(a.draft);
      const text::Provision* before = n == 0 ? nullptr : &all[n - 1].provision;
      const auto heading = compare_lines(before == nullptr ? a.provision.heading : before->heading, a.provision.heading);
      const auto body = compare_bodies(before == nullptr ? a.provision.body : before->body, a.provision.body, fmt::format("d{}", a.draft));
      text::ChangeKind kind = text::ChangeKind::inserted;
      Json relatives = Json::array();
      Json was = nullptr;
      for (const auto& e : store::lineage(r, v, d)) {
        if (std::ranges::find(e.new_eids, a.provision.eid) == e.new_eids.end()) continue;
        kind = e.kind;
        const auto others = [&](const std::vector<std::string>& eids, const store::Draft& in, const std::string& self) {
          for (const auto& p : store::provisions(r, v, in))
            if (p.eid != self && std::ranges::find(eids, p.eid) != eids.end())
              relatives.push_back({{"label", fmt::format("{} in Draft {}", label_of(p), in.number)}, {"href", fmt::format("{}/provisions/{}", href(i), encode(p.wid))}});
        };
        if (e.new_eids.size() > 1) others(e.new_eids, d, a.provision.eid);
        if (before == nullptr || e.old_eids.size() > 1)
          for (const auto& other : drafts)
            if (other.number == d.number - 1) others(e.old_eids, other, before == nullptr ? "" : before->eid);
        break;
      }
      if (before != nullptr && label_of(*before) != label_of(a.provision)) was = "was " + label_of(*before);
      Counts counts;
      const auto round = round_of_draft(rounds, d.id);
      std::int64_t points = 0;
      if (round)
        for (const auto& c : store::count_points(r, v, i.id, round->round.id))
          if (c.provision == a.provision.eid) counts.push_back(c), points += c.points;
      versions.insert(versions.begin(),
                      Json{{"draft", draft_ref(i, d)},
                           {"eid", a.provision.eid},
                           {"label", label_of(a.provision)},
                           {"heading", a.provision.heading},
                           {"href", fmt::format("{}#{}", href(i, d), a.provision.eid)},
                           {"kind", n == 0 && d.number == drafts.front().number ? "new" : std::string(text::to_string(kind))},
                           {"change_label", n == 0 ? (d.number == drafts.front().number ? "in the first draft" : std::string(kind_label(kind))) : std::string(kind_label(kind))},
                           {"is_deleted", false},
                           {"heading_html", heading.inline_html},
                           {"body_html", body.inline_html},
                           {"was_text", was},
                           {"why", between(n == 0 ? d.number - 1 : all[n - 1].draft, d.number)},
                           {"redline_href", before == nullptr ? Json(nullptr) : Json(fmt::format("{}..{}#{}", draft_href(i, all[n - 1].draft), d.number, a.provision.eid))},
                           {"has_relatives", !relatives.empty()},
                           {"relatives", std::move(relatives)},
                           {"points", points},
                           {"points_text", plural(points, "point", "points")},
                           {"points_href", round && points > 0 ? Json(fmt::format("{}/points?at={}", round_href(i, round->round.number), encode(a.provision.eid))) : Json(nullptr)},
                           {"heat", round ? heat(i, round->round.number, counts, 0, a.provision.eid) : Json(nullptr)}});
    }
    if (gone) {
      const auto next = std::ranges::find_if(drafts, [&](const store::Draft& d) { return d.number > all.back().draft; });
      versions.insert(versions.begin(), Json{{"draft", draft_ref(i, *next)}, {"eid", nullptr}, {"label", label_of(all.back().provision)}, {"heading", all.back().provision.heading}, {"href", nullptr},
                                             {"kind", "deleted"}, {"change_label", "deleted"}, {"is_deleted", true}, {"heading_html", ""}, {"body_html", ""}, {"was_text", nullptr}, {"why", between(all.back().draft, next->number)},
                                             {"redline_href", fmt::format("{}..{}#deleted-{}", draft_href(i, all.back().draft), next->number, all.back().provision.eid)},
                                             {"relatives", Json::array()}, {"has_relatives", false}, {"points", 0}, {"points_text", "0 points"}, {"points_href", nullptr}, {"heat", nullptr}});
    }
    const auto& last = all.back().provision;
    return Json{{"instrument", instrument_ref(i)},
                {"wid", wid},
                {"label", label_of(last)},
                {"heading", last.heading},
                {"is_deleted", gone},
                {"summary_text", fmt::format("In {} of {}", plural(static_cast<std::int64_t>(all.size()), "draft", "drafts"), plural(static_cast<std::int64_t>(drafts.size()), "draft", "drafts"))},
                {"versions", std::move(versions)}};
  });
}

}  // namespace accord::app::pages
