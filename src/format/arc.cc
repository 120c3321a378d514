// ARC, the Internet Archive's format before WARC: a line "URL address date type length", then as many bytes. Version 2 has ten words.
// Addresses with spaces occur, so that the words are counted from the end.
#include <array>
#include <charconv>
#include <cstring>

#include "format/http_payload.h"
#include "format/media_type.h"
#include "format/reader.h"

namespace accord::format {
namespace {

constexpr std::size_t largest_line = std::size_t(1) << 16U;

struct Line {
  std::string_view url, date, type, length;
};

// Takes `words` - 1 words from the end; what stands before them is the address.
bool parse(std::string_view line, std::size_t words, Line& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::array<std::string_view, 10> w;
  for (std::size_t i = words; i-- > 1;) {
    const auto space = line.rfind(' ');
    if (space == std::string_view::npos || space + 1 == line.size()) return false;
    w[i] = line.substr(space + 1);
    line = line.substr(0, space);
  }
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 20 ||
      line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-") != colon)
    return false;
  out = {line, w[2], w[3], w[words - 1]};
  return out.date.size() >= 8 && out.date.find_first_not_of("0123456789") == std::string_view::npos;
}

class ArcReader {
 public:
  ArcReader(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status)
      : window_(window), options_(options), sink_(sink), status_(status), http_(options.largest_record) {}

  Result<void> run() {
    while (true) {
      ACCORD_TRY(const auto length, line_length());
      if (length == 0) {
        if (window_.view().empty() && window_.at_end()) return {};
        if (window_.at_hole()) window_.pass_hole();
        continue;
      }
      const auto line = window_.view().substr(0, length - 1);
      Line head;
      if (line.empty() || line == "\r") {
        window_.take(length);
      } else if (parse(line, words_, head) || (options_.from && parse(line, words_ = 15 - words_, head))) {
        lost_ = false;
        ACCORD_CHECK(record(length, head));
      } else {
        if (!lost_) {
          status_.note("bytes that are no record", window_.place());
          status_.worsen(InputState::damaged);
        }
        lost_ = true;
        window_.take(length);
      }
    }
  }

 private:
  // Of the next line with its end; 0 at a hole or the end, after what was left is gone.
  Result<std::size_t> line_length() {
    std::size_t from = 0;
    while (true) {
      const auto v = window_.view();
      if (const auto at = v.find('\n', from); at != std::string_view::npos) return at + 1;
      from = v.size();
      if (v.size() > largest_line) return v.size();  // no head of a record; passed over in pieces
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) {
        window_.take(window_.view().size());
        return 0;
      }
    }
  }

  Result<void> record(std::size_t line, Line head) {
    const Place start = window_.place();
    std::uint64_t length = 0;
    const auto [end, ec] = std::from_chars(head.length.data(), head.length.data() + head.length.size(), length);
    const bool about = head.url.starts_with("filedesc:");
    if (ec != std::errc() || end != head.length.data() + head.length.size()) {
      if (about)
        status_.pass("filedesc");
      else
        status_.skip("wrong length", start);
      window_.take(line);
      lost_ = true;  // what follows is this record's, up to the next head
      return {};
    }
    if (length > options_.largest_record) {
      status_.skip("record over the cap", start);
      ACCORD_TRY(const auto passed, window_.skip(line + length));
      if (passed < line + length && !window_.at_hole()) {
        status_.note("truncated", window_.place());
        status_.worsen(InputState::truncated);
      }
      return {};
    }
    ACCORD_TRY(const bool whole, window_.ensure(line + length));
    if (!whole) {
      if (window_.at_hole()) {
        status_.skip("record cut short by damage", start);
      } else {
        status_.skip("truncated", window_.place(window_.view().size()));
        status_.worsen(InputState::truncated);
      }
      window_.take(window_.view().size());
      return {};
    }
    parse(window_.view().substr(0, line - 1), words_, head);  // the view may have moved
    const auto block = window_.view().substr(line, length);
    if (about) {
      status_.pass("filedesc");
      if (block.starts_with("2 ")) words_ = 10;
    } else {
      ACCORD_CHECK(emit(head, block, start));
    }
    window_.take(line + length);
    return {};
  }

  Result<void> emit(const Line& head, std::string_view block, Place start) {
    if (head.url.starts_with("dns:")) return status_.pass("dns"), Result<void>{};
    Document d;
    d.url = head.url;
    d.day = day_of(head.date.substr(0, 8));
    d.place = start;
    auto type = head.type;
    auto content = block;
    if (options_.answers != nullptr) return give_answer(*options_.answers, {.url = head.url, .date = head.date, .type = type, .place = start}, block, http_, status_);
    if (block.starts_with("HTTP/")) {
      const auto p = http_.read(block);
      if (!counts(p, start, status_)) return {};
      d.language = p.language;
      if (!p.type.empty()) type = p.type;
      content = p.body;
    }
    fill_content(d, content, modality_of(type, "", content));
    status_.documents++;
    return sink_.add(d);
  }

  Window& window_;
  const ReadOptions& options_;
  Sink& sink_;
  ReadStatus& status_;
  HttpDecoder http_;
  std::size_t words_ = 5;
  bool lost_ = false;
};

}  // namespace

Result<void> read_arc(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  return ArcReader(window, options, sink, status).run();
}

}  // namespace accord::format
