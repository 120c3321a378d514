// Samples in a tar, as webdataset has them: files that share a name up to the first dot are one sample ("0001.jpg", "0001.txt",
// "0001.json"). Pictures and recordings are passed over unread; words and metadata are read.
#include "format/tar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "format/json_fields.h"
#include "format/media_type.h"
#include "format/reader.h"

namespace accord::format {
namespace {

// Octal digits, or GNU's binary when the first bit is set.
bool number(std::string_view field, std::uint64_t& out) {
  out = 0;
  if (static_cast<unsigned char>(field[0]) & 0x80U) {
    for (std::size_t i = 0; i < field.size(); i++) {
      if (out >> 55U) return false;
      out = out << 8U | (static_cast<unsigned char>(field[i]) & (i == 0 ? 0x7FU : 0xFFU));
    }
    return true;
  }
  const auto from = std::min(field.find_first_not_of(' '), field.size());
  const auto digits = field.substr(from, field.find_first_of(std::string_view(" \0", 2), from) - from);
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 8);
  return digits.empty() || (ec == std::errc() && end == digits.data() + digits.size());
}

std::string_view c_string(std::string_view field) { return field.substr(0, field.find('\0')); }

std::uint64_t padded(std::uint64_t size) { return (size + tar_block - 1) / tar_block * tar_block; }

}  // namespace

bool is_tar_head(std::string_view block) {
  if (block.size() < tar_block) return false;
  std::uint64_t stated = 0;
  if (block[148] == '\0' || !number(block.substr(148, 8), stated) || stated == 0) return false;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < tar_block; i++) sum += i >= 148 && i < 156 ? 32U : static_cast<unsigned char>(block[i]);
  return sum == stated;
}

bool parse_tar_head(std::string_view block, TarHead& head) {
  if (!is_tar_head(block) || !number(block.substr(124, 12), head.size) || head.size > (std::uint64_t(1) << 50U)) return false;
  head.type = block[156];
  const auto name = c_string(block.substr(0, 100)), prefix = c_string(block.substr(345, 155));
  head.name.clear();
  if (block.substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty()) head.name.append(prefix).append("/");
  head.name += name;
  return true;
}

std::string pax_path(std::string_view records) {
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, ec] = std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (ec != std::errc() || length <= digits + 1 || length > records.size()) return {};
    auto record = records.substr(digits + 1, length - digits - 1);
    if (record.ends_with('\n')) record.remove_suffix(1);
    if (record.starts_with("path=")) return std::string(record.substr(5));
    records.remove_prefix(length);
  }
  return {};
}

namespace {

class TarReader {
 public:
  TarReader(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status)
      : window_(window), options_(options), sink_(sink), status_(status), json_(options.fields) {}

  Result<void> run() {
    while (true) {
      ACCORD_TRY(const bool whole, window_.ensure(tar_block));
      if (!whole) {
        if (window_.at_hole()) {
          ACCORD_CHECK(hole());
          continue;
        }
        if (!window_.view().empty()) truncated();
        return emit();
      }
      const auto block = window_.view().substr(0, tar_block);
      if (block[0] == '\0' && block.find_first_not_of('\0') == std::string_view::npos) {
        window_.take(tar_block);  // archives end with empty blocks, and may be joined
        continue;
      }
      const Place at = window_.place();
      TarHead head;
      if (!parse_tar_head(block, head)) {
        status_.note("bytes that are no tar entry", at);
        status_.worsen(InputState::damaged);
        ACCORD_CHECK(emit());
        ACCORD_CHECK(search());
        continue;
      }
      window_.take(tar_block);
      ACCORD_CHECK(entry(head, at));
    }
  }

 private:
  struct Medium {
    std::uint64_t files = 0, bytes = 0;
  };

  // What is left of a sample that a hole cut is lost.
  Result<void> hole() {
    if (open_) {
      status_.skip("record cut short by damage", start_);
      reset();
    }
    window_.pass_hole();
    return search();
  }

  void truncated() {
    status_.worsen(InputState::truncated);
    if (open_)
      status_.skip("truncated", window_.place(window_.view().size()));
    else
      status_.note("truncated", window_.place(window_.view().size()));
    reset();
  }

  // The next head, by its magic: nothing else says where blocks begin after damage.
  Result<void> search() {
    constexpr std::size_t magic_at = 257;
    while (true) {
      const auto v = window_.view();
      for (std::size_t at = 0; (at = v.find("ustar", at)) != std::string_view::npos; at++) {
        // What run() would refuse again is no way on.
        if (TarHead head; at >= magic_at && parse_tar_head(v.substr(at - magic_at), head)) {
          window_.take(at - magic_at);
          return {};
        }
      }
      window_.take(v.size() - std::min(v.size(), tar_block + magic_at));
      const auto before = window_.view().size();
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) {
        window_.take(before);
        return {};
      }
    }
  }

  // Reads content of at most the cap into `to`; false when it is not whole, and the status says why.
  Result<bool> content(std::uint64_t size, std::string_view& to) {
    ACCORD_TRY(const bool whole, window_.ensure(padded(size)));
    if (!whole && window_.view().size() < size) {
      if (!window_.at_hole()) {
        truncated();
        window_.take(window_.view().size());
      }
      return false;
    }
    to = window_.view().substr(0, size);
    return true;
  }

  Result<void> pass(std::uint64_t size) {
    ACCORD_TRY(const auto passed, window_.skip(padded(size)));
    if (passed < size && !window_.at_hole()) truncated();
    return {};
  }

  Result<void> entry(TarHead& head, Place at) {
    constexpr std::uint64_t longest_name = 1U << 16U;
    if (head.type == 'L' || head.type == 'x') {  // the name of the next entry
      if (head.size > longest_name) return pass(head.size);
      std::string_view bytes;
      ACCORD_TRY(const bool whole, content(head.size, bytes));
      if (!whole) return {};
      name_ = head.type == 'L' ? std::string(bytes.substr(0, bytes.find('\0'))) : pax_path(bytes);
      name_at_ = at;
      window_.take(std::min<std::uint64_t>(padded(head.size), window_.view().size()));
      return {};
    }
    if (!name_.empty()) {
      head.name = std::move(name_);
      name_.clear();
      at = name_at_;
    }
    if (head.type != '0' && head.type != '\0') return pass(head.size);  // folders, links, and what holds for the whole archive
    const auto slash = head.name.rfind('/');
    const auto dot = head.name.find('.', slash == std::string::npos ? 0 : slash + 1);
    const std::string_view key = std::string_view(head.name).substr(0, dot);
    if (!open_ || key != key_) {
      ACCORD_CHECK(emit());
      open_ = true;
      key_ = key;
      start_ = at;
    }
    return member(dot == std::string::npos ? std::string_view{} : std::string_view(head.name).substr(head.name.rfind('.') + 1), head.size);
  }

  Result<void> member(std::string_view extension, std::uint64_t size) {
    const auto modality = modality_of_extension(extension);
    const bool metadata = equals_ignoring_case(extension, "json");
    if (modality != Modality::text && !metadata) {
      if (modality != Modality::other) {
        auto& m = media_[static_cast<std::size_t>(modality)];
        m.files++;
        m.bytes += size;
      }
      return pass(size);
    }
    if (size > options_.largest_record) {
      status_.note("record over the cap", start_);
      return pass(size);
    }
    std::string_view bytes;
    ACCORD_TRY(const bool whole, content(size, bytes));
    if (!whole) return {};
    if (metadata) {
      if (const auto problem = json_.read(bytes, fields_); !problem.empty()) status_.note(problem, start_);
    } else {
      text_ = bytes;
      has_text_ = true;
    }
    window_.take(std::min<std::uint64_t>(padded(size), window_.view().size()));
    return {};
  }

  Result<void> emit() {
    if (!open_) return {};
    auto d = fields_.document;
    if (has_text_) d.text = text_;
    d.id = key_;
    d.place = start_;
    const bool text = has_text_ || fields_.has(Meaning::text);
    bool any = false;
    for (std::size_t m = 0; m < media_.size(); m++) {
      if (media_[m].files == 0) continue;
      d.modality = static_cast<Modality>(m);
      d.bytes = media_[m].bytes;
      d.images = d.modality == Modality::image ? media_[m].files : 0;
      if (any) d.text = {};  // once is enough
      any = true;
      status_.documents++;
      ACCORD_CHECK(sink_.add(d));
    }
    if (!any && text) {
      fill_content(d, d.text, options_.modality.value_or(Modality::text));
      status_.documents++;
      ACCORD_CHECK(sink_.add(d));
    } else if (!any) {
      status_.pass("sample without text or medium");
    }
    reset();
    return {};
  }

  void reset() {
    open_ = has_text_ = false;
    text_.clear();
    fields_ = {};
    media_ = {};
  }

  Window& window_;
  const ReadOptions& options_;
  Sink& sink_;
  ReadStatus& status_;
  JsonFields json_;
  // The sample that is being put together.
  bool open_ = false, has_text_ = false;
  std::string key_, text_;
  Place start_;
  Fields fields_;
  std::array<Medium, modality_names.size()> media_{};
  // A name that stands before its entry.
  std::string name_;
  Place name_at_;
};

}  // namespace

Result<void> read_tar(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  return TarReader(window, options, sink, status).run();
}

}  // namespace accord::format
