// Files that others made, good and bad, read as their makers expect. They are in ../shared/data/corpus; without it, skipped.
#include <gtest/gtest.h>

#include <set>

#include "format/corpus_test_help.h"
#include "format/reader.h"

namespace accord::format {
namespace {

using namespace test;

struct Expected {
  const char* file;
  std::uint64_t documents, bytes, skipped;  // of bytes: of text and media
  InputState state;
  const char* reason;  // one that must be there, or ""
};

class RealCorpus : public testing::TestWithParam<Expected> {};

TEST_P(RealCorpus, is_read_as_its_makers_expect) {
  const auto& e = GetParam();
  const auto bytes = shared(e.file);
  if (!bytes) GTEST_SKIP() << "no shared data: ACCORD_SHARED is not set";
  for (const std::size_t piece : {std::size_t(1) << 20U, std::size_t(977)}) {
    ReadStatus status;
    Keep keep;
    auto window = open_window(memory_stream(*bytes, piece), status);
    ASSERT_TRUE(read_documents(*window, {.name = e.file}, keep, status));
    std::uint64_t sum = 0;
    for (const auto& d : keep.all) sum += d.bytes;
    EXPECT_EQ(status.documents, e.documents);
    EXPECT_EQ(sum, e.bytes);
    EXPECT_EQ(status.skipped, e.skipped);
    EXPECT_EQ(status.state, e.state);
    if (*e.reason != 0) {
      EXPECT_EQ(status.reasons.count(e.reason), 1U);
    } else {
      EXPECT_TRUE(status.reasons.empty()) << status.reasons.begin()->first;
    }
  }
}

// Documents and bytes are those that warcio 1.7 counts over the same files, where it reads them.
INSTANTIATE_TEST_SUITE_P(
    , RealCorpus,
    testing::Values(
        Expected{"warcio/example.warc", 1, 1270, 0, InputState::ok, ""}, Expected{"warcio/example.warc.gz", 1, 1270, 0, InputState::ok, ""},
        Expected{"warcio/example.arc", 1, 1270, 0, InputState::ok, ""}, Expected{"warcio/example.arc.gz", 1, 1270, 0, InputState::ok, ""},
        Expected{"warcio/example-resource.warc.gz", 1, 1303, 0, InputState::ok, ""},
        Expected{"warcio/example-space-in-target-uri.warc.gz", 1, 70, 0, InputState::ok, ""},
        Expected{"warcio/example-wget-bad-target-uri.warc.gz", 3, 1790, 0, InputState::ok, ""},
        Expected{"warcio/post-test.warc.gz", 3, 1648, 0, InputState::ok, ""},
        Expected{"warcio/example-digest.warc", 0, 0, 0, InputState::ok, ""},
        Expected{"warcio/example-iana.org-chunked.warc", 1, 7223, 0, InputState::ok, ""},
        // One gzip stream around all records: warcio refuses it, as it could not seek; it is whole.
        Expected{"warcio/example-bad-non-chunked.warc.gz", 1, 1270, 0, InputState::ok, ""},
        Expected{"warcio/example-bad.warc.gz.bad", 1, 1270, 0, InputState::ok, ""},
        // A record across two members, which warcio does not get over; it is whole.
        Expected{"warcio/example-wrong-chunks.warc.gz", 1, 1270, 0, InputState::ok, ""},
        // A length two bytes short (warcio warns, and gives the short payload); one that the file does not reach (it gives what there is).
        Expected{"warcio/example-trunc.warc", 0, 0, 1, InputState::damaged, "wrong Content-Length"},
        Expected{"warcio/example-space-in-url.arc", 0, 0, 1, InputState::truncated, "truncated"},
        Expected{"warcio/bad.arc", 1, 1, 2, InputState::ok, "wrong length"},
        Expected{"fastwarc/warcfile.warc", 16, 513225, 0, InputState::ok, ""},
        Expected{"fastwarc/warcfile.warc.gz", 16, 513225, 0, InputState::ok, ""},
        Expected{"fastwarc/warcfile.warc.lz4", 16, 513225, 0, InputState::ok, ""},
        Expected{"commoncrawl/whirlwind.warc.gz", 1, 72848, 0, InputState::ok, ""},
        Expected{"commoncrawl/whirlwind.warc.wet.gz", 1, 4456, 0, InputState::ok, ""},
        Expected{"commoncrawl/whirlwind.warc.wat.gz", 0, 0, 0, InputState::ok, ""},
        Expected{"dolma/warc/sample-0000.warc.gz", 24, 744928, 0, InputState::ok, ""},
        Expected{"c4/c4-sample.00000-of-00001.json.gz", 1000, 2173681, 0, InputState::ok, ""},
        Expected{"dolma/multiple_files/cc_en_head-0091.jsonl.gz", 10, 94424, 0, InputState::ok, ""},
        Expected{"dolma/provided/documents/000.json.gz", 10, 58841, 0, InputState::ok, ""},
        Expected{"dolma/formats/test.jsonl.zst", 0, 0, 1, InputState::ok, "no text field"},
        Expected{"dolma/multiple_files/cc_en_head-0091.jsonl", 10, 94424, 0, InputState::ok, ""},
        Expected{"dolma/formats/test.jsonl", 0, 0, 1, InputState::ok, "no text field"},
        Expected{"dolma/formats/test.jsonl.gz", 0, 0, 1, InputState::ok, "no text field"},
        // What dolma makes of its documents, as Python's json reads it; its attributes have an id and no text.
        Expected{"dolma/expected/email-spans.json.gz", 10, 58889, 0, InputState::ok, ""},
        Expected{"dolma/expected/email-spans-jq.json.gz", 10, 58895, 0, InputState::ok, ""},
        Expected{"dolma/expected/filter-by-spans.json.gz", 6, 36577, 0, InputState::ok, ""},
        Expected{"dolma/expected/mixer.json.gz", 6, 35666, 0, InputState::ok, ""},
        Expected{"dolma/expected/remove-paragraphs.json.gz", 10, 58067, 0, InputState::ok, ""},
        Expected{"dolma/expected/dedupe-by-url.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/expected/dedupe-paragraphs.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/expected/dedupe-paragraph-ngrams.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/provided/attributes/duplicate_paragraphs/000.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/provided/attributes/sample/000.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/provided/attributes/toxicity/000.json.gz", 0, 0, 10, InputState::ok, "no text field"},
        Expected{"dolma/provided/attributes/pii/000.json.gz", 0, 0, 10, InputState::ok, "no text field"}),
    [](const auto& which) {
      std::string name = which.param.file;
      for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
      return name;
    });

// FastWARC's own expectations of its file (test_warc.py: NUM_RECORDS, NUM_RECORDS_OF_TYPE, iterate_with_offsets), however it is packed.
TEST(RealWarc, has_the_records_that_fastwarc_counts_and_reading_goes_on_at_each) {
  for (const std::string file : {"fastwarc/warcfile.warc", "fastwarc/warcfile.warc.gz", "fastwarc/warcfile.warc.lz4"}) {
    const auto bytes = shared(file);
    if (!bytes) GTEST_SKIP() << "no shared data: ACCORD_SHARED is not set";
    const auto read = [&](std::optional<Place> from, Keep& keep, ReadStatus& status) {
      auto window = open_window(memory_stream(*bytes, 4096), status);
      ASSERT_TRUE(read_documents(*window, {.from = from}, keep, status));
    };
    ReadStatus status;
    Keep keep;
    read({}, keep, status);
    std::uint64_t records = status.documents;
    for (const auto& [what, n] : status.passed) records += n;
    EXPECT_EQ(records, 50U);
    EXPECT_EQ(status.documents, 16U);
    EXPECT_EQ(status.passed.at("metadata"), 16U);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < keep.all.size(); i++) {
      EXPECT_TRUE(keep.all[i].id.starts_with("<urn:"));
      EXPECT_TRUE(ids.insert(keep.all[i].id).second);
      ReadStatus again;
      Keep rest;
      read(keep.all[i].place, rest, again);
      ASSERT_EQ(rest.all.size(), keep.all.size() - i) << file;
      EXPECT_EQ(rest.all[0].id, keep.all[i].id);
      EXPECT_EQ(rest.all[0].text, keep.all[i].text);
    }
  }
}

}  // namespace
}  // namespace accord::format
