// Bytes that came and are not used up yet. Plain memory; no thread rule.
#pragma once

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace accord::web {

class Input {
 public:
  [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  void consume(std::size_t n) {
    begin_ += n;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Room for more at the end; views taken before are void.
  std::span<char> room() {
    if (begin_ > 0 && bytes_.size() - end_ < first_size / 2) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == bytes_.size()) bytes_.resize(bytes_.empty() ? first_size : 2 * bytes_.size());
    return std::span(bytes_).subspan(end_);
  }
  void filled(std::size_t n) { end_ += n; }

 private:
  static constexpr std::size_t first_size = 4'096;
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace accord::web
