#include "merkle/checkpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace accord::merkle {
namespace {

SigningKey key(char fill = 'k', std::string name = "code.example/accord") { return make_key(std::move(name), std::string(32, fill)); }
Checkpoint checkpoint() { return {"code.example/accord", 70'000, sha256("root")}; }

TEST(Key, ReadsTheTextsOfTheNoteFormat) {
  // The example key pair in the documentation of golang.org/x/mod/sumdb/note.
  const auto secret = parse_signing_key("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  ASSERT_TRUE(secret) << secret.error().message;
  EXPECT_EQ(to_text(public_half(*secret)), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(to_text(*secret), "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  const auto open = parse_verifying_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n");
  ASSERT_TRUE(open);
  EXPECT_EQ(open->name, "PeterNeumann");
  EXPECT_EQ(open->id, 0xc74f20a3U);
}

TEST(Key, RefusesATextWithAnyPartWrong) {
  for (const auto* text :
       {"", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"})
    EXPECT_FALSE(parse_verifying_key(text)) << text;
  const auto error = parse_verifying_key(to_text(key())).error();
  EXPECT_EQ(error.message, "this is a private signing key");
  EXPECT_FALSE(parse_signing_key(to_text(public_half(key()))));
  EXPECT_THROW(make_key("two words", std::string(32, 'k')), std::invalid_argument);
  EXPECT_THROW(make_key("a+b", std::string(32, 'k')), std::invalid_argument);
  EXPECT_THROW(make_key("no\xc2\xa0"
                        "break",
                        std::string(32, 'k')),
               std::invalid_argument);
  EXPECT_THROW(make_key("short", "seed"), std::invalid_argument);
}

TEST(Note, OpensTheOneThatAnotherProgramSigned) {
  // The worked example of golang.org/x/mod/sumdb/note is no checkpoint: it is opened as a note, then refused.
  const std::string note =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
      "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  const auto known = *parse_verifying_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(open_checkpoint(note, known).error().message, "the note is not a checkpoint: it has fewer than three lines");
  auto forged = note;
  forged[0] = 'i';
  EXPECT_EQ(open_checkpoint(forged, known).error().message, "the checkpoint's signature is not that of the key: it was altered or forged");
}

TEST(Checkpoint, IsWrittenLineByLine) {
  const auto note = sign(checkpoint(), key());
  EXPECT_TRUE(note.starts_with("code.example/accord\n70000\n" + to_base64(view(sha256("root"))) + "\n\n\xe2\x80\x94 code.example/accord "));
  const auto opened = open_checkpoint(note, public_half(key()));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->origin, "code.example/accord");
  EXPECT_EQ(opened->size, 70'000U);
  EXPECT_EQ(opened->root, sha256("root"));
}

TEST(Checkpoint, OfAnUnknownKeyIsNotTrusted) {
  const auto note = sign(checkpoint(), key());
  for (const auto& other : {key('x'), key('k', "other.example")}) {
    const auto opened = open_checkpoint(note, public_half(other));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, Kind::forbidden);
    EXPECT_EQ(opened.error().message, "signed by a key that you have not told me to trust");
  }
  EXPECT_TRUE(read_checkpoint(note));
}

TEST(Checkpoint, MayCarryOtherSignaturesBesideTheKnownOne) {
  const auto note = sign(checkpoint(), key());
  const auto other = sign(checkpoint(), key('w', "witness.example"));
  EXPECT_TRUE(open_checkpoint(note + other.substr(other.find("\xe2\x80\x94")), public_half(key())));
  // A forged line in the known key's name spoils the note, even beside a good one.
  const auto forged = sign({"code.example/accord", 1, {}}, key());
  EXPECT_EQ(open_checkpoint(note + forged.substr(forged.find("\xe2\x80\x94")), public_half(key())).error().kind, Kind::invalid);
}

TEST(Checkpoint, OfAnotherLogIsRefusedThoughTheKeySignedIt) {
  const auto opened = open_checkpoint(sign({"another.example/log", 1, {}}, key()), public_half(key()));
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("another.example/log"), std::string::npos);
}

TEST(Checkpoint, RefusesBodiesThatAreNone) {
  const std::string root = to_base64(view(sha256("r")));
  const std::string tail = "\n\xe2\x80\x94 n " + to_base64(std::string(68, 's')) + "\n";
  EXPECT_TRUE(read_checkpoint("o\n0\n" + root + "\n" + tail));
  EXPECT_TRUE(read_checkpoint("o\n18446744073709551615\n" + root + "\nextension\n" + tail));
  for (const auto& text :
       {std::string("o\n0\n"), "o\n00\n" + root + "\n", "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n",
        "o\n 1\n" + root + "\n", "o\n1 \n" + root + "\n", "o\n18446744073709551616\n" + root + "\n", "\n1\n" + root + "\n",
        "o\n1\n" + root.substr(4) + "\n", "o\n1\n" + root + " \n", "o\n1\n" + root + "\n\nx\n", "o\r\n1\n" + root + "\n"})
    EXPECT_FALSE(read_checkpoint(text + tail)) << text;
  for (const auto& end :
       {std::string(), std::string("\n"), tail.substr(0, tail.size() - 1), "\n- n " + tail.substr(7), std::string("\n\xe2\x80\x94 n\n"),
        std::string("\n\xe2\x80\x94 n AAAA\n"), std::string("\n\xe2\x80\x94  AAAAAAAA\n")})
    EXPECT_FALSE(read_checkpoint("o\n0\n" + root + "\n" + end)) << end;
}

RC_GTEST_PROP(Checkpoint, WithAnyByteChangedIsNoLongerOpened, ()) {
  auto note = sign(checkpoint(), key());
  const auto at = *rc::gen::inRange<std::size_t>(0, note.size());
  const auto with = static_cast<char>(*rc::gen::inRange(1, 256));
  RC_PRE(note[at] != with);
  note[at] = with;
  RC_ASSERT(!open_checkpoint(note, public_half(key())).has_value());
}

}  // namespace
}  // namespace accord::merkle
