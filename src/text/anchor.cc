#include "text/anchor.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/utf8.h"

namespace accord::text {

namespace {

constexpr std::size_t context_points = 32;

// The NFC form of a text as code points, each with its place in the text as it was sent: a letter and
// its accent may be two there and one here.
struct Normal {
  std::u32string points;
  std::vector<std::size_t> origin;  // one more than points: the last is the length of the text
};

std::u32string decode(std::string_view s) {
  std::u32string out;
  for (std::size_t i = 0; i < s.size();) out += utf8::next(s, i);
  return out;
}

Normal normal_form(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  Normal out;
  if (utf8::nfc(text) == text) {
    out.points = decode(text);
    for (std::size_t k = 0; k <= out.points.size(); ++k) out.origin.push_back(k);
    return out;
  }
  std::size_t place = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i, from = place;
    do {
      utf8::next(text, i);
      ++place;
      std::size_t after = i;
      if (i >= text.size() || nfc->hasBoundaryBefore(static_cast<UChar32>(utf8::next(text, after)))) break;
    } while (true);
    const auto source = decode(text.substr(begin, i - begin)), composed = decode(utf8::nfc(text.substr(begin, i - begin)));
    const bool unchanged = source == composed;
    for (std::size_t k = 0; k < composed.size(); ++k) out.origin.push_back(unchanged ? from + k : from);
    out.points += composed;
  }
  out.origin.push_back(place);
  return out;
}

std::u32string normal_points(std::string_view s) { return decode(utf8::nfc(s)); }

}  // namespace

Anchor make_anchor(std::string_view text, std::size_t from, std::size_t to) {
  const std::size_t length = utf8::length(text);
  to = std::min(to, length);
  from = std::min(from, to);
  return {from, to, std::string(utf8::slice(text, from, to)), std::string(utf8::slice(text, from - std::min(from, context_points), from)),
          std::string(utf8::slice(text, to, to + context_points))};
}

Result<Anchor> find_quote(std::string_view text, std::string_view exact, std::string_view prefix, std::string_view suffix,
                          std::optional<std::size_t> hint_from) {
  if (utf8::trim(exact).empty()) return fail(Kind::invalid, "no words are quoted", "exact", "select at least one word, or comment on the provision");
  const Normal all = normal_form(text);
  const auto quote = normal_points(exact), before = normal_points(prefix), after = normal_points(suffix);
  struct Found {
    Range range;
    bool in_context;
  };
  std::vector<Found> found;
  for (auto at = all.points.find(quote); at != std::u32string::npos; at = all.points.find(quote, at + 1)) {
    const std::u32string_view view = all.points;
    const bool in_context = view.substr(0, at).ends_with(before) && view.substr(at + quote.size()).starts_with(after);
    found.push_back({{all.origin[at], all.origin[at + quote.size()]}, in_context});
  }
  if (found.empty())
    return fail(Kind::not_found, "these words are not in the provision", "exact", "quote them exactly as they stand, or comment on the whole provision");
  const auto places = found.size();
  if (std::ranges::any_of(found, &Found::in_context)) std::erase_if(found, [](const Found& f) { return !f.in_context; });
  if (found.size() > 1 && hint_from) std::erase_if(found, [&](const Found& f) { return f.range.from != *hint_from; });
  if (found.size() != 1)
    return fail(Kind::conflict, fmt::format("these words occur {} times; choose which", places), "exact", "quote a few more words around them");
  return make_anchor(text, found.front().range.from, found.front().range.to);
}

std::vector<Range> sentences(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
  std::vector<Range> out;
  if (U_FAILURE(status) != 0) return out;
  const auto utf16 = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  breaks->setText(utf16);
  const auto points = decode(text);
  std::size_t place = 0;
  for (std::int32_t begin = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE; begin = end, end = breaks->next()) {
    const std::size_t next = place + static_cast<std::size_t>(utf16.countChar32(begin, end - begin));
    std::size_t from = place, to = next;
    while (from < to && utf8::is_space(points[from])) ++from;
    while (to > from && utf8::is_space(points[to - 1])) --to;
    if (from < to) out.push_back({from, to});
    place = next;
  }
  return out;
}

}  // namespace accord::text
