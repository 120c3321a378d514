// The covering letters of a round, for chairs and secretariat.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/pages/pages.h"
#include "format/markdown.h"

namespace accord::app::pages {
namespace {

constexpr std::int64_t page_length = 50;

Json letter_json(const store::Instrument& i, int round, const store::Letter& x, std::size_t place) {
  const std::string base = round_href(i, round) + "/points";
  const bool known = !x.person.empty();
  store::Point author;
  author.person_name = x.person_name, author.organisation_name = x.organisation_name;
  const std::string key = x.category.empty() ? "public" : x.category;
  return {{"submission", text_or_null(x.filing)},
          {"author", text_or_null(x.person_name)},
          {"organisation", text_or_null(x.organisation_name)},
          {"author_text", author_text(author)},
          {"category", key},
          {"category_label", category_label(key)},
          {"filed", known ? instant(x.filed_at) : Json(nullptr)},
          {"filed_text", known ? moment_text(x.filed_at) : fmt::format("in round {}", round)},
          {"is_late", x.late},
          {"is_withheld", x.withheld},
          {"letter_html", x.letter.empty() ? Json(nullptr) : Json(format::to_html(x.letter, {}, {4, fmt::format("letter{}-", place)}))},
          {"redaction_text", x.redacted ? Json("Name and letter were removed.") : Json(nullptr)},
          {"points", known ? Json(x.points) : Json(nullptr)},
          {"points_text", known ? Json(plural(x.points, "point", "points")) : Json("points with the name withheld")},
          {"points_href", known && x.points > 0 && !x.redacted ? Json(fmt::format("{}?author={}", base, encode(x.person))) : Json(nullptr)}};
}

}  // namespace

Result<Json> letters(Context& ctx, const Viewer& v, const std::string& slug, int number, const Query& q) {
  return ctx.db.read([&](store::Reader& r) -> Result<Json> {
    ACCORD_TRY(const auto i, store::instrument(r, v, slug));
    ACCORD_TRY(const auto round, store::round(r, v, i.id, number));
    ACCORD_TRY(const auto draft, store::draft(r, v, i.id, round.round.draft));
    const bool written = param(q, "show") == "letters";
    int page = 1;
    if (const auto given = param(q, "page"); !given.empty()) std::from_chars(given.data(), given.data() + given.size(), page);
    page = std::clamp(page, 1, 100'000);
    ACCORD_TRY(const auto found, store::letters(r, v, i.id, round.round.id, written, static_cast<std::size_t>(page - 1) * page_length, page_length));
    const std::string here = round_href(i, number) + "/letters";
    const auto of_page = [&](int n) {
      std::string query = written ? "?show=letters" : "";
      if (n > 1) query += fmt::format("{}page={}", query.empty() ? "?" : "&", n);
      return here + query;
    };
    Json list = Json::array();
    for (const auto& x : found.letters) list.push_back(letter_json(i, number, x, list.size()));
    const auto all = written ? found.written : found.submissions;
    const auto last = (page - 1) * page_length + static_cast<std::int64_t>(list.size());
    return Json{{"instrument", instrument_ref(i)},
                {"round", round_ref(i, round.round, v.now)},
                {"draft", draft_ref(i, draft)},
                {"summary_text", fmt::format("{} in the round, {} with a letter. Chairs and secretariat read them; nobody else does.", plural(found.submissions, "submission counts", "submissions count"), number_text(found.written))},
                {"show", Json::array({{{"label", "All submissions"}, {"href", here}, {"current", !written}, {"count", found.submissions}}, {{"label", "With a letter"}, {"href", here + "?show=letters"}, {"current", written}, {"count", found.written}}})},
                {"has_letters", !list.empty()},
                {"paging", {{"previous_href", page > 1 ? Json(of_page(page - 1)) : Json(nullptr)}, {"next_href", last < all ? Json(of_page(page + 1)) : Json(nullptr)},
                            {"shown_text", list.empty() ? fmt::format("none of {}", number_text(all)) : fmt::format("{} to {} of {}", number_text((page - 1) * page_length + 1), number_text(last), number_text(all))}}},
                {"letters", std::move(list)}};
  });
}

}  // namespace accord::app::pages
