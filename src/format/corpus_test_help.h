// Files made for the tests of the readers.
#pragma once

#include <libdeflate.h>
#include <lz4frame.h>
#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "format/byte_source.h"
#include "format/document.h"
#include "format/packed.h"

namespace accord::format::test {

inline std::string gz(std::string_view content) {
  auto* c = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(c, content.size()), '\0');
  out.resize(libdeflate_gzip_compress(c, content.data(), content.size(), out.data(), out.size()));
  libdeflate_free_compressor(c);
  return out;
}

inline std::string zst(std::string_view content) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 3));
  return out;
}

inline std::string lz4(std::string_view content) {
  std::string out(LZ4F_compressFrameBound(content.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), content.data(), content.size(), nullptr));
  return out;
}

// Text that compresses about as well as prose does.
inline std::string prose(std::size_t size, unsigned seed = 1) {
  static const std::vector<std::string> words = {"model",    "provider", "shall",      "draw up", "documentation", "of the",
                                                 "training", "testing",  "évaluation", "and",     "results",       "\n"};
  std::minstd_rand random(seed);
  std::string out;
  while (out.size() < size) out += words[random() % words.size()] + std::to_string(random() % 1000) + " ";
  out.resize(size);
  if (out.ends_with('\xc3')) out.back() = ' ';  // no half of a character
  return out;
}

struct Kept {
  std::string text, url, language, id, source;
  std::uint64_t bytes = 0, tokens = 0, images = 0, milliseconds = 0;
  std::int32_t day = no_day;
  Modality modality = Modality::text;
  bool continued = false;
  Place place;
};

class Keep : public Sink {
 public:
  std::vector<Kept> all;
  Result<void> add(const Document& d) override {
    all.push_back({std::string(d.text), std::string(d.url), std::string(d.language), std::string(d.id), std::string(d.source), d.bytes,
                   d.tokens, d.images, d.milliseconds, d.day, d.modality, d.continued, d.place});
    return {};
  }
};

// Everything that a stream holds, with "|" where there is a hole.
inline std::string drain(Window& window) {
  std::string out;
  while (true) {
    if (!window.view().empty()) {
      out += window.view();
      window.take(window.view().size());
    } else if (window.at_hole()) {
      out += '|';
      window.pass_hole();
    } else if (window.at_end()) {
      return out;
    }
    window.grow().value();
  }
}

inline std::string unpacked(std::string_view stored, ReadStatus& status, std::size_t piece = std::size_t(1) << 20U) {
  auto window = open_window(memory_stream(stored, piece), status);
  return drain(*window);
}

// A file of ../shared/data/corpus; nothing where that is not at hand.
inline std::optional<std::string> shared(const std::string& name) {
  const char* where = std::getenv("ACCORD_SHARED");
  if (where == nullptr) return std::nullopt;
  std::ifstream in(std::string(where) + "/data/corpus/" + name, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace accord::format::test
