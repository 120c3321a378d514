#include "corpus/tokenizer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <fstream>

#include "corpus/tally_sink.h"

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;
const fs::path models = fs::path(__FILE__).parent_path() / "../../tests/data/tokenizer";

std::shared_ptr<const Tokenizer> model(const std::string& file) { return Tokenizer::open("sentencepiece:" + file, models).value(); }
std::string sentences() {
  std::ifstream in(models / "sentences.txt");
  return {std::istreambuf_iterator<char>(in), {}};
}

// A text of words, of what stands between them, and of characters that the models do not know.
rc::Gen<std::string> texts() {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{"the", "harbour", "Wiese", "é", "☃", "中文", "。", " ", " ", " ", "  ", "\n", "\t", "\xc2\xa0", "\xe3\x80\x80",
                                                                 "1", ",", ".", "(", "\xef\xbf\xbd", "\xcc\x88", "ﹰ", "▁", "<s>", "\xff", std::string(1, '\0'), "lighthousekeepersdaughter"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& all) {
    std::string out;
    for (const auto& p : all) out += p;
    return out;
  });
}

TEST(Tokenizer, a_text_has_as_many_tokens_as_the_library_gives_it_in_one_piece) {
  const auto words = model("words.model");
  EXPECT_TRUE(words->cuts_at_spaces());
  EXPECT_EQ(words->name(), "sentencepiece:words.model");
  EXPECT_EQ(words->sha256(), "5d707e4f7852f9494548bf4b81086139881d905ff23972b198d6781a0caf1442");
  // As spm_encode splits it: ▁The ▁ tern ▁c am e ▁b a ck . ▁ Å n g st r ö m ▁ ☃
  TokenCount count(words);
  ASSERT_TRUE(count.add("The tern came back. Ångström ☃"));
  EXPECT_EQ(count.end().value(), 20U);
  EXPECT_EQ(count.end().value(), 0U);
  std::istringstream lines(sentences());
  for (std::string line; std::getline(lines, line);) {
    ASSERT_TRUE(count.add(line));
    EXPECT_EQ(count.end().value(), words->split(line).value()) << line;
  }
}

RC_GTEST_PROP(TokenizerLaws, words_apart_are_as_many_as_together, ()) {
  static const auto both = std::array{model("words.model"), model("lines.model")};
  static auto counts = std::array{TokenCount(both[0]), TokenCount(both[1])};  // remember words from one text to the next
  const auto text = *texts();
  for (std::size_t k = 0; k < both.size(); k++) {
    RC_ASSERT(counts[k].add(text));
    RC_ASSERT(counts[k].end().value() == both[k]->split(text).value());
  }
}

RC_GTEST_PROP(TokenizerLaws, parts_change_nothing, ()) {
  static const auto all = std::array{model("words.model"), model("lines.model"), model("phrases.model")};
  const auto& tokenizer = all[*rc::gen::inRange<std::size_t>(0, 3)];
  TokenCount one(tokenizer), other(tokenizer);
  const auto text = *texts();
  RC_ASSERT(one.add(text));
  for (std::size_t at = 0; at < text.size();) {
    const auto n = *rc::gen::inRange<std::size_t>(1, 9);
    RC_ASSERT(other.add(std::string_view(text).substr(at, n)));
    at += n;
  }
  RC_ASSERT(one.end().value() == other.end().value());
}

TEST(Tokenizer, a_model_whose_pieces_reach_over_spaces_is_not_cut_at_them) {
  const auto phrases = model("phrases.model");
  EXPECT_FALSE(phrases->cuts_at_spaces());
  const std::string text = "in the old orchard and the harbour";
  TokenCount count(phrases);
  ASSERT_TRUE(count.add(text));
  EXPECT_EQ(count.end().value(), phrases->split(text).value());
  EXPECT_LT(phrases->split("in the").value(), phrases->split("in").value() + phrases->split("the").value());
}

TEST(Tokenizer, a_line_end_inside_a_piece_is_no_space) {
  const auto lines = model("lines.model");
  EXPECT_TRUE(lines->cuts_at_spaces());
  const std::string text = "the hour.\nNobody in the village,\n\nand the\nhour.\n Nobody";
  EXPECT_LT(lines->split(".\nN").value(), lines->split(".").value() + lines->split("N").value());
  TokenCount count(lines);
  ASSERT_TRUE(count.add(text));
  EXPECT_EQ(count.end().value(), lines->split(text).value());
}

TEST(Tokenizer, a_text_without_any_place_to_cut_takes_parts_that_depend_on_it_alone) {
  for (const auto* file : {"words.model", "phrases.model"}) {
    const auto tokenizer = model(file);
    std::string text;
    while (text.size() < 3 * Tokenizer::longest_part) text += "中文é";
    TokenCount whole(tokenizer), parts(tokenizer);
    ASSERT_TRUE(whole.add(text));
    for (std::size_t at = 0; at < text.size(); at += 100'003) ASSERT_TRUE(parts.add(std::string_view(text).substr(at, 100'003)));
    const auto n = whole.end().value();
    EXPECT_EQ(n, parts.end().value());
    const auto exact = tokenizer->split(text).value();
    EXPECT_GE(n, exact);
    EXPECT_LE(n, exact + 6);  // two for each of three cuts
  }
}

TEST(Tokenizer, what_is_no_model_is_refused_with_a_remedy) {
  const auto folder = fs::temp_directory_path() / fmt::format("accord-tokenizer-{}", ::getpid());
  fs::create_directories(folder);
  std::ofstream(folder / "text.model") << sentences();
  std::ofstream(folder / "empty.model");
  std::ifstream whole(models / "words.model", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(whole), {}};
  std::ofstream(folder / "cut.model", std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  fs::resize_file((std::ofstream(folder / "huge.model"), folder / "huge.model"), Tokenizer::largest_model + 1);
  const auto refused = [&](const std::string& named) { return Tokenizer::open(named, folder).error(); };
  EXPECT_EQ(refused("sentencepiece:gone.model").kind, Kind::not_found);
  EXPECT_EQ(refused("sentencepiece:huge.model").kind, Kind::too_large);
  for (const auto* named : {"sentencepiece:text.model", "sentencepiece:empty.model", "sentencepiece:cut.model", "sentencepiece:.", "sentencepiece:", "tiktoken:cl100k"}) {
    const auto e = refused(named);
    EXPECT_EQ(e.kind, Kind::invalid) << named;
    EXPECT_FALSE(e.remedy.empty());
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace accord::corpus
