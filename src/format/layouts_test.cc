// JSON Lines, tables, tars, text, and how they are told apart.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"
#include "format/corpus_test_help.h"
#include "format/media_type.h"
#include "format/reader.h"

namespace accord::format {
namespace {

using namespace test;

struct Read {
  ReadStatus status;
  std::vector<Kept> all;
};
Read read(std::string_view bytes, ReadOptions options = {}, std::size_t piece = std::size_t(1) << 20U) {
  Read r;
  Keep keep;
  auto window = open_window(memory_stream(bytes, piece), r.status);
  EXPECT_TRUE(read_documents(*window, options, keep, r.status));
  r.all = std::move(keep.all);
  return r;
}

TEST(JsonLines, the_fields_of_known_corpora_are_understood) {
  struct Case {
    const char *line, *text, *url, *language;
    std::int32_t day;
    std::uint64_t tokens;
    const char* source;
  };
  const Case cases[] = {
      {R"({"text":"a\nb","timestamp":"2019-04-25T12:57:54Z","url":"https://c4.example/x"})", "a\nb", "https://c4.example/x", "", 18011,
       not_declared, ""},
      {R"({"source":"common-crawl","id":"http://dolma.example/","text":"t","added":"2023-04-07T15:24:38Z","created":"2020-03-29T09:04:10Z","metadata":{"language":"en","date_download":"2020-03-28T09:04:10Z"}})",
       "t", "http://dolma.example/", "en", 18349, not_declared, "common-crawl"},
      {R"({"text":"t","meta":{"url":"http://rp.example/","language":"de","timestamp":"2020-01-02T00:00:00Z","source":"cc"},"red_pajama_subset":"x"})",
       "t", "http://rp.example/", "de", 18263, not_declared, "cc"},
      {R"({"url":"http://rp2.example/","date_download":"2023-01-27T08:51:27Z","raw_content":"t","language":"en","source_domain":"rp2.example"})",
       "t", "http://rp2.example/", "en", 19384, not_declared, ""},
      {R"({"text":"t","id":"<urn:uuid:1>","dump":"CC-MAIN-2013-20","url":"http://fw.example/","date":"2013-05-18T05:48:54Z","file_path":"s3://x","language":"en","language_score":0.97,"token_count":717})",
       "t", "http://fw.example/", "en", 15843, 717, ""},
      {R"({"meta":{"pile_set_name":"Pile-CC","more":[1,{"text":"no"}]},"text":"t"})", "t", "", "", no_day, not_declared, "Pile-CC"},
      {R"({"content":"t","warc_headers":{"warc-target-uri":"https://os.example/","warc-date":"2022-11-30T05:30:03Z"},"metadata":{"identification":{"label":"fr","prob":0.9}}})",
       "t", "https://os.example/", "fr", 19326, not_declared, ""},
      {R"({"content":"int main","lang":"C","size":8})", "int main", "", "", no_day, not_declared, ""},
      {R"({"text":"t","url":null,"language":7,"timestamp":1700000000000})", "t", "", "", 19675, not_declared, ""},
  };
  for (const auto& c : cases) {
    const auto r = read(std::string(c.line) + "\n");
    ASSERT_EQ(r.all.size(), 1U) << c.line;
    const auto& d = r.all[0];
    EXPECT_EQ(d.text, c.text) << c.line;
    EXPECT_EQ(d.bytes, d.text.size());
    EXPECT_EQ(d.url, c.url) << c.line;
    EXPECT_EQ(d.language, c.language) << c.line;
    EXPECT_EQ(d.day, c.day) << c.line;
    EXPECT_EQ(d.tokens, c.tokens) << c.line;
    EXPECT_EQ(d.source, c.source) << c.line;
  }
}

TEST(JsonLines, fields_can_be_named) {
  const auto r = read("{\"message\":\"m\",\"text\":\"not this\",\"a\":{\"b\":\"http://x.example/\"},\"n\":\"12\"}\n",
                      {.fields = {.text = "message", .url = "a.b", .tokens = "n"}});
  ASSERT_EQ(r.all.size(), 1U);
  EXPECT_EQ(r.all[0].text, "m");
  EXPECT_EQ(r.all[0].url, "http://x.example/");
  EXPECT_EQ(r.all[0].tokens, 12U);
}

TEST(JsonLines, escapes_are_decoded_before_bytes_are_counted) {
  const auto r = read(R"({"text":"\u00e9\ud83d\ude00\t\"\\"})");
  ASSERT_EQ(r.all.size(), 1U);
  EXPECT_EQ(r.all[0].text, "é😀\t\"\\");
  EXPECT_EQ(r.all[0].bytes, 9U);
}

// Held against a plain reader of JSON.
RC_GTEST_PROP(JsonLines, packing_pieces_and_damage_change_no_other_line, ()) {
  const auto n = *rc::gen::inRange(0, 60);
  const auto piece = *rc::gen::element<std::size_t>(1, 50, 4096, 1U << 20U);
  const auto how = *rc::gen::inRange(0, 4);
  std::string plain;
  std::vector<std::string> expected;
  std::uint64_t bad = 0;
  for (int i = 0; i < n; i++) {
    const auto text = prose(static_cast<std::size_t>(*rc::gen::element(0, 5, 300, piece == 1 ? 1000 : 50000)), static_cast<unsigned>(i));
    const auto broken = *rc::gen::inRange(0, 12);
    auto line = Json{{"text", text}, {"n", {{"deep", i}}}}.dump();
    if (broken < 6 && i + 1 < n) {
      if (broken == 0) line = "not JSON";
      if (broken == 1) line = line.substr(0, line.size() / 2);
      if (broken == 2) line = R"({"title":"no text"})";
      if (broken == 3) line = line + line;
      if (broken == 4) line = R"({"text":")" + std::string("\xff\xfe") + R"("})";
      if (broken == 5) line = "[1,2]";
      bad++;
    } else {
      expected.push_back(text);
    }
    plain += (i == 0 ? "" : "\n") + line;
    if (i % 5 == 0) plain += "\r\n \n";
  }
  if (n > 0 && plain.front() != '{') return;  // the first bytes decide the layout
  const auto r = read(how == 0   ? plain
                      : how == 1 ? gz(plain)
                      : how == 2 ? zst(plain)
                                 : gz(plain.substr(0, plain.size() / 2)) + gz(plain.substr(plain.size() / 2)),
                      {.name = "x.jsonl"}, piece);
  std::vector<std::string> got;
  for (const auto& d : r.all) got.push_back(d.text);
  RC_ASSERT(got == expected);
  RC_ASSERT(r.status.skipped == bad);
  RC_ASSERT(r.status.documents == expected.size());
}

TEST(JsonLines, a_line_over_the_cap_is_passed_over) {
  const auto good = std::string(R"({"text":"good"})") + "\n";
  const auto r = read(good + R"({"text":")" + std::string(3'000'000, 'x') + "\"}\n" + good, {.largest_record = 1'000'000}, 10000);
  EXPECT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.status.reasons.at("record over the cap").places.at(0).offset, good.size());
}

TEST(JsonLines, a_last_line_cut_off_is_truncated_and_one_without_an_end_of_line_is_not) {
  const auto whole = read("{\"text\":\"a\"}\n{\"text\":\"b\"}");
  EXPECT_EQ(whole.all.size(), 2U);
  EXPECT_EQ(whole.status.state, InputState::ok);
  const auto cut = read("{\"text\":\"a\"}\n{\"text\":\"b");
  EXPECT_EQ(cut.all.size(), 1U);
  EXPECT_EQ(cut.status.state, InputState::truncated);
  EXPECT_EQ(cut.status.reasons.at("truncated").places.at(0).offset, 23U);
}

TEST(JsonLines, a_manifest_of_pictures_counts_pictures) {
  const auto r = read(R"({"url":"http://x.example/a.jpg","caption":"a cat","width":640,"height":480})"
                      "\n"
                      R"({"url":"http://x.example/b.jpg","width":640,"height":480})");
  ASSERT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.all[0].modality, Modality::image);
  EXPECT_EQ(r.all[0].images, 1U);
  EXPECT_EQ(r.all[0].text, "a cat");
  const auto sound = read(R"({"url":"http://x.example/a.mp3","duration":1.2345})", {.modality = Modality::audio});
  EXPECT_EQ(sound.all.at(0).milliseconds, 1235U);
}

TEST(JsonLines, reading_goes_on_at_the_place_of_any_document) {
  std::string plain;
  for (unsigned i = 0; i < 50; i++) plain += Json{{"text", prose(300, i)}, {"url", i}}.dump() + "\n";
  for (const auto& stored : {plain, gz(plain), zst(plain)}) {
    const auto all = read(stored, {}, 1000).all;
    for (const std::size_t i : {0U, 1U, 25U, 49U}) {
      const auto rest = read(stored, {.from = all.at(i).place}, 1000).all;
      ASSERT_EQ(rest.size(), 50 - i);
      EXPECT_EQ(rest[0].text, all[i].text);
    }
  }
}

TEST(Table, csv_and_tsv_with_quotes_line_breaks_and_names_are_read) {
  const auto csv =
      read("URL,TEXT,WIDTH,HEIGHT\r\nhttp://x.example/a.jpg,\"a \"\"big\"\", brown\ncat\",640,480\r\n\"http://x.example/b.jpg\",b,1,1\r\n");
  ASSERT_EQ(csv.all.size(), 2U);
  EXPECT_EQ(csv.all[0].text, "a \"big\", brown\ncat");
  EXPECT_EQ(csv.all[0].modality, Modality::image);
  EXPECT_EQ(csv.all[1].url, "http://x.example/b.jpg");
  const auto tsv = read(
      "url\ttext\n"
      "http://x.example/\t\"quoted is not\n"
      "http://x.example/2\tb");
  ASSERT_EQ(tsv.all.size(), 2U);
  EXPECT_EQ(tsv.all[0].text, "\"quoted is not");
  EXPECT_EQ(tsv.all[1].text, "b");
}

TEST(Table, a_bad_row_costs_itself) {
  const auto r =
      read("url,text\nhttp://x.example/,a\none,two,three\nhttp://x.example/,b\n,\nhttp://x.example/,\"never closed\nhttp://x.example/,c\n");
  ASSERT_EQ(r.all.size(), 3U);
  EXPECT_EQ(r.all[2].text, "c");
  EXPECT_EQ(r.status.reasons.at("row with another number of columns").count, 1U);
  EXPECT_EQ(r.status.reasons.at("quote that is not closed").count, 1U);
  const auto all = read("url,text\nhttp://x.example/,a\nhttp://x.example/,b\n").all;
  EXPECT_EQ(read("url,text\nhttp://x.example/,a\nhttp://x.example/,b\n", {.from = all.at(1).place}).all.at(0).text, "b");
}

std::string tar_entry(std::string_view name, std::string_view content, char type = '0') {
  std::string block(512, '\0');
  block.replace(0, std::min<std::size_t>(name.size(), 100), name.substr(0, 100));
  block.replace(100, 7, "0000644");
  block.replace(124, 11, fmt::format("{:011o}", content.size()));
  block.replace(136, 11, "00000000000");
  block.replace(148, 8, "        ");
  block[156] = type;
  block.replace(257, 5, "ustar");
  block.replace(263, 2, "00");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  block.replace(148, 7, fmt::format("{:06o}", sum) + std::string(1, '\0'));
  return block + std::string(content) + std::string((512 - content.size() % 512) % 512, '\0');
}

TEST(Tar, files_of_one_name_are_one_sample) {
  const auto long_name = std::string(150, 'n') + "/0002.txt";
  const auto stored = tar_entry("00/0000.jpg", prose(3000)) + tar_entry("00/0000.txt", "a cat") +
                      tar_entry("00/0000.json", R"({"url":"http://x.example/a.jpg","width":1,"language":"en"})") +
                      tar_entry("00/0001.mp3", prose(1000)) + tar_entry("00/0001.json", R"({"duration":2.5})") +
                      tar_entry("", long_name + std::string(1, '\0'), 'L') + tar_entry("cut", "only text") + tar_entry("folder/", "", '5') +
                      tar_entry("x.cls", "7") + std::string(1024, '\0');
  for (const auto& s : {stored, gz(stored), stored.substr(0, stored.size() - 1024)}) {
    const auto r = read(s, {}, 700);
    ASSERT_EQ(r.all.size(), 3U);
    EXPECT_EQ(r.all[0].modality, Modality::image);
    EXPECT_EQ(r.all[0].bytes, 3000U);
    EXPECT_EQ(r.all[0].images, 1U);
    EXPECT_EQ(r.all[0].text, "a cat");
    EXPECT_EQ(r.all[0].url, "http://x.example/a.jpg");
    EXPECT_EQ(r.all[1].modality, Modality::audio);
    EXPECT_EQ(r.all[1].milliseconds, 2500U);
    EXPECT_EQ(r.all[1].url, "");
    EXPECT_EQ(r.all[2].id, std::string(150, 'n') + "/0002");
    EXPECT_EQ(r.all[2].text, "only text");
    EXPECT_EQ(r.status.passed.at("sample without text or medium"), 1U);
    EXPECT_EQ(r.status.state, InputState::ok);
    for (std::size_t i = 0; i < 3; i++) EXPECT_EQ(read(s, {.from = r.all[i].place}, 700).all.size(), 3 - i);
  }
}

TEST(Tar, a_cut_off_or_damaged_one_gives_its_whole_samples) {
  std::string stored;
  for (int i = 0; i < 10; i++) stored += tar_entry(fmt::format("{}.txt", i), prose(600));
  const auto cut = read(stored.substr(0, stored.size() - 700));
  EXPECT_EQ(cut.all.size(), 9U);
  EXPECT_EQ(cut.status.state, InputState::truncated);
  auto damaged = stored;
  damaged.replace(3 * 1536, 300, std::string(300, '\x7e'));
  const auto r = read(damaged);
  EXPECT_EQ(r.all.size(), 9U);
  EXPECT_EQ(r.status.reasons.at("bytes that are no tar entry").places.at(0).offset, 3U * 1536);
}

TEST(Tar, a_head_with_the_right_sum_and_no_size_is_passed_over) {
  auto bad = tar_entry("1.txt", "lost");
  bad.replace(124, 11, "no size....");
  unsigned sum = 8 * ' ';
  for (std::size_t i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0U : static_cast<unsigned char>(bad[i]);
  bad.replace(148, 7, fmt::format("{:06o}", sum) + std::string(1, '\0'));
  const auto r = read(tar_entry("0.txt", "one") + bad + tar_entry("2.txt", "two"));
  ASSERT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.all[1].text, "two");
  EXPECT_EQ(r.status.reasons.at("bytes that are no tar entry").count, 1U);
  EXPECT_EQ(r.status.state, InputState::damaged);
}

TEST(Text, a_file_is_a_document_and_a_large_one_comes_in_parts_cut_between_characters) {
  std::string text;
  while (text.size() < 9'000'000) text += "Übergröße 😀 ";
  const auto r = read(text, {}, 65536);
  EXPECT_EQ(r.status.documents, 1U);
  ASSERT_EQ(r.all.size(), 3U);
  std::string joined;
  for (const auto& d : r.all) {
    EXPECT_EQ(d.continued, !joined.empty());
    EXPECT_NE(static_cast<unsigned char>(d.text.front()) & 0xC0U, 0x80U);
    joined += d.text;
  }
  EXPECT_EQ(joined, text);
}

TEST(Layout, is_told_by_the_bytes) {
  EXPECT_EQ(layout_of("", {}), Layout::nothing);
  EXPECT_EQ(layout_of("\r\nWARC/1.1\r\n", {}), Layout::warc);
  EXPECT_EQ(layout_of("filedesc://x", {}), Layout::arc);
  EXPECT_EQ(layout_of("PAR1\x15\x04", {}), Layout::parquet);
  EXPECT_EQ(layout_of("\xef\xbb\xbf{ \"text\": 1}", {}), Layout::json_lines);
  EXPECT_EQ(layout_of("[\n {\"text\": 1}]", {}), Layout::json_array);
  EXPECT_EQ(layout_of("[Music] Hello", {}), Layout::text);
  EXPECT_EQ(layout_of("url\ttext\na\tb\n", {}), Layout::tsv);
  EXPECT_EQ(layout_of("Dear all, the text\n", {}), Layout::text);
  EXPECT_EQ(layout_of("\xff\xd8\xff\xe0", {}), Layout::media);
  EXPECT_EQ(layout_of(std::string_view("\x01\x02\0\x03\x04\x05\x06", 7), {}), Layout::unknown);
  EXPECT_EQ(layout_of("<html>", {.name = "a.jsonl.gz"}), Layout::json_lines);
}

// datatrove #302, cc_net #49: what a store answers in place of the data is no data.
TEST(Layout, an_error_saved_as_data_is_named) {
  for (const std::string body : {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your "
                                 "request rate.</Message></Error>",
                                 "<Error><Code>SlowDown</Code></Error>", "{\"error\":{\"code\":\"SlowDown\"}}"}) {
    const auto r = read(body, {.name = "part-0001.jsonl"});
    EXPECT_TRUE(r.all.empty());
    EXPECT_EQ(r.status.state, InputState::damaged);
    EXPECT_EQ(r.status.reasons.begin()->first.substr(0, 29), "an error answer saved as data") << body;
  }
  EXPECT_EQ(read("<Error><Code>NoSuchKey</Code></Error>").status.reasons.count("an error answer saved as data: NoSuchKey"), 1U);
  EXPECT_EQ(read("{\"error\":\"x\",\"text\":\"t\"}\n{\"text\":\"u\"}\n").all.size(), 2U);
}

TEST(Layout, what_cannot_be_read_says_so) {
  EXPECT_EQ(read(std::string_view("\x01\x02\0\x03\x04\x05\x06", 7)).status.reasons.count("no known format"), 1U);
  EXPECT_EQ(read("[{\"text\":\"a\"}]").status.reasons.count("a JSON array, not a line for each document"), 1U);
  EXPECT_EQ(read("").status.passed.count("empty file"), 1U);
  EXPECT_EQ(read("").status.state, InputState::ok);
}

TEST(Day, of_the_forms_that_corpora_have) {
  for (const auto* s : {"2024-05-18T01:58:10Z", "2024-05-18", "2024-05-18 01:58:10.123", "20240518015810", "20240518", "1715997490",
                        "1715997490000", "2024/05/18"})
    EXPECT_EQ(day_of(s), 19861) << s;
  for (const auto* s : {"", "yesterday", "2024-02-30", "2024-13-01", "1023-01-01", "9999-12-31", "12", "2024-05-1"})
    EXPECT_EQ(day_of(s), no_day) << s;
}

}  // namespace
}  // namespace accord::format
