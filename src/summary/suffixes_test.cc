#include "summary/suffixes.h"

#include <gtest/gtest.h>
#include <libpsl.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/json.h"

namespace accord::summary {
namespace {

constexpr std::string_view small_list =
    "// VERSION: 2025-06-26_08-33-55_UTC\n"
    "// ===BEGIN ICANN DOMAINS===\ncom\nuk\nco.uk\n*.ck\n!www.ck\njp\n*.kawasaki.jp\n!city.kawasaki.jp\n公司.cn\ncn\n中国\n"
    "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\ngithub.io\nblogspot.com\n// ===END PRIVATE DOMAINS===\n";

Suffixes small(SuffixSection section = SuffixSection::icann) { return Suffixes::read(small_list, section, "2000-01-01").value(); }

std::string domain(const Suffixes& s, std::string_view url) {
  std::string room;
  return std::string(s.domain(url, room));
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::filesystem::path shared() {
  const char* folder = std::getenv("ACCORD_SHARED");
  return std::filesystem::path(folder ? folder : "../shared") / "data/corpus";
}

const std::filesystem::path system_list = "/usr/share/publicsuffix/public_suffix_list.dat";

TEST(Suffixes, FindTheRegistrableDomainOfAnAddress) {
  const auto s = small();
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"https://www.example.com/a?b#c", "example.com"},
      {"HTTP://WWW.Example.COM", "example.com"},
      {"http://user:pa:ss@news.example.co.uk:8080/", "example.co.uk"},
      {"http://a@b@example.com/", "example.com"},
      {"//cdn.example.com/x", "example.com"},
      {"sub.example.com", "example.com"},
      {"sub.example.com:443/x", "example.com"},
      {"  https://example.com.  ", "example.com"},
      {"https://example.com\\@evil.test/", "example.com"},  // as the URL Standard: a backslash ends the host
      {"https://a.b.unlisted", "b.unlisted"},
      {"http://localhost:3000/", "localhost"},
      {"https://co.uk/", "co.uk"},        // a public suffix stands for itself
      {"https://a.b.c.ck", "b.c.ck"},     // *.ck
      {"https://a.www.ck", "www.ck"},     // !www.ck
      {"https://x.y.kawasaki.jp", "x.y.kawasaki.jp"},
      {"https://x.city.kawasaki.jp", "city.kawasaki.jp"},
      {"https://me.github.io/", "github.io"},
      {"https://www.食狮.公司.cn/", "xn--85x722f.xn--55qx5d.cn"},
      {"https://www.xn--85x722f.xn--55qx5d.cn/", "xn--85x722f.xn--55qx5d.cn"},
      {"https://faß.example.中国", "example.xn--fiqs8s"},
      {"https://%77ww.ex%61mple.com", "example.com"},
      {"https://ｅｘａｍｐｌｅ.com", "example.com"},  // full width
      {"http://192.0.2.1/", "192.0.2.1"},
      {"http://0xC0.0.0x201/", "192.0.2.1"},
      {"http://3221225985/", "192.0.2.1"},
      {"http://[2001:DB8:0:0::1]:8080/", "[2001:db8::1]"},
      {"ftp://files.example.com/pub", "example.com"},
      {"s3://data.example.com/key", "example.com"},
  };
  for (const auto& [url, expected] : cases) EXPECT_EQ(domain(s, url), expected) << url;
}

TEST(Suffixes, FindNothingWhereThereIsNoHost) {
  const auto s = small();
  for (const std::string_view url :
       {"", "   ", "https://", "https:///path", "mailto:a@example.com", "a@example.com", "urn:uuid:1234", "data:text/plain,x", "s3://bucket/key", "file:///etc/x", "just words",
        "https://exa mple.com", "https://.example.com", "https://a..example.com", "https://example.com:port/", "https://[::1/", "https://[v1.x]/", "https://256.1.1.1/",
        "https://1.2.3.4.5/", "https://1.2.0x.08/", "https://a%00b.com/", "https://%zz.com", "https://xn--a.中国:x", "https://\xff\xfe.com", "/relative/path.html", "localhost"})
    EXPECT_EQ(domain(s, url), "") << url;
  EXPECT_EQ(domain(s, "https://" + std::string(64, 'a') + ".com"), "");
  EXPECT_EQ(domain(s, "https://" + std::string(63, 'a') + ".com"), std::string(63, 'a') + ".com");
  std::string long_host;
  for (int i = 0; i < 90; ++i) long_host += "ab.";
  EXPECT_EQ(domain(s, "https://" + long_host + "com"), "");
}

TEST(Suffixes, CountPrivateSuffixesOnlyWhenAsked) {
  const auto all = small(SuffixSection::all);
  EXPECT_EQ(domain(all, "https://me.github.io/"), "me.github.io");
  EXPECT_EQ(domain(all, "https://github.io/"), "github.io");
  EXPECT_EQ(domain(all, "https://a.b.blogspot.com/"), "b.blogspot.com");
  EXPECT_EQ(domain(small(), "https://a.b.blogspot.com/"), "blogspot.com");
}

TEST(Suffixes, SayWhichListTheyFollow) {
  const auto s = small();
  EXPECT_EQ(s.list().date, "2025-06-26");
  EXPECT_EQ(s.list().sha256.size(), 64U);
  const auto undated = Suffixes::read("// ===BEGIN ICANN DOMAINS===\ncom\n", SuffixSection::all, "2023-02-09");
  EXPECT_EQ(undated.value().list().date, "2023-02-09");
}

TEST(Suffixes, RefuseWhatIsNoList) {
  EXPECT_FALSE(Suffixes::read("", SuffixSection::icann, ""));
  EXPECT_FALSE(Suffixes::read("<html>not found</html>", SuffixSection::icann, ""));
  const auto bad = Suffixes::read("// ===BEGIN ICANN DOMAINS===\ncom\na..b\n", SuffixSection::icann, "");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().place, "line 3");
  // One rule of many labels does not overfill the table.
  std::string deep;
  for (int i = 0; i < 120; ++i) deep += "a.";
  EXPECT_EQ(domain(Suffixes::read("// ===BEGIN ICANN DOMAINS===\n" + deep + "com\n", SuffixSection::icann, "").value(), "x.com"), "x.com");
}

TEST(Suffixes, TellAddressesFromNames) {
  EXPECT_TRUE(Suffixes::is_address("192.0.2.1"));
  EXPECT_TRUE(Suffixes::is_address("[2001:db8::1]"));
  EXPECT_FALSE(Suffixes::is_address("example.com"));
  EXPECT_FALSE(Suffixes::is_address("1and1.com"));
}

// A domain is its own domain; more labels in front change nothing; user, port, path and case do not matter.
RC_GTEST_PROP(SuffixesProperty, IsStable, ()) {
  static const auto s = small(SuffixSection::all);
  const auto label = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcxyz0189"))));
  const auto tail = *rc::gen::elementOf(std::vector<std::string>{"com", "co.uk", "uk", "ck", "www.ck", "kawasaki.jp", "city.kawasaki.jp", "github.io", "xn--fiqs8s", "unlisted"});
  auto name = (*label).substr(0, 20) + "q." + (*label).substr(0, 20) + "q." + tail;
  const auto found = domain(s, name);
  RC_ASSERT(name.ends_with(found));
  RC_ASSERT(domain(s, found) == found);
  RC_ASSERT(domain(s, "www." + name) == found);
  std::string upper = name;
  for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  RC_ASSERT(domain(s, "https://u:p@" + upper + ":81/x?https://other.com") == found);
}

// The list's own cases, in its own format: "host expected", null for none.
TEST(SuffixesReal, PassTheTestsOfTheList) {
  const auto folder = shared() / "psl";
  if (!std::filesystem::exists(folder / "tests.txt")) GTEST_SKIP() << "the list's tests are not here";
  const auto s = Suffixes::read(slurp(folder / "public_suffix_list.dat"), SuffixSection::all, "").value();
  std::ifstream in(folder / "tests.txt");
  int cases = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with("//")) continue;
    const auto space = line.find(' ');
    const auto host = line.substr(0, space), expected = line.substr(space + 1);
    if (host == "null") continue;
    const auto found = domain(s, host);
    std::string room;
    // Where the list has no answer, we give the host itself, or nothing.
    if (expected == "null")
      EXPECT_TRUE(found.empty() || found == Suffixes::host(host, room)) << host << " gave " << found;
    else
      EXPECT_EQ(found, Suffixes::host(expected, room)) << host;
    ++cases;
  }
  EXPECT_GT(cases, 70);
}

// Against libpsl over the same list: every rule, what stands above it, and labels before it. One difference is meant: libpsl takes
// "*.builder.code.com" to say that builder.code.com is a public suffix too, which the algorithm of the list does not.
class AgainstLibpsl : public testing::TestWithParam<SuffixSection> {};
TEST_P(AgainstLibpsl, GivesTheSameAnswers) {
  ASSERT_TRUE(std::filesystem::exists(system_list)) << "tools/setup.sh installs it: " << system_list;
  const auto list = slurp(system_list);
  const auto s = Suffixes::read(list, GetParam(), "").value();
  const std::unique_ptr<psl_ctx_t, void (*)(psl_ctx_t*)> psl(psl_load_file(system_list.c_str()), psl_free);
  ASSERT_TRUE(psl);
  std::set<std::string> hosts, starred;
  std::istringstream in(list);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with("//")) continue;
    if (line[0] == '!') line = line.substr(1);
    const bool star = line.starts_with("*.");
    if (star) line = line.substr(2);
    std::string room;
    const auto url = "http://" + line;
    const std::string name(Suffixes::host(url, room));
    if (name.empty()) continue;
    if (star) starred.insert(name);
    for (const char* front : {"", "a.", "b.a.", "c.b.a.", "www."}) hosts.insert(front + name);
    hosts.insert(name.substr(name.find('.') + 1));
  }
  std::size_t wrong = 0;
  for (const auto& host : hosts) {
    if (starred.contains(host) && host.find('.') != std::string::npos) continue;
    // libpsl has its sections in one list: the private one is left out by the type that is asked for.
    const int type = GetParam() == SuffixSection::all ? PSL_TYPE_ANY : PSL_TYPE_ICANN;
    std::string_view expected = host;
    for (std::string_view rest = host;;) {
      if (psl_is_public_suffix2(psl.get(), std::string(rest).c_str(), type)) break;
      expected = rest;
      const auto dot = rest.find('.');
      if (dot == std::string_view::npos) break;
      rest = rest.substr(dot + 1);
    }
    if (const auto found = domain(s, "https://" + host); found != expected && ++wrong < 10) ADD_FAILURE() << host << ": " << found << ", libpsl says " << expected;
  }
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(hosts.size(), 30'000U);
}
INSTANTIATE_TEST_SUITE_P(Sections, AgainstLibpsl, testing::Values(SuffixSection::icann, SuffixSection::all));

// Hosts as the URL Standard's cases have them, as far as they are names that DNS could hold.
TEST(SuffixesReal, ReadHostsAsTheUrlStandardDoes) {
  const auto file = shared() / "url/urltestdata.json";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the URL cases are not here";
  const auto cases = Json::parse(slurp(file));
  int held = 0;
  for (const auto& c : cases) {
    if (!c.is_object() || !c.contains("input")) continue;
    const auto input = c["input"].get<std::string>();
    const auto colon = input.find("://");
    const auto scheme = input.substr(0, colon == std::string::npos ? 0 : colon);
    if ((scheme != "http" && scheme != "https") || input.find_first_of("\t\n\r") != std::string::npos || (c.contains("base") && !c["base"].is_null())) continue;
    std::string room;
    const auto host = Suffixes::host(input, room);
    if (c.contains("failure")) {
      EXPECT_EQ(host, "") << input;
    } else {
      auto expected = c["hostname"].get<std::string>();
      if (expected.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.[]:") != std::string::npos) continue;
      if (expected.ends_with('.')) expected.pop_back();
      if (expected.ends_with('.') || expected.empty()) continue;  // an empty label
      EXPECT_EQ(host, expected) << input;
    }
    ++held;
  }
  EXPECT_GT(held, 100);
}

}  // namespace
}  // namespace accord::summary
