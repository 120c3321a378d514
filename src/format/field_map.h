// Which field or column of a corpus means what: the names that known corpora use, and those that the caller gives.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/reader.h"

namespace accord::format {

enum class Meaning : std::uint8_t { text, url, language, date, tokens, id, source, milliseconds, seconds, width, height, none };
inline constexpr std::size_t meanings = 11;

// A tree of names: "warc_headers.warc-target-uri" is a name inside the object of a name.
class FieldMap {
 public:
  struct Entry {
    std::string name;
    Meaning meaning = Meaning::none;
    std::uint8_t rank = 0;     // of several fields with one meaning the lowest counts
    std::uint16_t inside = 0;  // the node of what is inside; 0: nothing is
  };
  explicit FieldMap(const FieldNames& names);
  const Entry* find(std::uint16_t node, std::string_view name) const {
    const auto& n = nodes_[node];
    if (name.size() >= longest) return nullptr;
    for (const auto& e : n[name.size()]) {
      if (e.name == name) return &e;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t longest = 40;
  void add(std::string_view path, Meaning meaning, std::uint8_t rank);
  std::vector<std::array<std::vector<Entry>, longest>> nodes_{1};  // entries by the length of their names; 0 is the top
};

// What a record said, before it is a document.
struct Fields {
  static constexpr std::uint8_t unset = 255;
  Document document{};
  std::array<std::uint8_t, meanings> rank{};
  bool sized = false;  // has width and height
  Fields() { rank.fill(unset); }
  void set(Meaning meaning, std::uint8_t rank_of, std::string_view value);
  void set(Meaning meaning, std::uint8_t rank_of, double value);
  void set_instant(Meaning meaning, std::uint8_t rank_of, double seconds);  // since 1970; of a date, and nothing of anything else
  bool has(Meaning m) const { return rank[static_cast<std::size_t>(m)] != unset; }
  // Decides the modality; false when it is no document, as it has neither text nor a medium's address.
  bool finish(const ReadOptions& options);
};

}  // namespace accord::format
