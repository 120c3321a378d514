// point/: one atomic remark of a submission.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "text/anchor.h"

namespace accord::drafting {

constexpr std::size_t max_point_bytes = 64U << 10U;
constexpr std::size_t max_letter_bytes = 256U << 10U;
constexpr std::size_t max_points_per_submission = 500;

// What a participant writes. Closed lists: type general, technical, editorial; stance support, oppose,
// amend, question; visibility everyone, name-withheld, chairs-only.
struct PointText {
  std::string provision;               // eid in the draft of the round
  std::optional<text::Anchor> anchor;  // none: the whole provision
  std::string type = "general";
  std::string stance = "amend";
  std::string text;         // Markdown
  std::string replacement;  // for the quoted words, or the provision; empty: none
  std::string visibility = "everyone";
};

Result<void> check_point(const PointText& p);

std::vector<std::string_view> types();
std::vector<std::string_view> stances();
std::vector<std::string_view> visibilities();

}  // namespace accord::drafting
