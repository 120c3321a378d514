// WARC (ISO 28500): records of a head, a block of stated length, and two empty lines. What the length says is held against what
// follows, since wrong lengths occur; the next record is then found by its first line.
#include <charconv>
#include <cstring>

#include "format/http_payload.h"
#include "format/media_type.h"
#include "format/reader.h"

namespace accord::format {
namespace {

constexpr std::size_t largest_head = std::size_t(1) << 16U;
constexpr std::string_view record_start = "\nWARC/";
constexpr std::size_t behind = 16;  // bytes behind a record that are looked at

struct Head {
  std::string_view type, uri, date, id, content_type, language, payload_type;
  std::uint64_t length = 0;
  bool has_length = false;
};

Head head_of(std::string_view block) {
  Head h;
  HeaderLines lines(block.substr(block.find('\n') + 1));
  std::string_view name, value;
  while (lines.next(name, value)) {
    switch (name.size()) {
      case 9:
        if (equals_ignoring_case(name, "warc-type"))
          h.type = value;
        else if (equals_ignoring_case(name, "warc-date"))
          h.date = value;
        break;
      case 12:
        if (equals_ignoring_case(name, "content-type")) h.content_type = value;
        break;
      case 14:
        if (equals_ignoring_case(name, "content-length")) {
          const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), h.length);
          h.has_length = ec == std::errc() && end == value.data() + value.size();
        } else if (equals_ignoring_case(name, "warc-record-id")) {
          h.id = value;
        }
        break;
      case 15:
        if (equals_ignoring_case(name, "warc-target-uri")) h.uri = value;
        break;
      case 28:
        if (equals_ignoring_case(name, "warc-identified-payload-type")) h.payload_type = value;
        break;
      case 32:
        if (equals_ignoring_case(name, "warc-identified-content-language")) h.language = value;
        break;
      default:
        break;
    }
  }
  if (h.uri.starts_with('<') && h.uri.ends_with('>')) h.uri = h.uri.substr(1, h.uri.size() - 2);  // wget writes it so
  return h;
}

// The types that are no documents, as the status names them.
std::string_view kind_of(std::string_view type) {
  for (const std::string_view known : {"warcinfo", "request", "metadata", "revisit", "continuation"}) {
    if (equals_ignoring_case(type, known)) return known;
  }
  return "record of another type";
}

class WarcReader {
 public:
  WarcReader(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status)
      : window_(window), options_(options), sink_(sink), status_(status), http_(options.largest_record) {}

  Result<void> run() {
    while (true) {
      ACCORD_TRY(const bool there, next_record());
      if (!there) return {};
      ACCORD_CHECK(record());
    }
  }

 private:
  // Moves the window to the next record; false at the end.
  Result<bool> next_record() {
    while (true) {
      const auto v = window_.view();
      if (const auto blank = std::min(v.find_first_not_of("\r\n"), v.size()); blank != 0) {
        window_.take(blank);
        continue;
      }
      ACCORD_TRY(const bool enough, window_.ensure(5));
      if (window_.view().starts_with("WARC/")) return true;
      if (!window_.view().empty() && window_.view().find_first_not_of("\r\n") != 0) continue;
      if (!enough && window_.view().empty()) {
        if (window_.at_end()) return false;
        window_.pass_hole();
        continue;
      }
      status_.worsen(InputState::damaged);
      status_.note("bytes that are no record", window_.place());
      ACCORD_CHECK(search());
    }
  }

  // Moves the window to the next line that begins a record, or to a hole or the end.
  Result<void> search() {
    while (true) {
      if (const auto at = window_.view().find(record_start); at != std::string_view::npos) {
        window_.take(at + 1);
        return {};
      }
      window_.take(window_.view().size() - std::min(window_.view().size(), record_start.size()));
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) {
        window_.take(window_.view().size());
        return {};
      }
    }
  }

  // A record that ends before it should: cut off by the end of the file or by a hole, or its length is wrong and it holds the next.
  Result<void> incomplete(std::size_t head_end) {
    const auto v = window_.view();
    if (const auto next = v.find(record_start, std::min(head_end, v.size()) - 1); next != std::string_view::npos) {
      status_.skip("wrong Content-Length", window_.place());
      status_.worsen(InputState::damaged);
      window_.take(next + 1);
      return {};
    }
    if (window_.at_hole()) {
      status_.skip("record cut short by damage", window_.place());
    } else {
      status_.skip("truncated", window_.place(v.size()));
      status_.worsen(InputState::truncated);
    }
    window_.take(v.size());
    return {};
  }

  // The length of the head with its empty line; 0 when it does not end within the cap or the bytes there are.
  Result<std::size_t> head_length() {
    std::size_t line = 0;
    while (true) {
      const auto v = window_.view();
      const auto* end = line < v.size() ? static_cast<const char*>(std::memchr(v.data() + line, '\n', v.size() - line)) : nullptr;
      if (end != nullptr) {
        const auto at = static_cast<std::size_t>(end - v.data());
        if (at == line || (at == line + 1 && v[line] == '\r')) return at + 1;
        line = at + 1;
        continue;
      }
      if (v.size() > largest_head) return 0;
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) return 0;
    }
  }

  Result<void> record() {
    const Place start = window_.place();
    ACCORD_TRY(const std::size_t head_end, head_length());
    if (head_end == 0) {
      if (window_.view().size() <= largest_head) return incomplete(record_start.size());
      status_.skip("head of a record over the cap", start);
      status_.worsen(InputState::damaged);
      window_.take(1);
      return search();
    }
    Head head = head_of(window_.view().substr(0, head_end));
    if (!head.has_length) {
      status_.skip("no Content-Length", start);
      status_.worsen(InputState::damaged);
      window_.take(head_end - 1);
      return search();
    }
    const bool document = equals_ignoring_case(head.type, "response") || equals_ignoring_case(head.type, "resource") ||
                          equals_ignoring_case(head.type, "conversion");
    if (head.length > options_.largest_record) return too_large(head_end, head.length, start, document, head.type);

    const auto* const before = window_.view().data();
    const std::size_t end = head_end + head.length;
    ACCORD_TRY(const bool trailed, window_.ensure(end + behind));  // always as far, so that the same bytes are judged however they come
    if (!trailed && window_.view().size() < end) return incomplete(head_end);
    if (!ends_well(end)) {
      status_.skip("wrong Content-Length", start);
      status_.worsen(InputState::damaged);
      window_.take(head_end - 1);
      return search();
    }
    if (!document) {
      status_.pass(kind_of(head.type));
    } else {
      if (window_.view().data() != before) head = head_of(window_.view().substr(0, head_end));
      ACCORD_CHECK(emit(head, window_.view().substr(head_end, head.length), start));
    }
    window_.take(end);
    return {};
  }

  // Whether behind the block comes what should: two line ends (one or none will do), then a record, or nothing that is in view.
  bool ends_well(std::size_t end) {
    auto rest = window_.view().substr(end, behind);
    const bool blank = rest.starts_with("\r\n") || rest.starts_with("\n");
    rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
    if (!rest.empty() && rest.substr(0, 5) != record_start.substr(1).substr(0, std::min<std::size_t>(rest.size(), 5))) return false;
    if (!blank && !rest.empty()) status_.note("no empty line after a record", window_.place(end));
    return true;
  }

  Result<void> too_large(std::size_t head_end, std::uint64_t length, Place start, bool document, std::string_view type) {
    if (document)
      status_.skip("record over the cap", start);
    else
      status_.pass(kind_of(type));
    ACCORD_TRY(const auto passed, window_.skip(head_end + length));
    if (passed == head_end + length || window_.at_hole()) return {};
    // The file ended first: cut off, or the length was wrong, and everything since was passed over unread.
    if (window_.seek(start)) {
      ACCORD_TRY(const auto again, window_.skip(head_end - 1));
      if (again == head_end - 1) ACCORD_CHECK(search());
      if (!window_.view().empty()) {
        status_.note("wrong Content-Length", start);
        status_.worsen(InputState::damaged);
        return {};
      }
    }
    status_.note("truncated", window_.place());
    status_.worsen(InputState::truncated);
    return {};
  }

  Result<void> emit(const Head& head, std::string_view block, Place start) {
    Document d;
    d.url = head.uri;
    d.id = head.id;
    d.language = head.language;
    d.day = day_of(head.date);
    d.place = start;
    auto type = head.content_type;
    auto content = block;
    if (options_.answers != nullptr) return give_answer(*options_.answers, {.url = head.uri, .date = head.date, .type = type, .place = start}, block, http_, status_);
    if (equals_ignoring_case(head.type, "response")) {
      if (equals_ignoring_case(type.substr(0, 8), "text/dns")) return status_.pass("dns"), Result<void>{};
      if (block.starts_with("HTTP/") || type.starts_with("application/http")) {
        const auto p = http_.read(block);
        if (!counts(p, start, status_)) return {};
        if (d.language.empty()) d.language = p.language;
        type = p.type;
        content = p.body;
      }
    }
    fill_content(d, content, modality_of(type, head.payload_type, content));
    status_.documents++;
    return sink_.add(d);
  }

  Window& window_;
  const ReadOptions& options_;
  Sink& sink_;
  ReadStatus& status_;
  HttpDecoder http_;
};

}  // namespace

Result<void> read_warc(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  return WarcReader(window, options, sink, status).run();
}

}  // namespace accord::format
