// Evidence against a tally, and the same by ordinary maps.
#include "corpus/optouts/weigh.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "corpus/optouts/judge.h"
#include "summary/tally_test_help.h"

namespace accord::corpus::optouts {
namespace {

using namespace summary::optouts;
using summary::test::MemoryScratch;

const SignalTable& table() {
  static const SignalTable t = [] {
    SignalTable out = built_in_signals();
    out.tokens = {
        {"*", "", "any", "", "", "no", ""}, {"GPTBot", "", "training", "", "", "no", ""}, {"Seeker", "", "search", "", "", "no", ""}};
    return out;
  }();
  return t;
}

std::optional<summary::Date> day(int d) { return summary::Date(std::chrono::days(d)); }
constexpr std::int64_t second = 1, hour = 3600, a_day = 86400;

// An answer, as an archive has it.
struct Said {
  std::string url, body, headers{}, type = "text/plain";
  int status = 200;
  std::int64_t time = 20'000 * a_day;
};

std::string date_of(std::int64_t time) {
  const auto d = summary::to_text(summary::Date(std::chrono::days(time / a_day)));
  const auto s = time % a_day;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", d, s / 3600, s / 60 % 60, s % 60);
}

struct Outcome {
  Weighed weighed;
  std::map<std::string, std::vector<DomainState>> domains;
  format::ReadStatus status;
};

Outcome outcome(const std::map<std::string, std::uint64_t>& tally, const std::vector<Said>& said, const Dates& dates,
                std::size_t memory = 1 << 20) {
  MemoryScratch scratch;
  summary::Tally counted(
      {.stage = summary::Stage::collected},
      {{.name = "web", .kind = summary::SourceKind::crawled}, {.name = "set", .kind = summary::SourceKind::public_dataset}},
      summary::test::suffixes(), scratch);
  auto& counter = counted.counter();
  for (const auto& [domain, bytes] : tally) counter.add(0, summary::Modality::text, {.url = domain, .bytes = bytes}).value();
  counter.add(1, summary::Modality::text, {.url = "elsewhere.com", .bytes = 1000}).value();
  std::string bytes;
  summary::test::MemoryOutput output(bytes);
  counted.finish(output).value();
  const auto file = summary::TallyFile::open(std::make_shared<summary::test::MemoryContent>(bytes)).value();

  Outcome out;
  EvidenceRuns runs(scratch);
  EvidenceWriter writer(runs, memory);
  Judge judge(table(), summary::test::suffixes());
  for (const auto& s : said) {
    const auto date = date_of(s.time);
    if (const auto e =
            judge.judge({.url = s.url, .date = date, .status = s.status, .headers = s.headers, .body = s.body, .type = s.type}, out.status))
      writer.add(*e).value();
  }
  writer.finish().value();
  auto reader = EvidenceReader::open(runs).value();
  out.weighed = weigh(file, {.kinds = {summary::SourceKind::crawled}}, dates, table(), reader,
                      [&](const summary::DomainTotal& d, const std::vector<DomainState>& states) -> Result<void> {
                        out.domains[d.domain] = states;
                        return {};
                      })
                    .value();
  return out;
}

Standing standing(const Outcome& o, const std::string& domain, std::uint16_t token = 0, std::size_t date = 0) {
  return o.domains.at(domain)[date].standing(token);
}
format::Says says(const Outcome& o, const std::string& domain, unsigned signal) {
  return o.domains.at(domain)[0].signals[signal].said.says;
}

const std::string no = "User-agent: *\nDisallow: /\n", yes = "User-agent: *\nAllow: /\n", gpt = "User-agent: GPTBot\nDisallow: /\n";

TEST(optouts, each_domain_stands_somewhere) {
  const auto o = outcome({{"a.com", 10}, {"b.com", 20}, {"c.com", 30}, {"d.com", 40}, {"e.com", 50}},
                         {{.url = "https://a.com/robots.txt", .body = no},
                          {.url = "https://b.com/robots.txt", .body = gpt},
                          {.url = "https://c.com/robots.txt", .body = "<p>gone</p>", .status = 404},
                          {.url = "https://d.com/robots.txt", .body = "", .status = 503},
                          {.url = "https://f.com/robots.txt", .body = no}},
                         {day(20'000)});
  EXPECT_EQ(standing(o, "a.com"), Standing::whole);
  EXPECT_EQ(standing(o, "b.com"), Standing::allowed);
  EXPECT_EQ(standing(o, "b.com", 1), Standing::whole);
  EXPECT_EQ(standing(o, "b.com", 2), Standing::allowed);
  EXPECT_EQ(standing(o, "c.com", 1), Standing::no_file);
  EXPECT_EQ(standing(o, "d.com", 1), Standing::unreachable);
  EXPECT_EQ(standing(o, "e.com", 1), Standing::unknown);
  EXPECT_EQ(o.weighed.domains, 5U);
  EXPECT_EQ(o.weighed.bytes, 150U) << "crawled sources alone";
  EXPECT_EQ(o.weighed.unmatched, 1U);
  const auto& d = o.weighed.dates.at(0);
  EXPECT_EQ(d.tokens[1][static_cast<std::size_t>(Standing::whole)], (Sum{2, 30}));
  EXPECT_EQ(d.tokens[2][static_cast<std::size_t>(Standing::whole)], (Sum{1, 10}));
  EXPECT_EQ(d.named[1], (Sum{1, 20}));
  EXPECT_EQ(d.reserved, (Sum{2, 30}));
  EXPECT_EQ(d.speakers[static_cast<std::size_t>(Speaker::none)], (Sum{1, 50}));
}

TEST(optouts, the_nearest_host_speaks_and_others_only_together) {
  const auto o = outcome({{"a.com", 1}, {"b.com", 1}, {"c.com", 1}, {"d.com", 1}, {"e.com", 1}, {"f.com", 1}},
                         {{.url = "http://a.com/robots.txt", .body = yes},
                          {.url = "https://www.a.com/robots.txt", .body = no},
                          {.url = "https://b.com/robots.txt", .body = "", .status = 301},  // says nothing: www is heard
                          {.url = "https://www.b.com/robots.txt", .body = no},
                          {.url = "https://x.c.com/robots.txt", .body = no},
                          {.url = "https://y.c.com/robots.txt", .body = no},
                          {.url = "https://x.d.com/robots.txt", .body = no},
                          {.url = "https://y.d.com/robots.txt", .body = gpt},
                          {.url = "https://z.d.com/robots.txt", .body = "", .status = 500},
                          {.url = "https://e.com:8080/robots.txt", .body = no},  // another authority
                          {.url = "https://www.e.com:443/robots.txt", .body = yes},
                          {.url = "https://x.f.com/robots.txt", .body = "", .status = 404},
                          {.url = "https://y.f.com/robots.txt", .body = no}},
                         {day(20'000)});
  EXPECT_EQ(standing(o, "a.com"), Standing::allowed);
  EXPECT_EQ(standing(o, "b.com"), Standing::whole);
  EXPECT_EQ(o.domains.at("b.com")[0].speaker, Speaker::www);
  EXPECT_EQ(standing(o, "c.com"), Standing::whole);
  EXPECT_FALSE(o.domains.at("c.com")[0].differ);
  EXPECT_EQ(standing(o, "d.com"), Standing::part);
  EXPECT_EQ(standing(o, "d.com", 1), Standing::whole) << "both disallow it";
  EXPECT_TRUE(o.domains.at("d.com")[0].differ);
  EXPECT_EQ(standing(o, "e.com"), Standing::allowed);
  EXPECT_EQ(standing(o, "f.com"), Standing::part);
}

TEST(optouts, the_last_answer_on_or_before_a_date_counts) {
  const auto at = [](int d, std::int64_t s = 0) { return (10'000 + d) * a_day + s; };
  const auto o = outcome({{"a.com", 1}},
                         {{.url = "https://a.com/robots.txt", .body = no, .time = at(100, 12 * hour)},
                          {.url = "https://a.com/robots.txt", .body = yes, .time = at(100, 12 * hour + second)},
                          {.url = "https://a.com/robots.txt", .body = gpt, .time = at(200)},
                          {.url = "https://a.com/robots.txt", .body = "", .status = 404, .time = at(300, a_day - 1)},
                          {.url = "https://a.com/robots.txt", .body = "", .status = 302, .time = at(400)}},
                         {day(10'099), day(10'100), day(10'199), day(10'200), day(10'299), day(10'300), day(10'500)});
  const auto row = [&](std::uint16_t token) {
    std::vector<Standing> out;
    for (std::size_t d = 0; d < 7; d++) out.push_back(standing(o, "a.com", token, d));
    return out;
  };
  EXPECT_EQ(row(1), (std::vector{Standing::unknown, Standing::allowed, Standing::allowed, Standing::whole, Standing::whole,
                                 Standing::no_file, Standing::no_file}));
}

TEST(optouts, signals_are_taken_from_where_they_stand) {
  const std::string rsl_no = "<rsl><content url=\"/\"><license><prohibits type=\"usage\">ai-train</prohibits></license></content></rsl>";
  const auto o = outcome(
      {{"a.com", 1}, {"b.com", 1}, {"c.com", 1}, {"d.com", 1}, {"e.com", 1}},
      {{.url = "https://a.com/robots.txt",
        .body = yes + "Content-Usage: / train-ai=n\nContent-Signal: ai-train=yes\nLicense: https://a.com/license.xml\n",
        .headers = "TDM-Reservation: 1\r\n\r\n"},
       {.url = "https://a.com/ai.txt", .body = no},
       {.url = "https://www.a.com/license.xml", .body = rsl_no, .type = "application/rsl+xml"},
       {.url = "https://b.com/.well-known/tdmrep.json", .body = R"([{"location":"/","tdm-reservation":0}])", .type = "application/json"},
       {.url = "https://b.com/ai.txt", .body = "<html>Not found</html>", .type = "text/html"},
       {.url = "https://c.com/page", .body = "<meta name=tdm-reservation content=1>", .type = "text/html; charset=utf-8"},
       {.url = "https://d.com/", .body = "", .headers = "content-usage: train-ai=n\r\n\r\n", .type = "text/html"},
       {.url = "https://d.com/license.xml", .body = "<licenses/>", .type = "text/xml"},
       {.url = "https://x.e.com/ai.txt", .body = no}},
      {day(20'000)});
  EXPECT_EQ(says(o, "a.com", tdmrep), format::Says::reserves);
  EXPECT_EQ(says(o, "a.com", content_usage), format::Says::reserves);
  EXPECT_EQ(says(o, "a.com", content_signal), format::Says::permits);
  EXPECT_EQ(says(o, "a.com", ai_txt), format::Says::reserves);
  EXPECT_EQ(says(o, "a.com", rsl), format::Says::reserves) << "the document says more than the line that points to it";
  EXPECT_EQ(says(o, "b.com", tdmrep), format::Says::permits);
  EXPECT_EQ(says(o, "b.com", ai_txt), format::Says::nothing) << "a page that says not found";
  EXPECT_EQ(says(o, "c.com", tdmrep), format::Says::part) << "of one page";
  EXPECT_EQ(standing(o, "c.com"), Standing::unknown);
  EXPECT_EQ(says(o, "d.com", content_usage), format::Says::reserves) << "of the front page";
  EXPECT_EQ(says(o, "d.com", rsl), format::Says::nothing);
  EXPECT_EQ(says(o, "e.com", ai_txt), format::Says::part) << "of one host of several";
}

TEST(optouts, a_licence_document_is_heard_before_lines_that_point_to_it) {
  const std::string line = yes + "License: /license.xml\n",
                    free = "<rsl><content url=\"/\"><license><permits type=\"usage\">all</permits></license></content></rsl>";
  const auto o = outcome({{"a.com", 1}, {"b.com", 1}},
                         {{.url = "https://a.com/robots.txt", .body = line},
                          {.url = "https://a.com/license.xml", .body = free, .type = "text/xml"},
                          {.url = "https://www.a.com/robots.txt", .body = line},
                          {.url = "https://b.com/robots.txt", .body = line}},
                         {day(20'000)});
  EXPECT_EQ(says(o, "a.com", rsl), format::Says::permits);
  EXPECT_EQ(says(o, "b.com", rsl), format::Says::unclear);
}

TEST(optouts, dates_become_fewer_when_they_are_many) {
  std::set<std::int32_t> days;
  for (int i = 0; i < 31; i++) days.insert(20'000 + i);
  EXPECT_EQ(dates_of(days).size(), 31U);
  days.insert(20'031);
  const auto months = dates_of(days);
  ASSERT_EQ(months.size(), 2U);
  EXPECT_EQ(months.back(), day(20'031));
  for (int i = 0; i < 12'000; i += 20) days.insert(10'000 + i);
  EXPECT_LE(dates_of(days).size(), 34U) << "by year";
}

TEST(optouts, seconds_are_read_as_archives_write_them) {
  EXPECT_EQ(seconds_of("2024-05-18T01:58:10Z"), 1715997490);
  EXPECT_EQ(seconds_of("2024-05-18T01:58:10.123Z"), 1715997490);
  EXPECT_EQ(seconds_of("20240518015810"), 1715997490);
  EXPECT_EQ(seconds_of("2024-05-18"), 1715990400);
  EXPECT_EQ(seconds_of("yesterday"), undated);
}

// What should come out for one token, by maps: per date, host and time.
RC_GTEST_PROP(optouts, shares_are_those_of_a_plain_count, ()) {
  const std::vector<std::string> files = {no, yes, gpt, "User-agent: *\nDisallow: /x\n", "User-agent: *\nDisallow: /\nAllow: /x\n"};
  const std::vector<std::string> hosts = {"", "www.", "m.", "shop."};
  const auto answers = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::inRange(0, 4), rc::gen::inRange(0, 40), rc::gen::inRange(0, 8)));
  std::vector<Said> said;
  std::map<std::tuple<int, int>, std::map<std::int64_t, int>> plain;  // domain, host -> time -> what
  for (const auto& [domain, host, time, what] : answers) {
    const std::int64_t seconds = std::int64_t{time} * a_day / 2 + 10'000 * a_day;
    if (plain[{domain, host}].contains(seconds)) continue;
    Said s{.url = fmt::format("https://{}d{}.com/robots.txt", hosts[static_cast<std::size_t>(host)], domain), .body = "", .time = seconds};
    if (what < 5) s.body = files[static_cast<std::size_t>(what)];
    s.status = what < 5 ? 200 : what == 5 ? 404 : what == 6 ? 503 : 301;
    if (what != 7) plain[{domain, host}][seconds] = what;
    said.push_back(s);
  }
  std::map<std::string, std::uint64_t> tally;
  for (int d = 0; d < 10; d++) tally[fmt::format("d{}.com", d)] = 1U << d;
  const Dates dates = {day(10'000), day(10'007), day(10'030)};
  const auto o = outcome(tally, said, dates, 300);
  const auto standing_by = [&](int what, int token) {
    if (what == 5) return Standing::no_file;
    if (what == 6) return Standing::unreachable;
    if (what == 0) return Standing::whole;
    if (what == 2) return token == 1 ? Standing::whole : Standing::allowed;
    return what == 3 ? Standing::part : what == 4 ? Standing::except : Standing::allowed;
  };
  for (std::size_t i = 0; i < dates.size(); i++) {
    const auto end = (dates[i]->time_since_epoch().count() + 1) * a_day;
    for (int token = 0; token < 3; token++) {
      std::map<Standing, Sum> sums;
      for (int d = 0; d < 10; d++) {
        const auto last = [&](int host) -> std::optional<int> {
          const auto& known = plain[{d, host}];
          const auto at = known.lower_bound(end);
          return at == known.begin() ? std::nullopt : std::optional(std::prev(at)->second);
        };
        auto now = Standing::unknown;
        if (const auto bare = last(0), www = last(1); bare || www) {
          now = standing_by(bare ? *bare : *www, token);
        } else {
          std::set<Standing> all;
          for (const int host : {2, 3})
            if (const auto w = last(host)) all.insert(standing_by(*w, token));
          if (all.size() > 1) all.erase(Standing::unreachable);
          if (all.size() > 1 && all.erase(Standing::no_file) > 0) all.insert(Standing::allowed);
          if (!all.empty()) now = all.size() == 1 ? *all.begin() : Standing::part;
        }
        sums[now].add(tally[fmt::format("d{}.com", d)]);
      }
      for (std::size_t s = 0; s < standing_names.size(); s++)
        RC_ASSERT(o.weighed.dates[i].tokens[static_cast<std::size_t>(token)][s] == sums[static_cast<Standing>(s)]);
    }
  }
}

}  // namespace
}  // namespace accord::corpus::optouts
