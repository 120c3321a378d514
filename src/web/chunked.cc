#include "web/chunked.h"

#include <algorithm>

namespace accord::web {
namespace {

constexpr std::size_t max_line = 1'024;             // of a chunk's size and extensions
constexpr std::size_t max_extensions = 16U << 10U;  // of a whole body

std::unexpected<Refusal> refuse(int status, std::string_view message) { return std::unexpected(Refusal{status, message}); }

// Size of the line at the front without its CRLF, npos while the line has not ended.
std::expected<std::size_t, Refusal> line_size(std::string_view input) {
  const auto cr = input.find_first_of("\r\n");
  if (std::min(cr, input.size()) > max_line) return refuse(400, "A line of a chunked body is too long.");
  if (cr == std::string_view::npos || (input[cr] == '\r' && cr + 1 == input.size())) return std::string_view::npos;
  if (input[cr] != '\r' || input[cr + 1] != '\n') return refuse(400, "A line of a chunked body does not end in CRLF.");
  return cr;
}

}  // namespace

std::expected<bool, Refusal> ChunkedDecoder::size_line(std::string_view input, std::size_t& taken, std::size_t body_size) {
  const auto size = line_size(input);
  if (!size) return std::unexpected(size.error());
  if (*size == std::string_view::npos) return false;
  const auto line = input.substr(0, *size);
  const auto digits = line.substr(0, line.find(';'));
  if (digits.empty() || digits.size() > 16) return refuse(400, "The size of a chunk is malformed.");
  left_ = 0;
  for (const char c : digits) {
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (value < 0) return refuse(400, "The size of a chunk is malformed.");
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
  }
  const auto extension = line.substr(digits.size());
  if (std::ranges::any_of(extension, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }))
    return refuse(400, "The extension of a chunk holds a control character.");
  extensions_ += extension.size();
  if (extensions_ > max_extensions) return refuse(400, "The chunked body has too many extensions.");
  if (left_ > max_body_ - body_size) return refuse(413, "The body is larger than this server takes.");
  taken += *size + 2;
  state_ = left_ == 0 ? State::trailers : State::data;
  return true;
}

std::expected<std::size_t, Refusal> ChunkedDecoder::decode(std::string_view input, std::string& body) {
  std::size_t taken = 0;
  while (state_ != State::done) {
    const auto rest = input.substr(taken);
    switch (state_) {
      case State::size: {
        const auto more = size_line(rest, taken, body.size());
        if (!more) return std::unexpected(more.error());
        if (!*more) return taken;
        break;
      }
      case State::data: {
        if (rest.empty()) return taken;
        const auto piece = rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size())));
        body.append(piece);
        taken += piece.size();
        left_ -= piece.size();
        if (left_ == 0) state_ = State::data_end;
        break;
      }
      case State::data_end:
        if (!std::string_view("\r\n").starts_with(rest.substr(0, 2))) return refuse(400, "A chunk is longer than its size.");
        if (rest.size() < 2) return taken;
        taken += 2;
        state_ = State::size;
        break;
      case State::trailers: {
        const auto size = line_size(rest);
        if (!size) return std::unexpected(size.error());
        if (*size == std::string_view::npos) return taken;
        trailers_.append(rest.substr(0, *size + 2));
        taken += *size + 2;
        if (trailers_.size() > max_trailers_) return refuse(431, "The trailers are too large.");
        if (*size > 0) break;
        std::vector<Head::Field> ignored;
        if (auto fields = parse_fields(trailers_, 100, ignored); !fields) return std::unexpected(fields.error());
        state_ = State::done;
        break;
      }
      case State::done:
        break;
    }
  }
  return taken;
}

}  // namespace accord::web
