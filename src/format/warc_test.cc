#include <brotli/encode.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/corpus_test_help.h"
#include "format/reader.h"

namespace accord::format {
namespace {

using namespace test;

std::string record(std::string_view type, std::string_view uri, std::string_view block, std::string_view more = "",
                   std::ptrdiff_t off = 0) {
  return fmt::format(
      "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Record-ID: "
      "<urn:uuid:1>\r\n{}Content-Length: {}\r\n\r\n{}\r\n\r\n",
      type, uri, more, static_cast<std::ptrdiff_t>(block.size()) + off, block);
}
std::string wet(std::string_view uri, std::string_view text) {
  return record("conversion", uri, text, "Content-Type: text/plain\r\nWARC-Identified-Content-Language: deu,eng\r\n");
}
std::string answer(std::string_view body, std::string_view head = "", int status = 200) {
  return record("response", "https://example.org/a",
                fmt::format("HTTP/1.1 {} X\r\nContent-Type: text/html\r\n{}\r\n{}", status, head, body),
                "Content-Type: application/http; msgtype=response\r\n");
}

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
  EXPECT_EQ(r.status.documents, r.all.size());
  return r;
}

TEST(Warc, a_wet_record_gives_its_text_address_language_and_day) {
  const auto r = read(record("warcinfo", "", "software: x\r\n") + wet("https://example.org/ü?a=b c", "Grüße"));
  ASSERT_EQ(r.all.size(), 1U);
  EXPECT_EQ(r.all[0].text, "Grüße");
  EXPECT_EQ(r.all[0].bytes, 7U);
  EXPECT_EQ(r.all[0].url, "https://example.org/ü?a=b c");
  EXPECT_EQ(r.all[0].language, "deu,eng");
  EXPECT_EQ(r.all[0].day, 19861);  // 2024-05-18
  EXPECT_EQ(r.status.passed.at("warcinfo"), 1U);
  EXPECT_EQ(r.status.state, InputState::ok);
}

TEST(Warc, of_answers_only_2xx_count_and_only_their_payload) {
  const auto r = read(answer("<p>one</p>") + answer("gone", "", 404) + answer("moved", "", 301) +
                      record("request", "https://example.org/a", "GET / HTTP/1.1\r\n\r\n") +
                      record("revisit", "https://example.org/a", "HTTP/1.1 200 OK\r\n\r\n") +
                      record("resource", "<ftp://example.org/x>", "two", "Content-Type: text/plain\r\n") +
                      record("response", "dns:example.org", "20240101", "Content-Type: text/dns\r\n"));
  ASSERT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.all[0].text, "<p>one</p>");
  EXPECT_EQ(r.all[1].text, "two");
  EXPECT_EQ(r.all[1].url, "ftp://example.org/x");  // wget's angle brackets
  EXPECT_EQ(r.status.passed, (std::map<std::string, std::uint64_t, std::less<>>{
                                 {"status 404", 1}, {"status 301", 1}, {"request", 1}, {"revisit", 1}, {"dns", 1}}));
  EXPECT_EQ(r.status.skipped, 0U);
}

TEST(Warc, payloads_are_decoded_whatever_their_coding) {
  const auto text = prose(5000);
  std::string br(text.size() + 1000, '\0');
  std::size_t n = br.size();
  ASSERT_TRUE(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()), &n,
                                    reinterpret_cast<std::uint8_t*>(br.data())));
  br.resize(n);
  const auto zipped = gz(text);
  const auto raw_deflate = zipped.substr(10, zipped.size() - 18);
  const auto chunked = [](std::string_view s) {
    return fmt::format("{:x};name=value\r\n{}\r\n{:X}\r\n{}\r\n0\r\n\r\n", 1000, s.substr(0, 1000), s.size() - 1000, s.substr(1000));
  };
  const std::string cases[] = {answer(zipped, "Content-Encoding: gzip\r\n"),
                               answer(zipped, "content-encoding: X-GZIP\r\n"),
                               answer(zst(text), "Content-Encoding: zstd\r\n"),
                               answer(br, "Content-Encoding: br\r\n"),
                               answer(raw_deflate, "Content-Encoding: deflate\r\n"),
                               answer(chunked(text), "Transfer-Encoding: chunked\r\n"),
                               answer(chunked(zipped), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
                               answer(gz(br), "Content-Encoding: br, gzip\r\n"),
                               answer(text, "X-Crawler-Content-Encoding: gzip\r\n"),
                               answer(text, "Content-Encoding: identity\r\n")};
  for (const auto& c : cases) {
    const auto r = read(c);
    ASSERT_EQ(r.all.size(), 1U) << c.substr(0, 400);
    EXPECT_EQ(r.all[0].text, text) << c.substr(0, 400);
    EXPECT_TRUE(r.status.reasons.empty());
  }
}

TEST(Warc, what_is_not_coded_as_it_says_is_taken_as_it_is_and_noted) {
  EXPECT_EQ(read(answer("<p>x</p>", "Content-Encoding: gzip\r\n")).status.reasons.at("not gzip as it says").count, 1U);
  const auto plain = read(answer("<p>not chunked</p>", "Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(plain.all.at(0).text, "<p>not chunked</p>");
  EXPECT_EQ(plain.status.reasons.at("not chunked as it says").count, 1U);
  const auto wrong = read(answer("3\r\nabc\r\nzz\r\nrest", "Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(wrong.all.at(0).text, "abczz\r\nrest");
  EXPECT_EQ(wrong.status.reasons.at("wrong chunks").count, 1U);
}

TEST(Warc, a_payload_that_cannot_be_decoded_is_skipped_with_its_place) {
  auto broken = gz(prose(5000));
  broken[500] = static_cast<char>(broken[500] ^ 0x55);
  const auto good = answer("good");
  const auto r = read(good + answer(broken, "Content-Encoding: gzip\r\n") + good + answer("x", "Content-Encoding: pack200-gzip\r\n"));
  EXPECT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.status.skipped, 2U);
  EXPECT_EQ(r.status.reasons.at("payload cannot be decoded").places.at(0).offset, good.size());
  EXPECT_EQ(r.status.reasons.at("unknown content coding").count, 1U);
}

TEST(Warc, a_payload_that_grows_beyond_the_cap_is_skipped) {
  const auto r =
      read(answer(gz(std::string(3'000'000, 'a')), "Content-Encoding: gzip\r\n") + answer("good"), {.largest_record = 1'000'000});
  EXPECT_EQ(r.all.size(), 1U);
  EXPECT_EQ(r.status.reasons.at("payload over the cap").count, 1U);
}

TEST(Warc, pictures_and_recordings_are_counted_by_their_type_or_their_bytes) {
  const auto media = [](std::string_view type, std::string_view bytes) {
    return record("response", "https://example.org/m", fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n{}", type, bytes),
                  "Content-Type: application/http\r\n");
  };
  const auto r = read(media("image/png", "....") + media("application/octet-stream", "\xff\xd8\xff\xe0jpeg") + media("video/mp4", "v") +
                      media("audio/ogg; codecs=opus", "OggS") + media("application/zip", "PK"));
  ASSERT_EQ(r.all.size(), 5U);
  EXPECT_EQ(r.all[0].modality, Modality::image);
  EXPECT_EQ(r.all[0].images, 1U);
  EXPECT_EQ(r.all[0].bytes, 4U);
  EXPECT_EQ(r.all[0].text, "");
  EXPECT_EQ(r.all[1].modality, Modality::image);
  EXPECT_EQ(r.all[2].modality, Modality::video);
  EXPECT_EQ(r.all[3].modality, Modality::audio);
  EXPECT_EQ(r.all[4].modality, Modality::other);
}

std::vector<std::string> texts(const Read& r) {
  std::vector<std::string> out;
  for (const auto& d : r.all) out.push_back(d.text);
  return out;
}

// However the records are packed, and in whatever pieces they come.
RC_GTEST_PROP(Warc, packing_and_pieces_change_nothing, ()) {
  const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::element<std::size_t>(0, 10, 3000, 80000));
  const auto piece = *rc::gen::element<std::size_t>(1, 100, 5000, 1U << 20U);
  const auto how = *rc::gen::inRange(0, 6);
  std::string stored, plain;
  std::vector<std::string> expected;
  for (unsigned i = 0; i < sizes.size(); i++) {
    expected.push_back(prose(piece == 1 ? sizes[i] % 2000 : sizes[i], i));
    const auto one = i % 3 == 0 ? answer(expected.back()) : wet("http://example.org/", expected.back());
    plain += one;
    stored += how == 1 ? gz(one) : how == 2 ? zst(one) : how == 3 ? lz4(one) : "";
  }
  if (how == 0) stored = plain;
  if (how == 4) stored = gz(plain);
  if (how == 5) stored = zst(plain);
  const auto r = read(stored, {}, piece);
  RC_ASSERT(texts(r) == expected);
  RC_ASSERT(r.status.state == InputState::ok);
}

TEST(Warc, a_wrong_length_costs_its_record_and_no_other) {
  const auto good = wet("http://example.org/", prose(900));
  for (const std::ptrdiff_t off : {-500, -20, -1, 5, 30, 700, 100000}) {
    const auto bad = record("conversion", "http://bad.example/", prose(800, 2), "", off);
    for (const bool packed : {false, true}) {
      const auto stored = packed ? gz(good) + gz(bad) + gz(good) + gz(good) : good + bad + good + good;
      const auto r = read(stored);
      EXPECT_EQ(r.all.size(), 3U) << off << packed;
      EXPECT_EQ(r.status.skipped, 1U) << off << packed;
      EXPECT_EQ(r.status.reasons.at("wrong Content-Length").places.at(0).offset, packed ? gz(good).size() : good.size()) << off << packed;
      EXPECT_EQ(r.status.state, InputState::damaged);
    }
  }
}

// Found by fuzzing: with four bytes in view behind a record, its end was judged by less than with all of them.
TEST(Warc, what_follows_a_record_is_judged_alike_in_whatever_pieces_it_comes) {
  const auto bytes = wet("https://example.org/1", "one") + wet("https://example.org/2", "two") + "\x15 no record " + wet("https://example.org/3", "three");
  const auto whole = read(bytes);
  for (const std::size_t piece : {1, 2, 5, 17, 300}) {
    const auto r = read(bytes, {}, piece);
    EXPECT_EQ(r.all.size(), whole.all.size()) << piece;
    EXPECT_EQ(r.status.skipped, whole.status.skipped) << piece;
    EXPECT_EQ(r.status.reasons.size(), whole.status.reasons.size()) << piece;
  }
}

TEST(Warc, a_length_that_is_missing_or_no_number_costs_its_record_and_no_other) {
  const auto good = wet("http://example.org/", prose(900));
  for (const std::string length :
       {"", "Content-Length: many\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999999\r\n"}) {
    const auto r = read(good + "WARC/1.0\r\nWARC-Type: conversion\r\n" + length + "\r\ntext\r\n\r\n" + good);
    EXPECT_EQ(r.all.size(), 2U) << length;
    EXPECT_EQ(r.status.reasons.at("no Content-Length").count, 1U) << length;
  }
}

TEST(Warc, a_record_over_the_cap_is_passed_over_and_a_lie_about_it_is_found_out) {
  const auto good = wet("http://example.org/", prose(900));
  const auto r = read(good + wet("http://large.example/", prose(200000)) + good, {.largest_record = 100000}, 4096);
  EXPECT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.status.reasons.at("record over the cap").places.at(0).offset, good.size());
  EXPECT_EQ(r.status.state, InputState::ok);
  const auto lie =
      read(good + record("conversion", "http://lie.example/", "short", "", 1'000'000'000) + good + good, {.largest_record = 100000}, 4096);
  EXPECT_EQ(lie.all.size(), 3U);
  EXPECT_EQ(lie.status.skipped, 1U);
  EXPECT_EQ(lie.status.reasons.at("wrong Content-Length").places.at(0).offset, good.size());
}

TEST(Warc, records_without_the_empty_lines_between_them_are_read) {
  auto one = wet("http://example.org/", "one"), two = wet("http://example.org/", "two");
  const auto r = read(one.substr(0, one.size() - 4) + two.substr(0, two.size() - 2) + one.substr(0, one.size() - 4));
  EXPECT_EQ(texts(r), (std::vector<std::string>{"one", "two", "one"}));
  EXPECT_EQ(r.status.reasons.at("no empty line after a record").count, 1U);
}

TEST(Warc, line_ends_of_one_byte_are_read) {
  auto one = wet("http://example.org/", "one");
  std::erase(one, '\r');
  const auto r = read(one + one);
  EXPECT_EQ(r.all.size(), 2U);
  EXPECT_EQ(r.all[0].language, "deu,eng");
}

TEST(Warc, a_file_cut_off_anywhere_gives_every_whole_record_and_says_where_it_ends) {
  const auto one = wet("http://example.org/", prose(700)), two = answer(prose(600));
  for (const bool packed : {false, true}) {
    const auto head = packed ? gz(one) : one;
    const auto stored = head + (packed ? gz(two) : two);
    for (std::size_t cut = head.size() + 12; cut < stored.size() - (packed ? 40 : 5); cut += 17) {
      const auto r = read(stored.substr(0, cut));
      ASSERT_EQ(r.all.size(), 1U) << cut;
      ASSERT_EQ(r.status.state, InputState::truncated) << cut;
      ASSERT_EQ(r.status.reasons.at("truncated").places.at(0).offset, cut) << cut;
    }
  }
}

TEST(Warc, one_record_in_a_hundred_damaged_every_other_is_counted_and_each_named) {
  std::string stored;
  std::vector<std::size_t> damaged;
  for (unsigned i = 0; i < 1000; i++) {
    auto member = gz(wet("http://example.org/" + std::to_string(i), prose(1500, i)));
    if (i % 100 == 50) {
      damaged.push_back(stored.size());
      member[member.size() / 2] = static_cast<char>(member[member.size() / 2] ^ 0x41);
    }
    stored += member;
  }
  const auto r = read(stored);
  EXPECT_EQ(r.all.size(), 990U);
  const auto& reason = r.status.reasons.at("damaged gzip member");
  EXPECT_EQ(reason.count, 10U);
  for (std::size_t i = 0; i < damaged.size(); i++) EXPECT_EQ(reason.places.at(i).offset, damaged[i]);
}

TEST(Warc, a_file_called_warc_that_is_gzip_is_read_and_so_is_one_with_garbage_first) {
  EXPECT_EQ(read(gz(wet("http://example.org/", "one")), {.name = "x.warc"}).all.size(), 1U);
  const auto r = read("\x01\x02\x03 garbage\n" + wet("http://example.org/", "one"), {.name = "x.warc"});
  EXPECT_EQ(r.all.size(), 1U);
  EXPECT_EQ(r.status.reasons.at("bytes that are no record").count, 1U);
}

TEST(Warc, reading_goes_on_at_the_place_of_any_document) {
  std::string plain, members;
  for (unsigned i = 0; i < 30; i++) {
    const auto one = wet("http://example.org/" + std::to_string(i), prose(1000, i));
    plain += one;
    members += gz(one);
  }
  for (const auto& stored : {plain, members, gz(plain), zst(plain)}) {
    const auto all = read(stored, {}, 3000).all;
    ASSERT_EQ(all.size(), 30U);
    for (const std::size_t i : {0U, 1U, 13U, 29U}) {
      const auto rest = read(stored, {.from = all[i].place}, 3000);
      ASSERT_EQ(rest.all.size(), 30 - i);
      EXPECT_EQ(rest.all[0].url, all[i].url);
      EXPECT_EQ(rest.all[0].place, all[i].place);
    }
  }
}

TEST(Warc, reading_goes_on_behind_a_damaged_beginning) {
  auto bad = gz(wet("http://example.org/0", prose(900)));
  bad[40] = static_cast<char>(bad[40] ^ 0x55);
  const auto good = gz(wet("http://example.org/1", prose(900)));
  const auto stored = bad + good + good;
  const auto all = read(stored).all;
  ASSERT_EQ(all.size(), 2U);
  const auto rest = read(stored, {.from = all[1].place});
  EXPECT_EQ(rest.all.size(), 1U);
}

std::string arc(std::string_view url, std::string_view body, std::string_view length = "") {
  const auto block = fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", body);
  return fmt::format("{} 93.184.216.119 20140216050221 text/html {}\n{}\n", url, length.empty() ? std::to_string(block.size()) : length,
                     block);
}
const std::string arc_head =
    "filedesc://x.arc 127.0.0.1 20140216050221 text/plain 65\n1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n\n";

TEST(Arc, records_are_read_with_spaces_in_their_addresses) {
  const auto r = read(arc_head + arc("http://example.com/a b c", "one") + arc("http://example.com/", "two"));
  EXPECT_EQ(texts(r), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(r.all[0].url, "http://example.com/a b c");
  EXPECT_EQ(r.all[0].day, 16117);  // 2014-02-16
  EXPECT_EQ(r.status.state, InputState::ok);
}

TEST(Arc, a_wrong_length_costs_its_record) {
  const auto r = read(arc_head + arc("http://example.com/1", "one") + arc("http://example.com/2", "two", "-1") +
                      arc("http://example.com/3", "three", "abc") + arc("http://example.com/4", "four"));
  EXPECT_EQ(texts(r), (std::vector<std::string>{"one", "four"}));
  EXPECT_EQ(r.status.reasons.at("wrong length").count, 2U);
}

}  // namespace
}  // namespace accord::format
