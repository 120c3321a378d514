// What every reader of a corpus hands out, and what it says about the input in the end.
//
// Rule: a document is a set of views that are good until the sink returns; a reader copies nothing and keeps nothing.
// Threads: a reader and its sink belong to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace accord::format {

// Where reading can begin again. `offset`: a byte of the file as it is stored (of the gzip member or zstd frame, of the
// plain record), or a row group of Parquet. `inner`: bytes of content behind it that are passed over, or rows.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t inner = 0;
  auto operator<=>(const Place&) const = default;
};

enum class Modality : std::uint8_t { text, image, audio, video, other };
inline constexpr std::array<std::string_view, 5> modality_names = {"text", "image", "audio", "video", "other"};

inline constexpr std::int32_t no_day = std::numeric_limits<std::int32_t>::min();
inline constexpr std::uint64_t not_declared = std::numeric_limits<std::uint64_t>::max();

// One document, sample or media file.
struct Document {
  std::string_view text;                // as stored, UTF-8 unless the input says otherwise: the payload of a web record after transfer and
                                        // content decoding, the text field, the caption of an image; empty for media without words
  std::string_view url;                 // as stored; may hold anything; empty when there is none
  std::string_view language;            // as declared ("en", "eng", "deu,eng"); empty when it is not
  std::string_view id;                  // identifier of the record, as stored
  std::string_view source;              // name of the subset that the document itself declares (The Pile's pile_set_name, Dolma's source)
  std::uint64_t bytes = 0;              // size of the content: text.size(), and for media the size of the file when it is known
  std::uint64_t tokens = not_declared;  // as declared
  std::int32_t day = no_day;            // of the collection, else of the document: days since 1970-01-01
  Modality modality = Modality::text;
  std::uint64_t images = 0;
  std::uint64_t milliseconds = 0;  // of sound or moving pictures, when declared
  // A further part of the document before: a text over the cap comes in parts, cut between characters. No document of its own.
  bool continued = false;
  bool more = false;  // a further part follows
  Place place;  // of the record
};

class Sink {
 public:
  virtual ~Sink() = default;
  // An error ends the reading (the disk is full, the run is stopped); it is no fault of the input.
  virtual Result<void> add(const Document& document) = 0;
};

enum class InputState : std::uint8_t {
  ok,         // read to its end; single records may have been skipped, with reasons
  truncated,  // it ends in the middle of something
  damaged,    // bytes are missing or wrong somewhere; what could be read was read
  missing,    // it is not there, or cannot be read at all
};
inline constexpr std::array<std::string_view, 4> input_state_names = {"ok", "truncated", "damaged", "missing"};

// How often something was wrong, and where first.
struct Reason {
  static constexpr std::size_t max_places = 1000;
  std::uint64_t count = 0;
  std::vector<Place> places;  // the first ones, in order
};

// What became of an input. Merging (of parts of one input) is associative and commutative.
struct ReadStatus {
  InputState state = InputState::ok;
  std::uint64_t documents = 0;
  std::uint64_t skipped = 0;                                   // records that should have been documents and are not
  std::map<std::string, Reason, std::less<>> reasons{};        // by a short, stable phrase: "truncated", "not JSON"
  std::map<std::string, std::uint64_t, std::less<>> passed{};  // what is no document by its nature: "warcinfo", "status 404"
  bool in_rows = false;                                        // places are row groups and their rows, not bytes

  void note(std::string_view reason, Place where, std::uint64_t n = 1);  // counts a reason
  // Counts skipped records and their reason; the place is the first one's.
  void skip(std::string_view reason, Place where, std::uint64_t n = 1);
  void pass(std::string_view what, std::uint64_t n = 1);           // counts what is rightly passed over
  void worsen(InputState to) { state = state < to ? to : state; }  // ok < truncated < damaged < missing
  void merge(const ReadStatus& other);
};

// "byte 4711", "byte 0, 1200 bytes into its content"; "row group 3, row 17" (both from 0).
std::string say(Place place, bool in_rows = false);

}  // namespace accord::format
