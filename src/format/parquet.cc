#include "format/parquet.h"

#include <simdjson.h>

#include "format/field_map.h"

namespace accord::format {
namespace {

// A column that means something, and where its reader stands.
struct Chosen {
  std::size_t column = 0;
  Meaning meaning = Meaning::none;
  std::uint8_t rank = 0;
  CellKind kind = CellKind::none;
  Run run{};
  std::size_t at = 0;     // of the run
  std::string problem{};  // with a run that is lost
};

bool is_of_use(Meaning meaning, CellKind kind) {
  switch (meaning) {
    case Meaning::text:
    case Meaning::url:
    case Meaning::language:
    case Meaning::id:
    case Meaning::source:
      return kind == CellKind::text;
    case Meaning::date:
      return kind != CellKind::none;
    case Meaning::none:
      return false;
    default:
      return kind == CellKind::text || kind == CellKind::number;
  }
}

const FieldMap::Entry* entry_of(const FieldMap& map, const std::vector<std::string>& path) {
  std::uint16_t node = 0;
  for (std::size_t i = 0; i + 1 < path.size(); i++) {
    const auto* const outer = map.find(node, path[i]);
    if (outer == nullptr || outer->inside == 0) return nullptr;
    node = outer->inside;
  }
  return path.empty() ? nullptr : map.find(node, path.back());
}

class GroupsReader {
 public:
  GroupsReader(const ColumnFile& file, const ReadOptions& options, Sink& sink, ReadStatus& status)
      : file_(file), options_(options), sink_(sink), status_(status) {
    const FieldMap map(options.fields);
    const auto& columns = file.columns();
    for (std::size_t c = 0; c < columns.size(); c++) {
      const auto* const entry = entry_of(map, columns[c].path);
      if (entry != nullptr && is_of_use(entry->meaning, columns[c].kind))
        known_.push_back({c, entry->meaning, entry->rank, columns[c].kind});
    }
    status.in_rows = true;
  }

  Result<void> group(std::size_t group, std::uint64_t from) {
    group_ = group;
    rows_ = file_.groups()[group].rows;
    loss_ = {};
    if (from >= rows_) return {};
    choose();
    if (chosen_.empty()) {
      status_.skip("no text field", {group, from}, rows_ - from);
      return {};
    }
    std::string problem;
    std::vector<std::size_t> columns;
    for (const auto& c : chosen_) columns.push_back(c.column);
    reader_ = file_.read(group, columns, memory_for_pages(options_), problem);
    if (!reader_) return give_up(problem, from);
    for (std::uint64_t row = 0; row < rows_; row++) {
      if (const auto lost = ready(problem); lost == Ready::never) {
        end_loss();
        return give_up(problem, std::max(row, from));
      } else if (row < from) {
        for (auto& c : chosen_) c.at++;
      } else if (lost == Ready::lost) {
        lose(row);
      } else {
        ACCORD_CHECK(document(row));
      }
    }
    end_loss();
    reader_.reset();
    return {};
  }

 private:
  enum class Ready : std::uint8_t { yes, lost, never };
  struct Loss {
    std::string reason{};
    std::uint64_t first = 0, rows = 0;
  };

  // Whether a column may say something in this group that is asked for, and that no other column says better in every row.
  bool is_needed(std::size_t i) const {
    const auto& k = known_[i];
    if (k.meaning == Meaning::source && !options_.naming) return false;
    const bool address = k.meaning == Meaning::id && !options_.naming;  // which an identifier may be, after all others
    if (k.meaning != Meaning::text && k.meaning != Meaning::url && !address) return true;
    for (std::size_t j = 0; j < known_.size(); j++) {
      const auto& other = known_[j];
      const bool better =
          address ? other.meaning == Meaning::url : other.meaning == k.meaning && (other.rank < k.rank || (other.rank == k.rank && j < i));
      if (better && file_.complete(group_, other.column)) return false;
    }
    return true;
  }

  void choose() {
    chosen_.clear();
    bool carries = false;  // what makes a document
    for (std::size_t i = 0; i < known_.size(); i++) {
      const auto& k = known_[i];
      if (is_needed(i)) chosen_.push_back(k);
      carries = carries || k.meaning == Meaning::text || k.meaning == Meaning::url || k.meaning == Meaning::id;
    }
    if (!carries) chosen_.clear();
  }

  // Every column has a cell for the next row.
  Ready ready(std::string& problem) {
    bool lost = false;
    for (std::size_t i = 0; i < chosen_.size(); i++) {
      auto& c = chosen_[i];
      if (c.at == c.run.size) {
        c.problem.clear();
        c.at = 0;
        c.run = reader_->next(i, c.problem);
        if (c.run.size == 0) {
          problem = c.problem.empty() ? "row group shorter than it says" : c.problem;
          return Ready::never;
        }
      }
      lost = lost || c.run.lost;
    }
    return lost ? Ready::lost : Ready::yes;
  }

  // What is left of the group cannot be read.
  Result<void> give_up(std::string_view problem, std::uint64_t row) {
    reader_.reset();
    status_.skip(problem, {group_, row}, rows_ - row);
    status_.worsen(InputState::damaged);
    return {};
  }

  // Rows of a page that is lost are noted together.
  void lose(std::uint64_t row) {
    std::string_view reason;
    for (auto& c : chosen_) {
      if (reason.empty() && c.run.lost) reason = c.problem;
      c.at++;
    }
    if (loss_.rows != 0 && loss_.reason != reason) end_loss();
    if (loss_.rows++ == 0) {
      loss_.reason = reason;
      loss_.first = row;
    }
  }
  void end_loss() {
    if (loss_.rows == 0) return;
    status_.skip(loss_.reason, {group_, loss_.first}, loss_.rows);
    status_.worsen(InputState::damaged);
    loss_ = {};
  }

  Result<void> document(std::uint64_t row) {
    end_loss();
    Fields fields;
    for (auto& c : chosen_) {
      const auto i = c.at++;
      if (c.kind == CellKind::text) {
        if (c.run.texts[i].data() != nullptr) fields.set(c.meaning, c.rank, c.run.texts[i]);
      } else if (c.kind == CellKind::number) {
        fields.set(c.meaning, c.rank, c.run.numbers[i]);
      } else {
        fields.set_instant(c.meaning, c.rank, c.run.numbers[i]);
      }
    }
    const Place place{group_, row};
    auto& d = fields.document;
    if (!fields.finish(options_)) {
      status_.skip("no text field", place);
    } else if (d.text.size() > options_.largest_record) {
      status_.skip("record over the cap", place);
    } else if (!simdjson::validate_utf8(d.text) || !simdjson::validate_utf8(d.url)) {
      status_.skip("not UTF-8", place);
    } else {
      d.place = place;
      status_.documents++;
      return sink_.add(d);
    }
    return {};
  }

  const ColumnFile& file_;
  const ReadOptions& options_;
  Sink& sink_;
  ReadStatus& status_;
  std::vector<Chosen> known_, chosen_;
  std::unique_ptr<ColumnReader> reader_;
  std::size_t group_ = 0;
  std::uint64_t rows_ = 0;
  Loss loss_;
};

}  // namespace

Result<void> read_row_groups(const ColumnFile& file, std::size_t first, std::size_t end, const ReadOptions& options, Sink& sink,
                             ReadStatus& status) {
  GroupsReader reader(file, options, sink, status);
  const auto from = options.from.value_or(Place{first, 0});
  for (std::size_t g = from.offset; g < end; g++) ACCORD_CHECK(reader.group(g, g == from.offset ? from.inner : 0));
  return {};
}

void note_unopened(std::string_view problem, std::uint64_t size, ReadStatus& status) {
  if (problem == index_of_files) return status.pass(problem);
  const bool truncated = problem == "truncated";
  status.note(problem, {truncated ? size : 0, 0});
  status.worsen(truncated ? InputState::truncated : InputState::damaged);
}

}  // namespace accord::format
