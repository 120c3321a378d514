// zstd and lz4: frames of blocks.
//
// Both libraries forget, on an error, what they decoded in the same call and had not handed out. So they are given a block at a time: what
// comes out before the damage is then every whole block, in whatever pieces the input came. They say how much they want next, a block and the
// head of the one behind it; it is given without that head.
#include <lz4frame.h>
#include <zstd.h>

#include <algorithm>

#include "format/codec.h"

namespace accord::format {
namespace {

class Frames : public Codec {
 public:
  Decoded decode(std::string_view in, char* out, std::size_t room) final {
    Decoded d;
    if (fresh_ && (fresh_ = false, frame(in, out, room, d))) return d;
    while (true) {
      // Nothing goes in while there is more to take out.
      std::size_t used = full_ ? 0 : std::min(wanted_ > head_ ? wanted_ - head_ : wanted_, in.size() - d.used), made = room - d.made;
      if (!full_ && used == 0) return d;
      const bool good = step(in.data() + d.used, used, out + d.made, made, wanted_);
      d.used += used;
      d.made += made;
      if (!good || (used == 0 && made == 0 && !full_)) return d.state = State::wrong, d;
      if (wanted_ == 0) return d.state = State::finished, d;
      full_ = d.made == room;
      if (full_) return d;
    }
  }

 protected:
  // `block_head`: how long the head of a block is.
  void begin_with(std::size_t wanted, std::size_t block_head) {
    wanted_ = wanted;
    head_ = block_head;
    full_ = false;
    fresh_ = true;
  }
  // Decodes a frame in one go, where all of it is there; false: it is to be taken block by block.
  virtual bool frame(std::string_view /*in*/, char* /*out*/, std::size_t /*room*/, Decoded&) { return false; }
  // Takes `used` bytes at most, gives `made` at most, and says how many it was; `wanted`: how many are wanted next, 0 at the end of the frame.
  virtual bool step(const char* in, std::size_t& used, char* out, std::size_t& made, std::size_t& wanted) = 0;

 private:
  std::size_t wanted_ = 0, head_ = 0;
  bool full_ = false, fresh_ = false;
};

class Zstd final : public Frames {
 public:
  // Windows of up to 2 GiB (zstd --long=31) are taken; a frame that needs less reserves less.
  Zstd() : context_(ZSTD_createDCtx()) { ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 31); }
  std::string_view name() const override { return "zstd"; }
  bool starts(std::string_view at) const override {
    return at.starts_with("\x28\xb5\x2f\xfd") ||
           (at.size() >= 4 && (static_cast<unsigned char>(at[0]) & 0xF0U) == 0x50 && at.substr(1, 3) == "\x2a\x4d\x18");
  }
  std::size_t find(std::string_view in, std::size_t from) const override { return in.find("\x28\xb5\x2f\xfd", from); }
  void begin() override {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    begin_with(5, 3);  // a head of a frame has at least 6 bytes, that of a block 3 (RFC 8878, 3.1.1)
  }

 private:
  bool frame(std::string_view in, char* out, std::size_t room, Decoded& d) override {
    const auto content = ZSTD_getFrameContentSize(in.data(), in.size());
    // Of no content, some frames are good at once and wrong in pieces: taken in pieces always.
    if (content == 0 || content == ZSTD_CONTENTSIZE_UNKNOWN || content == ZSTD_CONTENTSIZE_ERROR || content > room) return false;
    const std::size_t size = ZSTD_findFrameCompressedSize(in.data(), in.size());
    if (ZSTD_isError(size) != 0) return false;
    const std::size_t made = ZSTD_decompressDCtx(context_.get(), out, room, in.data(), size);
    if (ZSTD_isError(made) != 0) {
      ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
      return false;
    }
    d = {size, made, State::finished};
    return true;
  }
  bool step(const char* in, std::size_t& used, char* out, std::size_t& made, std::size_t& wanted) override {
    ZSTD_inBuffer from{in, used, 0};
    ZSTD_outBuffer to{out, made, 0};
    wanted = ZSTD_decompressStream(context_.get(), &to, &from);
    used = from.pos;
    made = to.pos;
    return ZSTD_isError(wanted) == 0;
  }

  struct Free {
    void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

class Lz4 final : public Frames {
 public:
  Lz4() {
    LZ4F_dctx* made = nullptr;
    LZ4F_createDecompressionContext(&made, LZ4F_VERSION);
    context_.reset(made);
  }
  std::string_view name() const override { return "lz4"; }
  bool starts(std::string_view at) const override { return at.starts_with("\x04\x22\x4d\x18"); }
  std::size_t find(std::string_view in, std::size_t from) const override { return in.find("\x04\x22\x4d\x18", from); }
  void begin() override {
    LZ4F_resetDecompressionContext(context_.get());
    begin_with(LZ4F_HEADER_SIZE_MIN, 4);
  }

 private:
  bool step(const char* in, std::size_t& used, char* out, std::size_t& made, std::size_t& wanted) override {
    wanted = LZ4F_decompress(context_.get(), out, &made, in, &used, nullptr);
    return LZ4F_isError(wanted) == 0;
  }

  struct Free {
    void operator()(LZ4F_dctx* c) const { LZ4F_freeDecompressionContext(c); }
  };
  std::unique_ptr<LZ4F_dctx, Free> context_;
};

}  // namespace

std::unique_ptr<Codec> zstd_codec() { return std::make_unique<Zstd>(); }
std::unique_ptr<Codec> lz4_codec() { return std::make_unique<Lz4>(); }

}  // namespace accord::format
