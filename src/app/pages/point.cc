// One point: the words it stands on, what became of it, and where it sits since.
#include <fmt/format.h>

#include <algorithm>

#include "app/pages/answered.h"
#include "app/pages/pages.h"
#include "base/utf8.h"
#include "format/markdown.h"

namespace accord::app::pages {

Result<Json> point(Context& ctx, const Viewer& v, const std::string& slug, const std::string& id, const Query& form, const Error* problem) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_TRY(const auto x, store::point(r, v, i.id, id));
    ACCORD_TRY(const auto round, store::round(r, v, i.id, x.round_number));
    ACCORD_TRY(auto draft, store::draft(r, v, i.id, round.round.draft));
    auto provisions = store::provisions(r, v, draft);
    const auto view = view_of(std::move(draft), std::move(provisions));
    const auto removed = store::redactions(r, v, i.id);
    std::string context;
    if (const auto* provision = view.find(x.point.provision)) {
      std::vector<format::Mark> marks;
      const std::size_t before = provision->heading.empty() ? 0 : utf8::length(provision->heading) + 1;
      if (x.point.anchor && x.point.anchor->to > before)
        marks.push_back({std::max(x.point.anchor->from, before) - before, x.point.anchor->to - before, "mark", "q on c-" + (x.category.empty() ? "public" : x.category), "quote"});
      context = format::to_html(provision->body, marks, {5, "x-"});
    }
    Json others = Json::array();
    store::PointFilter f;
    f.instrument = i.id, f.round = x.round, f.provisions = {x.point.provision}, f.limit = 6;
    ACCORD_TRY(const auto page, store::points(r, v, f));
    Answers answers(r, v, i, page.points);
    for (const auto& other : page.points)
      if (other.id != x.id && others.size() < 5) {
        others.push_back(point_json(i, v, other, removed));
        answers.onto(others.back());
      }
    // Of a withheld point nothing but its day is told.
    std::string late;
    if (x.point.visibility != "name-withheld" || x.mine)
      for (const auto& d : store::drafts(r, v, i.id))
        if (late.empty() && d.published() && d.number > x.draft_number && x.filed_at > d.published_at)
          late = fmt::format("Filed after Draft {} was published, so it is answered with a draft after that one.", d.number);
    const bool office = v.may(Permission::office, i.id);
    Json kinds = Json::array({option("personal-data", "personal data", true), option("third-party", "names a third person", false), option("unlawful", "unlawful content", false),
                              option("business-secret", "business secret", false)});
    Json became = became_json(r, v, i, x, form, problem);
    Json said = point_json(i, v, x, removed);
    for (const char* key : {"answers", "has_answers", "reaction"}) said[key] = became[key];
    return Json{{"instrument", instrument_ref(i)},
                {"round", round_ref(i, round.round, v.now)},
                {"draft", draft_ref(i, view.draft)},
                {"point", std::move(said)},
                {"context_html", context},
                {"became", std::move(became)},
                {"late_text", text_or_null(late)},
                {"visibility_hint", visibility_hint(x.point.visibility)},
                {"log", x.log_index < 0 ? Json(nullptr) : Json({{"index", x.log_index}, {"index_text", number_text(x.log_index)}, {"href", fmt::format("/log?before={}#e{}", x.log_index + 1, x.log_index)}})},
                {"has_others", !others.empty()},
                {"others_text", plural(page.total - 1, "other point on this provision", "other points on this provision")},
                {"others", std::move(others)},
                {"others_href", fmt::format("{}/points?at={}", round_href(i, x.round_number), encode(x.point.provision))},
                {"redact_action", office && !x.redacted ? Json(fmt::format("{}/points/{}/redact", href(i), id)) : Json(nullptr)},
                {"redact_kinds", std::move(kinds)}};
  });
}

}  // namespace accord::app::pages
