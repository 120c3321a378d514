// JSON Lines: a JSON object a line. Lines are read where they stand in the window.
#include <cstring>

#include "format/json_fields.h"
#include "format/reader.h"

namespace accord::format {
namespace {

class JsonLinesReader {
 public:
  JsonLinesReader(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status)
      : window_(window), options_(options), sink_(sink), status_(status), json_(options.fields) {}

  Result<void> run() {
    if (options_.until && options_.from && *options_.from != Place{}) ACCORD_CHECK(seek_line(options_.from->offset));
    ACCORD_CHECK(window_.ensure(3));
    if (window_.place() == Place{} && window_.view().starts_with("\xef\xbb\xbf")) window_.take(3);
    std::size_t searched = 0;
    while (true) {
      const auto v = window_.view();
      std::size_t from = 0;
      while (const auto* end =
                 static_cast<const char*>(std::memchr(v.data() + std::max(from, searched), '\n', v.size() - std::max(from, searched)))) {
        searched = 0;
        const auto to = static_cast<std::size_t>(end - v.data());
        if (beyond(from)) return {};
        ACCORD_CHECK(line(v.substr(from, to - from), from));
        from = to + 1;
        if (from == v.size()) break;
      }
      window_.take(from);
      if (beyond(0)) return {};
      searched = window_.view().size();
      if (searched > options_.largest_record) {
        ACCORD_CHECK(pass_line());
        searched = 0;
        continue;
      }
      ACCORD_TRY(const bool more, window_.grow());
      if (more) continue;
      if (window_.at_hole()) {
        if (!window_.view().empty()) status_.skip("record cut short by damage", window_.place());
        window_.pass_hole();
        searched = 0;
      } else if (window_.at_end()) {
        last_ = true;
        const auto rest = window_.view();
        ACCORD_CHECK(line(rest, 0));
        window_.take(rest.size());
        return {};
      }
    }
  }

 private:
  // Whether the line that begins there is another portion's.
  bool beyond(std::size_t ahead) const { return options_.until && window_.place(ahead).offset >= *options_.until; }

  // Goes to the first line that begins at the byte or behind it, or as far as it would be another portion's: a line over many portions
  // is searched for its end once, not once for each.
  Result<void> seek_line(std::uint64_t byte) {
    ACCORD_CHECK(window_.seek({byte - 1, 0}));
    while (true) {
      const auto end = window_.view().find('\n');
      window_.take(end == std::string_view::npos ? window_.view().size() : end + 1);
      if (end != std::string_view::npos || beyond(0)) return {};
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) return {};
    }
  }

  // Drops a line that is larger than may be held.
  Result<void> pass_line() {
    status_.skip("record over the cap", window_.place());
    while (true) {
      const auto end = window_.view().find('\n');
      if (end != std::string_view::npos) {
        window_.take(end + 1);
        return {};
      }
      window_.take(window_.view().size());
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) return {};
    }
  }

  Result<void> line(std::string_view bytes, std::size_t ahead) {
    if (bytes.find_first_not_of(" \t\r") == std::string_view::npos) return {};
    if (bytes.size() > options_.largest_record) {  // though it came whole: how much is in view must not matter
      status_.skip("record over the cap", window_.place(ahead));
      return {};
    }
    Fields fields;
    const auto problem = json_.read(bytes, fields);
    if (!problem.empty()) {
      if (last_) {
        status_.skip("truncated", window_.place(ahead + bytes.size()));
        status_.worsen(InputState::truncated);
      } else {
        status_.skip(problem, window_.place(ahead));
      }
      return {};
    }
    if (!fields.finish(options_)) {
      status_.skip("no text field", window_.place(ahead));
      return {};
    }
    fields.document.place = window_.place(ahead);
    status_.documents++;
    return sink_.add(fields.document);
  }

  Window& window_;
  const ReadOptions& options_;
  Sink& sink_;
  ReadStatus& status_;
  JsonFields json_;
  bool last_ = false;  // the line has no end: the file ends first
};

}  // namespace

Result<void> read_json_lines(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  return JsonLinesReader(window, options, sink, status).run();
}

}  // namespace accord::format
