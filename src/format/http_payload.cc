#include "format/http_payload.h"

#include <brotli/decode.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>

#include "format/codec.h"
#include "format/media_type.h"

namespace accord::format {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

constexpr std::size_t most_codings = 4;

// The codings of a list in the order in which they were applied; false when there are too many to be true.
bool add_codings(std::string_view list, std::array<std::string_view, most_codings>& codings, std::size_t& n) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const auto one = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (one.empty() || equals_ignoring_case(one, "identity") || equals_ignoring_case(one, "none")) continue;
    if (n == codings.size()) return false;
    codings[n++] = one;
  }
  return true;
}

struct FreeInflate {
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};
struct FreeBrotli {
  void operator()(BrotliDecoderState* s) const { BrotliDecoderDestroyInstance(s); }
};

}  // namespace

bool HeaderLines::next(std::string_view& name, std::string_view& value) {
  while (!rest_.empty()) {
    const auto* end = static_cast<const char*>(std::memchr(rest_.data(), '\n', rest_.size()));
    const std::size_t length = end == nullptr ? rest_.size() : static_cast<std::size_t>(end - rest_.data());
    const auto line = trimmed(rest_.substr(0, length));
    const bool folded = rest_.front() == ' ' || rest_.front() == '\t';
    rest_.remove_prefix(std::min(length + 1, rest_.size()));
    if (line.empty()) return false;
    const auto colon = line.find(':');
    if (folded || colon == std::string_view::npos) continue;
    name = trimmed(line.substr(0, colon));
    value = trimmed(line.substr(colon + 1));
    return true;
  }
  return false;
}

Buffer& HttpDecoder::other_buffer() {
  second_ = !second_;
  auto& b = buffers_[second_ ? 1 : 0];
  b.clear();
  return b;
}

HttpPayload HttpDecoder::read(std::string_view message) {
  HttpPayload p;
  if (!message.starts_with("HTTP/")) return p;
  const auto line = message.substr(0, std::min(message.find('\n'), message.size()));
  const auto space = line.find(' ');
  if (space == std::string_view::npos || line.size() < space + 4) return p;
  const char* const code = line.data() + space + 1;
  if (std::from_chars(code, code + 3, p.status).ptr != code + 3) p.status = 0;
  if (p.status < 100) return p.status = 0, p;

  HeaderLines lines(message.substr(std::min(line.size() + 1, message.size())));
  std::array<std::string_view, most_codings> codings;  // in the order of application: content codings, then those of the transfer
  std::string_view name, value, transfer, content;
  while (lines.next(name, value)) {
    switch (name.size()) {
      case 12:
        if (equals_ignoring_case(name, "content-type")) p.type = value;
        break;
      case 16:
        if (equals_ignoring_case(name, "content-encoding"))
          content = value;
        else if (equals_ignoring_case(name, "content-language"))
          p.language = value;
        break;
      case 17:
        if (equals_ignoring_case(name, "transfer-encoding")) transfer = value;
        break;
      default:
        break;
    }
  }
  p.body = lines.rest();
  p.headers = message.substr(std::min(line.size() + 1, message.size()));
  p.headers.remove_suffix(p.body.size());
  if (p.status < 200 || p.status > 299) return p;
  std::size_t n = 0;
  if (!add_codings(content, codings, n) || !add_codings(transfer, codings, n)) p.fault = "unknown content coding";
  while (n > 0 && p.fault.empty()) {
    switch (decode(codings[--n], p.body, p)) {
      case Outcome::done:
        break;
      case Outcome::wrong:
        p.fault = "payload cannot be decoded";
        break;
      case Outcome::too_large:
        p.fault = "payload over the cap";
        break;
      case Outcome::unknown:
        p.fault = "unknown content coding";
        break;
    }
  }
  return p;
}

HttpDecoder::Outcome HttpDecoder::decode(std::string_view coding, std::string_view& body, HttpPayload& p) {
  if (body.empty()) return Outcome::done;
  if (equals_ignoring_case(coding, "chunked")) return unchunk(body, p);
  // Crawlers often store the decoded payload beneath the server's headers.
  const auto as_is = [&](std::string_view doubt) {
    p.doubt = doubt;
    return Outcome::done;
  };
  if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip"))
    return body.starts_with("\x1f\x8b") ? inflate("gzip", body) : as_is("not gzip as it says");
  if (equals_ignoring_case(coding, "zstd"))
    return body.starts_with("\x28\xb5\x2f\xfd") ? inflate("zstd", body) : as_is("not zstd as it says");
  if (equals_ignoring_case(coding, "deflate")) {
    const auto outcome = inflate("deflate", body);
    return outcome == Outcome::wrong && (body.front() == '<' || body.front() == '{') ? as_is("not deflate as it says") : outcome;
  }
  if (equals_ignoring_case(coding, "br")) {
    const auto outcome = inflate("br", body);
    return outcome == Outcome::wrong && (body.front() == '<' || body.front() == '{') ? as_is("not br as it says") : outcome;
  }
  return Outcome::unknown;
}

// RFC 9112, 7.1. A body that does not begin with a chunk was stored without them; a wrong chunk further on ends the chunks, and
// what follows is taken as it is.
HttpDecoder::Outcome HttpDecoder::unchunk(std::string_view& body, HttpPayload& p) {
  auto& out = other_buffer();
  std::string_view rest = body;
  bool any = false;
  while (!rest.empty()) {
    const auto end = rest.substr(0, 1024).find('\n');
    auto line = trimmed(rest.substr(0, end == std::string_view::npos ? 0 : end));
    line = trimmed(line.substr(0, line.find(';')));
    std::size_t size = 0;
    const auto [ptr, ec] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (line.empty() || ec != std::errc() || ptr != line.data() + line.size()) {
      p.doubt = any ? "wrong chunks" : "not chunked as it says";
      if (!any) return Outcome::done;
      std::memcpy(out.room(rest.size()), rest.data(), rest.size());
      out.append(rest.size());
      break;
    }
    any = true;
    rest.remove_prefix(end + 1);
    if (size == 0) break;
    const std::size_t there = std::min(size, rest.size());
    if (there < size) p.doubt = "wrong chunks";
    std::memcpy(out.room(there), rest.data(), there);
    out.append(there);
    rest.remove_prefix(there);
    if (rest.starts_with("\r\n"))
      rest.remove_prefix(2);
    else if (rest.starts_with("\n"))
      rest.remove_prefix(1);
  }
  body = out.view();
  return Outcome::done;
}

HttpDecoder::Outcome HttpDecoder::inflate(std::string_view coding, std::string_view& body) {
  auto& out = other_buffer();
  if (coding == "deflate") {
    // In one go: with a zlib frame (RFC 1950), as the standard says, or without, as some servers do.
    static thread_local const std::unique_ptr<libdeflate_decompressor, FreeInflate> d{libdeflate_alloc_decompressor()};
    for (std::size_t room = std::clamp(body.size() * 4, std::size_t(1) << 16U, cap_);; room = std::min(room * 4, cap_)) {
      std::size_t made = 0;
      char* const to = out.room(room);
      auto result = libdeflate_zlib_decompress(d.get(), body.data(), body.size(), to, room, &made);
      if (result == LIBDEFLATE_BAD_DATA) result = libdeflate_deflate_decompress(d.get(), body.data(), body.size(), to, room, &made);
      if (result == LIBDEFLATE_SUCCESS) {
        out.append(made);
        body = out.view();
        return Outcome::done;
      }
      if (result == LIBDEFLATE_BAD_DATA) return Outcome::wrong;
      if (room == cap_) return Outcome::too_large;
    }
  }
  constexpr std::size_t piece = std::size_t(1) << 16U;
  if (coding == "br") {
    const std::unique_ptr<BrotliDecoderState, FreeBrotli> state{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
    const auto* in = reinterpret_cast<const std::uint8_t*>(body.data());
    std::size_t left = body.size();
    while (true) {
      auto* to = reinterpret_cast<std::uint8_t*>(out.room(piece));
      std::size_t room = out.free();
      const std::size_t before = room;
      const auto result = BrotliDecoderDecompressStream(state.get(), &left, &in, &room, &to, nullptr);
      out.append(before - room);
      if (out.size() > cap_) return Outcome::too_large;
      if (result == BROTLI_DECODER_RESULT_SUCCESS) break;
      if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return Outcome::wrong;
    }
    body = out.view();
    return Outcome::done;
  }
  static thread_local const auto gzip = gzip_codec(), zstd = zstd_codec();
  auto& codec = coding == "gzip" ? *gzip : *zstd;
  codec.begin();
  auto rest = body;
  while (true) {
    char* const to = out.room(piece);
    const auto d = codec.decode(rest, to, out.free());
    out.append(d.made);
    rest.remove_prefix(d.used);
    if (out.size() > cap_) return Outcome::too_large;
    if (d.state == Codec::State::finished) break;
    if (d.state == Codec::State::wrong || (rest.empty() && d.made == 0)) return Outcome::wrong;
  }
  body = out.view();
  return Outcome::done;
}

bool counts(const HttpPayload& p, Place start, ReadStatus& status) {
  if (p.status == 0) return status.skip("no HTTP answer", start), false;
  if (p.status < 200 || p.status > 299) return status.pass("status " + std::to_string(p.status)), false;
  if (!p.fault.empty()) return status.skip(p.fault, start), false;
  if (!p.doubt.empty()) status.note(p.doubt, start);
  return true;
}

}  // namespace accord::format
