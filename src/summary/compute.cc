#include "summary/compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/utf8.h"
#include "summary/tokens.h"

namespace accord::summary {

namespace {

__extension__ using Wide = unsigned __int128;    // so that no size overflows
constexpr std::int64_t hour = 3'600'000;         // milliseconds
constexpr std::uint64_t smallest_share = 1'000;  // a language with less than 1 in 1,000 bytes is noise of the detector, unless declared

Json day(const std::optional<Date>& d) { return d ? Json(to_text(*d)) : Json(); }

struct Work {
  const Evidence& e;
  const Template& t;
  std::map<std::string, Computed> out;

  const Totals* either() const { return e.processed != nullptr ? e.processed : e.collected; }

  void each_source(const std::function<void(const SourceTotals&)>& f) const {
    for (const auto* totals : {e.processed, e.collected})
      if (totals != nullptr)
        for (const auto& s : totals->sources) f(s);
  }

  // Modalities of which there are documents, of one kind of source or of all.
  std::set<Modality> present(const std::string& kind) const {
    std::set<Modality> found;
    each_source([&](const SourceTotals& s) {
      if (!kind.empty() && name(s.source.kind) != kind) return;
      for (const auto& [m, totals] : s.modalities)
        if (totals.counts.documents > 0) found.insert(m);
    });
    return found;
  }

  Json choices(const Field& field, const std::set<Modality>& found) const {
    Json chosen = Json::array();
    for (const auto& option : field.options)
      if (const auto m = modality_named(option); m && found.contains(*m)) chosen.push_back(option);
    return chosen;
  }

  // False, with the reason, when the rule wants a stage that was not given.
  bool may(const Field& field, Computed& c) const {
    const auto& stage = t.rule(field.rule).stage;
    const auto* wanted = stage == "processed" ? e.processed : stage == "collected" ? e.collected : either();
    if (wanted != nullptr) return true;
    c.refused = fmt::format("this is computed from data as {} only, and the tally given is of data as {}", stage,
                            stage == "processed" ? "collected" : "processed");
    return false;
  }

  void presence(const Section& section) {
    const auto found = present(section.source_kind);
    for (const auto& field : section.fields) {
      if (!field.computed) continue;
      Computed c;
      if (field.kind == "yes/no") {
        c.value = found.empty() ? "no" : "yes";
        c.how = found.empty() ? "no source of this kind holds a document" : "a source of this kind holds documents";
      } else if (field.kind == "choices" && !found.empty()) {
        c.value = choices(field, found);
        c.how = "modalities of the documents of sources of this kind";
      }
      if (!c.value.is_null()) out[field.id] = std::move(c);
    }
  }

  void sizes(const Field& field) {
    Computed c;
    if (!may(field, c)) return void(out[field.id] = std::move(c));
    c.value = Json::array();
    c.exact = Json::object();
    for (const auto& [m, totals] : by_modality(*e.processed)) {
      const auto& n = totals.counts;
      if (n.documents == 0) continue;
      const auto& ranges = *t.modality(name(m));
      Json exact = {{"documents", n.documents}, {"bytes", n.bytes}};
      const Range* range = nullptr;
      if (m == Modality::text) {
        const auto tokens = tokens_of(*e.processed);
        // What no column declares lies between a token for each byte and one for eight.
        const auto rest = tokens.exact ? 0 : n.bytes - std::min(n.bytes, n.token_bytes);
        const auto low = n.tokens + rest / 8, high = n.tokens + rest;
        exact["characters"] = n.characters;
        exact["tokens"] = {{"value", tokens.value}, {"method", tokens.method}};
        if (!tokens.exact) exact["tokens"].update({{"at_least", low}, {"at_most", high}});
        range = ranges.range_of(static_cast<std::int64_t>(tokens.value));
        if (!tokens.exact &&
            (range != ranges.range_of(static_cast<std::int64_t>(low)) || range != ranges.range_of(static_cast<std::int64_t>(high))))
          c.notes.push_back(
              "the tokens of the text are estimated, and the estimate lies near a border of the ranges: scan "
              "the corpus with the model's own tokenizer (accord corpus scan --tokenizer sentencepiece:FILE), or give it a "
              "column of token counts made with that (--tokens-field)");
      } else if (m == Modality::image) {
        exact["images"] = n.images;
        range = ranges.range_of(static_cast<std::int64_t>(n.images));
      } else if (m == Modality::audio || m == Modality::video) {
        exact["milliseconds"] = n.milliseconds;
        range = ranges.range_of(static_cast<std::int64_t>(n.milliseconds), hour);
        if (n.milliseconds == 0) c.notes.push_back(fmt::format("no duration was found in the {} data: the range rests on none", ranges.id));
      }
      c.exact[ranges.id] = std::move(exact);
      if (range != nullptr)
        c.value.push_back({{"modality", ranges.id}, {"range", range->label}});
      else
        c.notes.push_back("there is data of another modality: declare its name, approximate size and unit under data.size, other");
    }
    const auto unread = std::ranges::count_if(e.processed->inputs, [](const Input& i) { return i.status != InputStatus::ok; });
    if (unread > 0)
      c.notes.push_back(
          fmt::format("{} of {} inputs were not read whole (accord corpus show names them)", unread, e.processed->inputs.size()));
    c.how = "the range that holds the sum over all sources, after pre-processing";
    out[field.id] = std::move(c);
  }

  void latest(const Field& field) {
    Computed c;
    std::optional<Date> last;
    each_source([&](const SourceTotals& s) {
      for (const auto& [m, totals] : s.modalities)
        if (totals.counts.last && (!last || *totals.counts.last > *last)) last = totals.counts.last;
    });
    if (!last) return;
    c.value = to_text(*last).substr(0, 7);
    c.exact = {{"last", day(last)}};
    c.how = "the latest date of a document";
    out[field.id] = std::move(c);
  }

  void languages(const Field& field) {
    Computed c;
    if (!may(field, c)) return void(out[field.id] = std::move(c));
    std::map<std::string, LanguageCounts> sums;
    bool detected = false;
    std::uint64_t all = 0;
    for (const auto& [m, totals] : by_modality(*e.processed))
      for (const auto& [key, n] : totals.languages) {
        if (key.code == "und") continue;
        sums[key.code].documents += n.documents, sums[key.code].bytes += n.bytes;
        all += n.bytes;
        detected = detected || key.detected;
      }
    std::vector<std::string> codes;
    std::size_t left_out = 0;
    c.exact = Json::array();
    for (const auto& [code, n] : sums) {
      c.exact.push_back({{"code", code}, {"documents", n.documents}, {"bytes", n.bytes}});
      if (n.bytes < all / smallest_share)
        ++left_out;
      else
        codes.push_back(code);
    }
    if (codes.empty()) return;
    std::stable_sort(c.exact.begin(), c.exact.end(), [](const Json& a, const Json& b) { return a["bytes"] > b["bytes"]; });
    // The answer stands in the order of the codes, which does not tell the mix.
    c.value = language_answer(codes, t);
    c.how = detected ? "languages as the corpus declares them, else as they were detected" : "languages as the corpus declares them";
    if (left_out > 0) c.notes.push_back(fmt::format("{} languages with less than 0.1 % of the bytes are not listed", left_out));
    out[field.id] = std::move(c);
  }

  static std::uint64_t measure(Modality m, const Counts& n) {
    if (m == Modality::image && n.images > 0) return n.images;
    if ((m == Modality::audio || m == Modality::video) && n.milliseconds > 0) return n.milliseconds;
    return n.bytes > 0 ? n.bytes : n.documents;
  }

  // Sources with one link are one dataset: splitting does not make it smaller.
  void large(const Field& field) {
    if (present("public-dataset").empty()) return;
    Computed c;
    if (!may(field, c)) return void(out[field.id] = std::move(c));
    struct Dataset {
      const SourceTotals* first = nullptr;
      std::map<Modality, std::uint64_t> size;
    };
    std::map<std::string, Dataset> datasets;
    std::map<Modality, std::uint64_t> all;
    for (const auto& s : e.processed->sources) {
      if (s.source.kind != SourceKind::public_dataset) continue;
      auto& d = datasets[s.source.link.empty() ? "name " + s.source.name : s.source.link];
      if (d.first == nullptr) d.first = &s;
      for (const auto& [m, totals] : s.modalities) {
        const auto n = measure(m, totals.counts);
        d.size[m] += n, all[m] += n;
      }
    }
    const auto percent = static_cast<unsigned>(t.rule(field.rule).percent);
    c.value = c.exact = Json::array();
    for (const auto& [key, d] : datasets) {
      bool is_large = false;
      for (const auto& [m, n] : d.size) {
        const bool over = Wide{n} * 100 > Wide{all[m]} * percent;
        is_large = is_large || over;
        c.exact.push_back({{"name", d.first->source.name}, {"modality", name(m)}, {"size", n}, {"of", all[m]}, {"large", over}});
      }
      if (!is_large) continue;
      const auto& s = d.first->source;
      Json entry = {{"name", s.name}};
      if (!s.link.empty()) entry["link"] = s.link;
      if (!s.description.empty()) entry["description"] = s.description;
      if (!s.period.empty()) entry["collected"] = s.period;
      if (s.link.empty() && s.description.empty())
        c.notes.push_back(fmt::format("\"{}\" has no link: give one, or a description and when it was collected", s.name));
      c.value.push_back(std::move(entry));
    }
    std::sort(c.value.begin(), c.value.end(), [](const Json& a, const Json& b) { return a["name"] < b["name"]; });
    c.how = fmt::format("public datasets with more than {} % of all public datasets of a modality: {} of {}", percent, c.value.size(),
                        datasets.size());
    out[field.id] = std::move(c);
  }

  void crawlers(const Field& field) {
    std::set<std::string> names;
    each_source([&](const SourceTotals& s) {
      if (s.source.kind == SourceKind::crawled && !s.source.crawler.empty()) names.insert(s.source.crawler);
    });
    if (names.empty()) return;
    Computed c;
    c.value = Json::array();
    for (const auto& n : names) c.value.push_back({{"name", n}});
    c.how = "as the sources name them";
    out[field.id] = std::move(c);
  }

  void period(const Field& field) {
    if (present("crawled").empty()) return;
    Computed c;
    if (!may(field, c)) return void(out[field.id] = std::move(c));
    Counts n;
    for (const auto& s : e.collected->sources)
      if (s.source.kind == SourceKind::crawled)
        for (const auto& [m, totals] : s.modalities) n += totals.counts;
    if (!n.first || !n.last) return;
    c.value = {{"from", to_text(*n.first).substr(0, 7)}, {"to", to_text(*n.last).substr(0, 7)}};
    c.exact = {{"first", day(n.first)}, {"last", day(n.last)}, {"dated", n.dated}, {"documents", n.documents}};
    c.how = "the first and the last date of crawled documents";
    if (n.dated < n.documents) c.notes.push_back("some crawled documents have no date");
    out[field.id] = std::move(c);
  }

  void domains(const Field& field) {
    if (present("crawled").empty()) return;
    Computed c;
    if (!may(field, c)) return void(out[field.id] = std::move(c));
    if (e.domains.distinct == 0) {
      c.notes.push_back("no address was found in the crawled data: no domain is known");
      return void(out[field.id] = std::move(c));
    }
    std::vector<std::string> names;
    Json ranking = Json::array();
    for (const auto& d : e.domains.list) {
      names.push_back(d.domain);
      ranking.push_back({{"domain", d.domain}, {"documents", d.documents}, {"bytes", d.bytes}});
    }
    std::ranges::sort(names);  // the template does not ask for the ranking
    Json list = Json::array();
    for (auto& n : names) list.push_back({{"domain", std::move(n)}});
    c.value = {{"listed", e.domains.listed}};
    if (e.domains.file.empty())
      c.value["list"] = std::move(list);
    else
      c.value["file"] = e.domains.file;
    c.exact = {{"distinct", e.domains.distinct},
               {"documents", e.domains.documents},
               {"bytes", e.domains.bytes},
               {"listed_bytes", e.domains.listed_bytes},
               {"list", std::move(ranking)}};
    const auto& rule = t.rule(e.sme ? "domains_sme" : "domains");
    c.how = fmt::format("the top {} % of all crawled domains by bytes{}", rule.percent,
                        rule.count > 0 ? fmt::format(", or {} if that is fewer", rule.count) : "");
    for (const auto m : e.domains.added)
      c.notes.push_back(fmt::format("no listed domain held {} data; the largest of those that do were added", name(m)));
    out[field.id] = std::move(c);
  }

  // A crawl that others made and that anybody can download is a public dataset (section 2.1).
  void ready_made() {
    each_source([&](const SourceTotals& s) {
      if (s.source.kind != SourceKind::crawled) return;
      const auto said = utf8::lower(s.source.name + "\n" + s.source.link + "\n" + s.source.crawler + "\n" + s.source.description);
      const auto known = std::ranges::find_if(t.ready_made_crawls, [&](const std::string& k) { return said.find(k) != std::string::npos; });
      if (known == t.ready_made_crawls.end()) return;
      auto note = fmt::format(
          "the source \"{}\" looks like a crawl that others made ({}): such a one is a public dataset, and its domains stay out; correct "
          "its kind and scan again",
          s.source.name, *known);
      auto& notes = out["2.3.a"].notes;
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
    });
  }
};

}  // namespace

std::map<std::string, Computed> compute(const Evidence& evidence, const Template& t) {
  Work w{evidence, t, {}};
  if (w.either() == nullptr) return {};
  for (const auto& section : t.sections)
    if (!section.source_kind.empty()) w.presence(section);
  for (const auto* field : t.fields()) {
    if (field->key == "data.modalities") w.out[field->id] = {w.choices(*field, w.present("")), {}, "modalities of all documents", {}, {}};
    if (field->key == "data.size") w.sizes(*field);
    if (field->key == "data.latest") w.latest(*field);
    if (field->key == "data.languages") w.languages(*field);
    if (field->key == "public_datasets.large") w.large(*field);
    if (field->key == "crawling.crawlers") w.crawlers(*field);
    if (field->key == "crawling.period") w.period(*field);
    if (field->key == "crawling.domains") w.domains(*field);
  }
  w.ready_made();
  return std::move(w.out);
}

}  // namespace accord::summary
