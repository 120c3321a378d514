#include "format/robots.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/corpus_test_help.h"
#include "format/robots_test_help.h"

namespace accord::format {
namespace {

using namespace std::string_literals;

bool allows(std::string_view file, std::string_view token, std::string_view url) {
  return Robots(file).rules_for(token).allows(robots_target(url));
}

RobotsVerdict verdict(std::string_view file, std::string_view token = "*") { return Robots(file).rules_for(token).verdict(); }

struct Case {
  const char *file, *token, *url;
  bool allowed;
};

class Rfc9309 : public testing::TestWithParam<Case> {};

TEST_P(Rfc9309, decides) {
  const auto& c = GetParam();
  EXPECT_EQ(allows(c.file, c.token, c.url), c.allowed) << c.file << "\n" << c.token << " " << c.url;
}

// RFC 9309, 2.2.1: groups, names.
INSTANTIATE_TEST_SUITE_P(
    groups, Rfc9309,
    testing::Values(Case{"User-agent: a\nUser-agent: b\nDisallow: /x\n", "b", "/x", false},
                    Case{"User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\n", "b", "/x", true},
                    Case{"User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: a\nDisallow: /z\n", "a", "/x", false},
                    Case{"User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: a\nDisallow: /z\n", "a", "/z", false},
                    Case{"User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: a\nDisallow: /z\n", "a", "/y", true},
                    Case{"User-agent: *\nDisallow: /\nUser-agent: a\nAllow: /\n", "A", "/x",
                         true},                                                            // one's own group alone, whatever the case
                    Case{"User-agent: *\nDisallow: /\nUser-agent: a\n", "a", "/x", true},  // named, and nothing asked
                    Case{"User-agent: *\nDisallow: /\nUser-agent: ab\nAllow: /\n", "a", "/x", false},  // not a prefix
                    Case{"User-agent: a/2.1 (bot)\nDisallow: /\n", "a", "/x", false},
                    Case{"User-agent: Ai2Bot\nDisallow: /\n", "ai2bot", "/", false},
                    Case{"User-agent: Ai2Bot/1.0\nDisallow: /\n", "ai2bot", "/", false}, Case{"Disallow: /\n", "a", "/x", true},
                    Case{"User-agent: a\nSitemap: https://x.example/s.xml\nDisallow: /\n", "a", "/x", false},  // another line ends no group
                    Case{"User-agent: a\nCrawl-delay: 2\nUser-agent: b\nDisallow: /\n", "a", "/x", false},
                    Case{"User-agent: a\nDisallow:\nUser-agent: b\nDisallow: /\n", "a", "/x", true},  // an empty rule ends the names
                    Case{"User-agent: *bot\nDisallow: /\n", "a", "/x", true}, Case{"User-agent: * \nDisallow: /\n", "", "/x", false}));

// RFC 9309, 2.2.2 and 2.2.3: paths.
INSTANTIATE_TEST_SUITE_P(
    paths, Rfc9309,
    testing::Values(
        Case{"User-agent: *\nAllow: /a/page\nDisallow: /a/*.gif\n", "x", "/a/page", true},
        Case{"User-agent: *\nAllow: /a/page\nDisallow: /a/*.gif\n", "x", "/a/b.gif", false},
        Case{"User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", "x", "/a/b/d", true},
        Case{"User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", "x", "/a/b/c/d", false},
        Case{"User-agent: *\nDisallow: /a\nAllow: /a\n", "x", "/a", true}, Case{"User-agent: *\nDisallow: /*.php$\n", "x", "/i.php", false},
        Case{"User-agent: *\nDisallow: /*.php$\n", "x", "/i.php?a", true},
        Case{"User-agent: *\nDisallow: /*.php$\n", "x", "/i.php/i.php", false}, Case{"User-agent: *\nDisallow: /A\n", "x", "/a", true},
        Case{"User-agent: *\nDisallow: a\n", "x", "/a", true}, Case{"User-agent: *\nDisallow: /a$b\n", "x", "/a$b", false},
        Case{"User-agent: *\nDisallow: /\n", "x", "/robots.txt", true},
        Case{"User-agent: *\nDisallow: /\n", "x", "https://h.example", false},
        Case{"User-agent: *\nDisallow: /b%61z\n", "x", "/baz", false}, Case{"User-agent: *\nDisallow: /baz\n", "x", "/b%61z", false},
        Case{"User-agent: *\nDisallow: /ツ\n", "x", "/%e3%83%84", false}, Case{"User-agent: *\nDisallow: /%E3%83%84\n", "x", "/ツ", false},
        Case{"User-agent: *\nDisallow: /a%2fb\n", "x", "/a/b", true}, Case{"User-agent: *\nDisallow: /a%2fb\n", "x", "/a%2Fb", false},
        Case{"User-agent: *\nDisallow: /a?b=https://h.example\n", "x", "/a?b=https%3A%2F%2Fh.example", false},
        Case{"User-agent: *\nDisallow: /a # all of it\n", "x", "/a", false}, Case{"user-AGENT:*\ndisALLOW:/a\n", "x", "/a", false},
        Case{"User-agent: *\rDisallow: /a\rAllow: /b", "x", "/a", false}, Case{"User-agent: *\r\n\r\nDisallow: /a", "x", "/a", false},
        Case{"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "x", "/a", false}, Case{"User-agent: *\nDissallow: /a\n", "x", "/a", false},
        Case{"", "x", "/a", true}, Case{"<!doctype html><p>Disallow: /</p>", "x", "/a", true}));

TEST(robots, the_line_that_decided_is_named) {
  EXPECT_EQ(verdict("# ours\nUser-agent: *\r\nDisallow: /a\r\rDisallow: /\n"), (RobotsVerdict{RobotsReach::whole, 5}));
  EXPECT_EQ(verdict("User-agent: *\nDisallow: /a\nDisallow: /b\n"), (RobotsVerdict{RobotsReach::part, 2}));
  EXPECT_EQ(verdict("User-agent: *\nDisallow: /a\n\nUser-agent: x\nDisallow:\n", "x"), (RobotsVerdict{RobotsReach::allowed, 4}));
  EXPECT_EQ(verdict("User-agent: y\nDisallow: /\n", "x"), (RobotsVerdict{RobotsReach::allowed, 0}));
}

TEST(robots, rules_amount_to_what_they_do) {
  const auto reach = [](std::string_view rules) { return verdict("User-agent: *\n" + std::string(rules)).reach; };
  EXPECT_EQ(reach("Disallow: /"), RobotsReach::whole);
  EXPECT_EQ(reach("Disallow: *"), RobotsReach::whole);
  EXPECT_EQ(reach("Disallow: /*$"), RobotsReach::whole);
  EXPECT_EQ(reach("Disallow: /\nAllow: /robots.txt"), RobotsReach::whole);
  EXPECT_EQ(reach("Disallow: /*\nAllow: /"), RobotsReach::whole);  // the longer one wins
  EXPECT_EQ(reach("Disallow: /$"), RobotsReach::part);             // the front page alone
  EXPECT_EQ(reach("Disallow: /\nAllow: /about"), RobotsReach::except);
  EXPECT_EQ(reach("Disallow: /\nAllow: /$"), RobotsReach::except);
  EXPECT_EQ(reach("Disallow: /\nAllow: about"), RobotsReach::whole);  // matches nothing
  EXPECT_EQ(reach("Disallow: /\nAllow: /"), RobotsReach::allowed);
  EXPECT_EQ(reach("Disallow: /a\nAllow: /a"), RobotsReach::allowed);
  EXPECT_EQ(reach("Disallow: /a\nAllow: /*"), RobotsReach::allowed);
  EXPECT_EQ(reach("Disallow: /abc\nAllow: /*"), RobotsReach::part);
  EXPECT_EQ(reach("Disallow:"), RobotsReach::allowed);
  EXPECT_EQ(reach("Disallow: a"), RobotsReach::allowed);
}

TEST(robots, other_lines_are_kept_with_their_group) {
  const Robots r(
      "License: https://x.example/l.xml\nUser-agent: *\nContent-Usage: / train-ai=n\nUser-agent: a\nDisallow: /\nContent-Signal: "
      "ai-train=no\n");
  ASSERT_EQ(r.others().size(), 3U);
  EXPECT_EQ(r.others()[0].name, "License");
  EXPECT_EQ(r.others()[0].value, "https://x.example/l.xml");
  EXPECT_TRUE(r.of_everybody(r.others()[0].group));
  EXPECT_EQ(r.others()[1].line, 3U);
  EXPECT_TRUE(r.of_everybody(r.others()[1].group));
  EXPECT_TRUE(r.of_everybody(r.others()[2].group)) << "a line between two names ends no group";
  EXPECT_FALSE(r.rules_for("*").allows("/x"));
}

TEST(robots, only_the_first_500_KiB_count_and_no_half_line) {
  const auto filler = "# " + std::string(1021, 'x') + "\n";
  std::string file = "User-agent: *\n";
  while (file.size() + filler.size() < Robots::largest - 6) file += filler;
  file += std::string(Robots::largest - 12 - file.size(), '#') + "\n";
  const auto fits = file + "Disallow: /";
  EXPECT_EQ(fits.size(), Robots::largest);
  EXPECT_FALSE(Robots(fits).cut());
  EXPECT_EQ(verdict(fits).reach, RobotsReach::whole);
  const auto over = file + "Disallow: /private\n";  // cut in the middle it would disallow everything
  EXPECT_TRUE(Robots(over).cut());
  EXPECT_EQ(verdict(over).reach, RobotsReach::allowed);
}

// What others say: the cases of google/robotstxt-spec-test.
TEST(robots, decides_as_googles_cases_say) {
  std::size_t tests = 0, otherwise = 0;
  for (const char* name :
       {"accepted-mistakes", "BOM-characters", "different-line-endings", "directives-case-insensitivity", "empty-string", "global-rules",
        "groups", "index-page", "matching-path-values-1", "matching-path-values-2", "most-specific-match", "non-ascii-paths",
        "order-of-precedence", "special-characters", "uri-case-sensitivity", "user-agent-name"}) {
    const auto file = test::shared("robotstxt-spec-test/CTC/correctness/"s + name + ".textproto");
    if (!file) GTEST_SKIP() << "no shared data: ACCORD_SHARED is not set";
    const auto cases = test::cases_of(*file);
    EXPECT_FALSE(cases.empty()) << name;
    for (const auto& c : cases) {
      tests++;
      const auto target = robots_target(c.url);
      EXPECT_EQ(Robots(c.file, RobotsDialect::google).rules_for(c.agent).allows(target), c.allowed) << name << ": " << c.file << "\n"
                                                                                                    << c.agent << " " << c.url;
      if (Robots(c.file).rules_for(c.agent).allows(target) != c.allowed) {
        // The RFC encodes both sides before it compares (2.2.2); and an index page is a page like others.
        EXPECT_TRUE(name == "non-ascii-paths"s || name == "index-page"s) << name << ": " << c.file << "\n" << c.agent << " " << c.url;
        otherwise++;
      }
    }
  }
  EXPECT_EQ(tests, 146U);
  EXPECT_EQ(otherwise, 4U);
}

// A matcher that tries everything.
bool matches_slowly(std::string_view target, std::string_view pattern) {
  if (pattern.empty()) return true;
  if (pattern == "$") return target.empty();
  if (pattern[0] == '*') return matches_slowly(target, pattern.substr(1)) || (!target.empty() && matches_slowly(target.substr(1), pattern));
  return !target.empty() && target[0] == pattern[0] && matches_slowly(target.substr(1), pattern.substr(1));
}

rc::Gen<std::string> piece(const std::string& letters, int most) {
  return rc::gen::resize(most, rc::gen::container<std::string>(rc::gen::elementOf(letters)));
}

RC_GTEST_PROP(robots, the_matcher_agrees_with_a_slow_one, ()) {
  const auto target = "/" + *piece("ab/", 12);
  const auto pattern = *piece("ab/*$", 8);
  RC_TAG(matches_slowly(target, pattern));
  RC_ASSERT(robots_matches(target, pattern) == matches_slowly(target, pattern));
}

// A reading of a file that is as plain as it can be: the groups by the words of the RFC, then all rules.
struct Plain {
  bool allowed = true;
  std::size_t length = 0;
};
bool allows_slowly(const std::vector<std::pair<char, std::string>>& lines, const std::string& agent, const std::string& target) {
  std::vector<std::pair<std::vector<std::string>, std::vector<std::pair<bool, std::string>>>> groups;
  bool rules = true;
  for (const auto& [what, value] : lines) {
    if (what == 'u') {
      if (rules) groups.emplace_back();
      groups.back().first.push_back(value);
      rules = false;
    } else if (what != 'o' && !groups.empty()) {
      groups.back().second.emplace_back(what == 'a', value);
      rules = true;
    }
  }
  const auto names = [&](const auto& group, const std::string& name) { return std::ranges::find(group.first, name) != group.first.end(); };
  const bool named = std::ranges::any_of(groups, [&](const auto& g) { return names(g, agent); });
  Plain best;
  for (const auto& g : groups) {
    if (!names(g, named ? agent : "*")) continue;
    for (const auto& [allow, pattern] : g.second) {
      if (pattern.empty() || !matches_slowly(target, pattern)) continue;
      if (pattern.size() > best.length || (pattern.size() == best.length && allow)) best = {allow, pattern.size()};
    }
  }
  return best.allowed;
}

RC_GTEST_PROP(robots, a_file_is_read_as_a_plain_reader_reads_it, ()) {
  const auto lines = *rc::gen::container<std::vector<std::pair<char, std::string>>>(rc::gen::exec([] {
    const auto what = *rc::gen::elementOf("uuadddo"s);
    return std::pair(what, what == 'u'   ? *rc::gen::element("a"s, "b"s, "*"s)
                           : what == 'o' ? "x"s
                                         : *rc::gen::element(""s, "/"s, "/*"s, "/a"s, "/a/*b$"s, "/b"s, "*b"s, "/$"s, "b"s));
  }));
  std::string file;
  for (const auto& [what, value] : lines)
    file += (what == 'u'   ? "User-agent: "
             : what == 'a' ? "Allow: "
             : what == 'd' ? "Disallow: "
                           : "Sitemap: ") +
            value + *rc::gen::element("\n"s, "\r\n"s, "\r"s, " # x\n"s, "\n\n"s);
  const Robots robots(file);
  for (const auto* agent : {"a", "b", "c"}) {
    const auto rules = robots.rules_for(agent);
    const auto reach = rules.verdict().reach;
    bool every = true, none = true;
    for (const auto* target : {"/", "/a", "/b", "/a/b", "/c", "/a/c/b", "/ab", "/c/d"}) {
      const bool allowed = rules.allows(target);
      RC_ASSERT(allowed == allows_slowly(lines, agent, target));
      every = every && allowed;
      none = none && !allowed;
    }
    RC_ASSERT(reach != RobotsReach::allowed || every);
    RC_ASSERT(reach != RobotsReach::whole || none);
    RC_ASSERT(!none || reach == RobotsReach::whole || reach == RobotsReach::except);
  }
}

}  // namespace
}  // namespace accord::format
