#include <lz4frame.h>
#include <zstd.h>

#include "format/codec.h"

namespace accord::format {
namespace {

std::size_t find_magic(std::string_view in, std::size_t from, std::string_view magic) { return in.find(magic, from); }

class Zstd final : public Codec {
 public:
  // Windows of up to 2 GiB (zstd --long=31) are taken; a frame that needs less reserves less.
  Zstd() : context_(ZSTD_createDCtx()) { ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 31); }
  std::string_view name() const override { return "zstd"; }
  bool starts(std::string_view at) const override {
    return at.starts_with("\x28\xb5\x2f\xfd") ||
           (at.size() >= 4 && (static_cast<unsigned char>(at[0]) & 0xF0U) == 0x50 && at.substr(1, 3) == "\x2a\x4d\x18");
  }
  std::size_t find(std::string_view in, std::size_t from) const override { return find_magic(in, from, "\x28\xb5\x2f\xfd"); }
  void begin() override { ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only); }
  Decoded decode(std::string_view in, char* out, std::size_t room) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &to, &from);
    return {from.pos, to.pos, ZSTD_isError(left) ? State::wrong : left == 0 ? State::finished : State::going};
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

class Lz4 final : public Codec {
 public:
  Lz4() {
    LZ4F_dctx* made = nullptr;
    LZ4F_createDecompressionContext(&made, LZ4F_VERSION);
    context_.reset(made);
  }
  std::string_view name() const override { return "lz4"; }
  bool starts(std::string_view at) const override { return at.starts_with("\x04\x22\x4d\x18"); }
  std::size_t find(std::string_view in, std::size_t from) const override { return find_magic(in, from, "\x04\x22\x4d\x18"); }
  void begin() override { LZ4F_resetDecompressionContext(context_.get()); }
  Decoded decode(std::string_view in, char* out, std::size_t room) override {
    std::size_t used = in.size(), made = room;
    const std::size_t left = LZ4F_decompress(context_.get(), out, &made, in.data(), &used, nullptr);
    return {used, made, LZ4F_isError(left) ? State::wrong : left == 0 ? State::finished : State::going};
  }

 private:
  struct Free {
    void operator()(LZ4F_dctx* c) const { LZ4F_freeDecompressionContext(c); }
  };
  std::unique_ptr<LZ4F_dctx, Free> context_;
};

}  // namespace

std::unique_ptr<Codec> zstd_codec() { return std::make_unique<Zstd>(); }
std::unique_ptr<Codec> lz4_codec() { return std::make_unique<Lz4>(); }

}  // namespace accord::format
