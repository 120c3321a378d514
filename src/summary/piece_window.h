// What reads a piece of scratch space from the beginning looks through: a view of what comes next, that grows.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string>

#include "summary/storage.h"

namespace accord::summary {

class PieceWindow {
 public:
  explicit PieceWindow(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  std::string_view rest() const { return std::string_view(bytes_).substr(used_); }
  void keep(std::string_view rest) { used_ = bytes_.size() - rest.size(); }  // what is left of rest()
  // Brings more into view; false at the end. Views of rest() are gone then. Errors: unavailable, where something is left at the end that is
  // not whole.
  Result<bool> more() {
    bytes_.erase(0, used_);
    used_ = 0;
    const auto n = std::min<std::uint64_t>(content_->size() - at_, step);
    if (n == 0) return bytes_.empty() ? Result<bool>(false) : fail(Kind::unavailable, "the scratch space lost what was written to it");
    const auto before = bytes_.size();
    bytes_.resize(before + n);
    ACCORD_CHECK(content_->read(at_, std::span(bytes_).subspan(before)));
    at_ += n;
    return true;
  }

 private:
  static constexpr std::uint64_t step = 64U << 10U;
  std::shared_ptr<const Content> content_;
  std::string bytes_;
  std::size_t used_ = 0;
  std::uint64_t at_ = 0;
};

}  // namespace accord::summary
