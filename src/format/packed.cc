#include "format/packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <string>

#include "format/codec.h"
#include "format/read_ahead.h"

namespace accord::format {
namespace {

// While no more than this of a member was used it is kept, so that the search for the next one begins right behind its head.
constexpr std::size_t kept_of_member = std::size_t(1) << 18U;
// A member of more stored bytes than this is not decoded in one go.
constexpr std::size_t largest_whole_in = (std::size_t(4) << 20U) + (std::size_t(1) << 16U);
constexpr std::size_t piece = std::size_t(1) << 18U;

class MemberStream final : public ByteStream {
 public:
  MemberStream(Window in, std::unique_ptr<Codec> codec, ReadStatus& status)
      : in_(std::move(in)), codec_(std::move(codec)), status_(status) {}

  Result<Step> pull(Buffer& out) override {
    while (true) {
      const std::size_t before = out.size();
      ACCORD_TRY(const Step step, inside_ ? part(out) : begin(out));
      std::size_t made = out.size() - before;
      produced_ += static_cast<std::int64_t>(made);
      if (step != Step::more) {
        skip_ = 0;
        return step;
      }
      const std::size_t passed = std::min<std::uint64_t>(skip_, made);  // only right after a seek, when `out` was empty
      out.drop(passed);
      skip_ -= passed;
      made -= passed;
      if (made != 0) return Step::more;
    }
  }

  Result<void> seek(Place to) override {
    ACCORD_CHECK(in_.seek({to.offset, 0}));
    inside_ = false;
    used_ = 0;
    members_.clear();
    start_ = to;
    skip_ = to.inner;
    produced_ = -static_cast<std::int64_t>(to.inner);
    return {};
  }

  Place place(std::uint64_t produced) const override {
    const auto p = static_cast<std::int64_t>(produced);
    const auto behind = std::ranges::upper_bound(members_, p, {}, &Member::start);
    if (behind == members_.begin()) return {start_.offset, start_.inner + produced};
    const auto& m = *std::prev(behind);
    return {m.offset, static_cast<std::uint64_t>(p - m.start)};
  }

  void forget(std::uint64_t before) override {
    while (members_.size() > 1 && members_[1].start <= static_cast<std::int64_t>(before)) members_.pop_front();
  }

 private:
  struct Member {
    std::int64_t start;    // of its content, in what was produced
    std::uint64_t offset;  // of its first byte as stored
  };

  Result<Step> begin(Buffer& out) {
    ACCORD_CHECK(in_.ensure(Codec::head));
    if (in_.view().empty()) return Step::end;
    if (!codec_->starts(in_.view())) return between();
    members_.push_back({produced_, in_.place().offset});
    while (true) {
      std::size_t used = 0;
      switch (codec_->whole(in_.view(), out, used)) {
        case Codec::Whole::done:
          in_.take(used);
          return Step::more;
        case Codec::Whole::wrong: {
          // The member is damaged, or its end is not in view yet. Twice as much each time, so that all tries together cost little.
          const std::size_t seen = in_.view().size();
          if (seen < largest_whole_in) ACCORD_CHECK(in_.ensure(std::min(seen * 2, largest_whole_in)));
          if (in_.view().size() > seen) continue;
          if (const auto next = codec_->find(in_.view(), 1); next != std::string_view::npos) return damaged(next);
          [[fallthrough]];  // nothing whole follows: what can be had of this one
        }
        case Codec::Whole::too_large:
        case Codec::Whole::never:
          codec_->begin();
          used_ = 0;
          inside_ = true;
          return Step::more;
      }
    }
  }

  Result<Step> part(Buffer& out) {
    if (used_ == in_.view().size()) {
      ACCORD_TRY(const bool more, in_.grow());
      if (!more) return cut_short();
    }
    char* const to = out.room(piece);
    const auto d = codec_->decode(in_.view().substr(used_), to, out.free());
    out.append(d.made);
    used_ += d.used;
    if (d.state == Codec::State::wrong) return damaged_inside();
    if (d.state == Codec::State::finished) inside_ = false;
    if (!inside_ || used_ > kept_of_member) {
      in_.take(used_);
      used_ = 0;
    }
    if (d.used == 0 && d.made == 0 && inside_ && used_ != in_.view().size()) return damaged_inside();  // no way forward
    return Step::more;
  }

  // Bytes that begin no member. Zeros are what tapes and some copying programs fill up with, and no fault (as gzip has it).
  Result<Step> between() {
    const auto zeros = std::min(in_.view().find_first_not_of('\0'), in_.view().size());
    if (zeros != 0) {
      in_.take(zeros);
      return Step::more;
    }
    const Place at = in_.place();
    ACCORD_TRY(const bool found, search(0));
    status_.worsen(InputState::damaged);
    status_.note(
        fmt::format(fmt::runtime(found ? "bytes between members that are no {}" : "trailing bytes that are no {}"), codec_->name()), at);
    return Step::hole;
  }

  Result<Step> damaged(std::size_t next) {
    status_.worsen(InputState::damaged);
    status_.note(fmt::format("damaged {} member", codec_->name()), in_.place());
    in_.take(next);
    return Step::hole;
  }

  Result<Step> damaged_inside() {
    status_.worsen(InputState::damaged);
    status_.note(fmt::format("damaged {} member", codec_->name()), in_.place(used_));
    inside_ = false;
    ACCORD_CHECK(search(1));
    used_ = 0;
    return Step::hole;
  }

  // The input ends inside a member. When another one begins in what was kept of it, it was damaged.
  Result<Step> cut_short() {
    if (codec_->find(in_.view(), 1) != std::string_view::npos) return damaged_inside();
    status_.worsen(InputState::truncated);
    status_.note("truncated", in_.place(in_.view().size()));
    in_.take(in_.view().size());
    inside_ = false;
    used_ = 0;
    return Step::hole;
  }

  // Moves the input to the next member behind `from` bytes of the view; false: to its end, there is none.
  Result<bool> search(std::size_t from) {
    while (true) {
      if (const auto at = codec_->find(in_.view(), from); at != std::string_view::npos) {
        in_.take(at);
        return true;
      }
      const std::size_t gone = in_.view().size() - std::min(in_.view().size(), Codec::head);
      in_.take(gone);
      from = from > gone ? from - gone : 0;
      ACCORD_TRY(const bool more, in_.grow());
      if (!more) {
        in_.take(in_.view().size());
        return false;
      }
    }
  }

  Window in_;
  std::unique_ptr<Codec> codec_;
  ReadStatus& status_;
  std::deque<Member> members_;
  Place start_;
  std::int64_t produced_ = 0;  // negative until what a seek passes over is gone
  std::uint64_t skip_ = 0;
  std::size_t used_ = 0;  // of the bytes in view, by the member that is being decoded
  bool inside_ = false;
};

}  // namespace

Packing packing_of(std::string_view head) {
  if (gzip_codec()->starts(head)) return Packing::gzip;
  if (zstd_codec()->starts(head)) return Packing::zstd;
  if (lz4_codec()->starts(head)) return Packing::lz4;
  return Packing::plain;
}

Result<Window> open_window(std::unique_ptr<ByteStream> raw, ReadStatus& status, bool ahead) {
  Window stored(std::move(raw));
  ACCORD_CHECK(stored.ensure(Codec::head));
  std::unique_ptr<Codec> codec;
  switch (packing_of(stored.view())) {
    case Packing::gzip:
      codec = gzip_codec();
      break;
    case Packing::zstd:
      codec = zstd_codec();
      break;
    case Packing::lz4:
      codec = lz4_codec();
      break;
    case Packing::plain:
      return stored;
  }
  const auto members = [&](ReadStatus& noted) { return std::make_unique<MemberStream>(std::move(stored), std::move(codec), noted); };
  Window content(ahead ? read_ahead(members, status) : members(status));
  ACCORD_CHECK(content.ensure(Codec::head));
  if (packing_of(content.view()) != Packing::plain) {
    status.worsen(InputState::damaged);
    status.note("compressed twice", {});
  }
  return content;
}

}  // namespace accord::format
