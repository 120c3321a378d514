// Tables of text: CSV (RFC 4180) and TSV (no quotes), with a first line of names. Manifests of pictures and recordings come so.
#include <cstring>
#include <string>
#include <vector>

#include "format/field_map.h"
#include "format/reader.h"

namespace accord::format {
namespace {

class TableReader {
 public:
  TableReader(Window& window, const ReadOptions& options, char separator, Sink& sink, ReadStatus& status)
      : window_(window), options_(options), separator_(separator), sink_(sink), status_(status), map_(options.fields) {}

  Result<void> run() {
    const auto before = status_;
    ACCORD_CHECK(window_.ensure(3));
    if (window_.view().starts_with("\xef\xbb\xbf")) window_.take(3);
    ACCORD_TRY(std::size_t length, row());
    for (const auto name : cells_) columns_.push_back(map_.find(0, name) == nullptr ? FieldMap::Entry{} : *map_.find(0, name));
    window_.take(length);
    if (options_.from) {
      ACCORD_CHECK(window_.seek(*options_.from));
      status_ = before;
    }
    while (true) {
      ACCORD_TRY(length, row());
      if (length != 0) {
        ACCORD_CHECK(emit());
        window_.take(length);
      } else if (window_.at_hole()) {
        if (!window_.view().empty()) status_.skip("record cut short by damage", window_.place());
        window_.pass_hole();
      } else if (window_.at_end() && window_.view().empty()) {
        return {};
      } else {
        ACCORD_CHECK(pass_line());
      }
    }
  }

 private:
  // Divides the row at the front of the window into cells, and gives its length with the end of line; 0 when it does not end: at a
  // hole, at the end of the file (after a quote that is never closed), or within the cap.
  Result<std::size_t> row() {
    while (true) {
      if (const auto length = divide(window_.view(), window_.at_end()); length != 0) return length;
      if (window_.view().size() > options_.largest_record) return 0;
      const auto seen = window_.view().size();
      ACCORD_CHECK(window_.ensure(seen * 2 + 1));  // so that all tries together cost little
      if (window_.view().size() > seen) continue;
      if (window_.at_hole() || window_.view().empty()) return 0;
      return divide(window_.view(), true);
    }
  }

  std::size_t divide(std::string_view v, bool whole) {
    cells_.clear();
    unquoted_.clear();
    std::size_t at = 0;
    while (true) {
      std::size_t end = at;
      if (separator_ == ',' && at < v.size() && v[at] == '"') {
        if (!quoted(v, at, end)) return 0;
      } else {
        end = v.find_first_of(ends_, at);
        if (end == std::string_view::npos) {
          if (!whole) return 0;
          end = v.size();
        }
        auto cell = v.substr(at, end - at);
        if (cell.ends_with('\r') && (end == v.size() || v[end] == '\n')) cell.remove_suffix(1);
        cells_.push_back(cell);
      }
      if (end == v.size()) return whole ? end : 0;
      if (v[end] == '\n') return end + 1;
      at = end + 1;
    }
  }

  // A cell in quotes; what stands between its end and the next separator is not part of it.
  bool quoted(std::string_view v, std::size_t at, std::size_t& end) {
    bool doubled = false;
    std::size_t close = at + 1;
    while (true) {
      close = v.find('"', close);
      if (close == std::string_view::npos) return false;
      if (close + 1 == v.size() || v[close + 1] != '"') break;
      doubled = true;
      close += 2;
    }
    auto cell = v.substr(at + 1, close - at - 1);
    if (doubled) {
      if (unquoted_.capacity() < v.size()) unquoted_.reserve(v.size());  // once for the row: views of it must stay
      const auto from = unquoted_.size();
      for (std::size_t i = 0; i < cell.size(); i++) {
        unquoted_ += cell[i];
        if (cell[i] == '"') i++;
      }
      cell = std::string_view(unquoted_).substr(from);
    }
    cells_.push_back(cell);
    end = std::min(v.find_first_of(ends_, close + 1), v.size());
    return true;
  }

  Result<void> emit() {
    if (cells_.size() == 1 && cells_[0].empty()) return {};
    if (cells_.size() != columns_.size()) {
      status_.skip("row with another number of columns", window_.place());
      return {};
    }
    Fields fields;
    for (std::size_t i = 0; i < cells_.size(); i++) {
      if (!cells_[i].empty()) fields.set(columns_[i].meaning, columns_[i].rank, cells_[i]);
    }
    if (!fields.finish(options_)) {
      status_.skip("no text field", window_.place());
      return {};
    }
    fields.document.place = window_.place();
    status_.documents++;
    return sink_.add(fields.document);
  }

  // Drops a line whose quote never closes, so that it takes nothing else with it.
  Result<void> pass_line() {
    status_.skip(window_.at_end() ? "quote that is not closed" : "record over the cap", window_.place());
    while (true) {
      if (const auto end = window_.view().find('\n'); end != std::string_view::npos) {
        window_.take(end + 1);
        return {};
      }
      window_.take(window_.view().size());
      ACCORD_TRY(const bool more, window_.grow());
      if (!more) return {};
    }
  }

  Window& window_;
  const ReadOptions& options_;
  char separator_;
  Sink& sink_;
  ReadStatus& status_;
  FieldMap map_;
  std::string ends_ = std::string{separator_, '\n'};
  std::vector<FieldMap::Entry> columns_;
  std::vector<std::string_view> cells_;
  std::string unquoted_;
};

}  // namespace

Result<void> read_table(Window& window, const ReadOptions& options, char separator, Sink& sink, ReadStatus& status) {
  return TableReader(window, options, separator, sink, status).run();
}

}  // namespace accord::format
