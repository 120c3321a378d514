// The chunked transfer coding, decoded strictly as bytes come (RFC 9112 section 7.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "web/admission.h"

namespace accord::web {

// Sizes are hexadecimal digits, lines end in CRLF, extensions are skipped, trailers are checked and dropped: they never become
// headers. Pure; one body per decoder.
class ChunkedDecoder {
 public:
  ChunkedDecoder(std::size_t max_body, std::size_t max_trailers) : max_body_(max_body), max_trailers_(max_trailers) {}

  // Appends what it finds to `body` and gives how many bytes of `input` it took. The rest, a line that has not ended, must come
  // again with more behind it; once done(), it is the next request.
  std::expected<std::size_t, Refusal> decode(std::string_view input, std::string& body);
  [[nodiscard]] bool done() const { return state_ == State::done; }

 private:
  enum class State { size, data, data_end, trailers, done };
  std::expected<bool, Refusal> size_line(std::string_view input, std::size_t& taken, std::size_t body_size);

  State state_ = State::size;
  std::size_t max_body_, max_trailers_;
  std::uint64_t left_ = 0;      // of the chunk
  std::size_t extensions_ = 0;  // bytes of them so far
  std::string trailers_;
};

}  // namespace accord::web
