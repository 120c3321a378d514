// gzip: libdeflate decodes a member in one go and is the fastest for small ones; ISA-L takes the long ones piece by piece.
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <algorithm>
#include <cstring>

#include "format/codec.h"

namespace accord::format {
namespace {

constexpr std::size_t largest_whole = std::size_t(4) << 20U;

class Gzip final : public Codec {
 public:
  std::string_view name() const override { return "gzip"; }

  bool starts(std::string_view at) const override {
    return at.size() >= 4 && at[0] == '\x1f' && at[1] == '\x8b' && at[2] == 8 && (static_cast<unsigned char>(at[3]) & 0xE0U) == 0;
  }

  // Also the extra flags (0, 2 or 4) and the system (0 to 13, 255) must be such as compressors write, so that compressed bytes are
  // not taken for a head: one false find in 2^37 bytes.
  std::size_t find(std::string_view in, std::size_t from) const override {
    for (std::size_t at = from; (at = in.find("\x1f\x8b\x08", at)) != std::string_view::npos; at++) {
      if (in.size() - at < head) return std::string_view::npos;
      const auto extra = static_cast<unsigned char>(in[at + 8]), system = static_cast<unsigned char>(in[at + 9]);
      if (starts(in.substr(at)) && (extra == 0 || extra == 2 || extra == 4) && (system <= 13 || system == 255)) return at;
    }
    return std::string_view::npos;
  }

  Whole whole(std::string_view in, Buffer& out, std::size_t& used) override {
    if (long_before_) return Whole::too_large;
    for (std::size_t room = std::max(guess_, out.free() < largest_whole ? out.free() : 0);; room = std::min(room * 4, largest_whole)) {
      std::size_t made = 0;
      char* const to = out.room(room);
      const auto result = libdeflate_gzip_decompress_ex(whole_.get(), in.data(), in.size(), to, out.free(), &used, &made);
      if (result == LIBDEFLATE_SUCCESS) {
        out.append(made);
        guess_ = std::clamp(made * 2, std::size_t(1) << 16U, std::size_t(1) << 20U);
        return Whole::done;
      }
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE) return Whole::wrong;
      if (room >= largest_whole) return Whole::too_large;
    }
  }

  void begin() override {
    if (!state_) state_ = std::make_unique_for_overwrite<inflate_state>();
    // ISA-L leaves parts of its tables as they were where a damaged member states an incomplete code, and decodes by them: what comes
    // out must not depend on what stood in memory before.
    std::memset(static_cast<void*>(state_.get()), 0, sizeof(inflate_state));
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
    made_ = 0;
  }

  Decoded decode(std::string_view in, char* out, std::size_t room) override {
    auto& s = *state_;
    s.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(in.data()));
    s.avail_in = static_cast<std::uint32_t>(std::min(in.size(), std::size_t(1) << 30U));
    const auto given = s.avail_in;
    s.next_out = reinterpret_cast<std::uint8_t*>(out);
    s.avail_out = static_cast<std::uint32_t>(std::min(room, std::size_t(1) << 30U));
    const auto asked = s.avail_out;
    const int result = isal_inflate(&s);
    Decoded d{given - s.avail_in, asked - s.avail_out, State::going};
    made_ += d.made;
    if (result < 0 || result == ISAL_NEED_DICT)
      d.state = State::wrong;
    else if (s.block_state == ISAL_BLOCK_FINISH)
      d.state = State::finished;
    // After one long member the next ones are taken for long too, until one is not.
    if (d.state == State::finished) long_before_ = made_ > largest_whole;
    return d;
  }

 private:
  struct Free {
    void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
  };
  std::unique_ptr<libdeflate_decompressor, Free> whole_{libdeflate_alloc_decompressor()};
  std::unique_ptr<inflate_state> state_;
  std::size_t guess_ = std::size_t(1) << 16U;  // of the content of the next member
  std::uint64_t made_ = 0;
  bool long_before_ = false;
};

}  // namespace

std::unique_ptr<Codec> gzip_codec() { return std::make_unique<Gzip>(); }

}  // namespace accord::format
