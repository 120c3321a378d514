#include "app/entries.h"

#include <algorithm>

#include "base/bytes.h"
#include "store/points.h"

namespace accord::app {

std::int64_t append_together(store::Writer& w, record::EntryKind kind, const std::vector<Content>& contents) {
  std::vector<record::Opened> opened;
  std::vector<Hash> commitments;
  for (const auto& c : contents) {
    opened.push_back({w.random()(32), c.bytes});
    commitments.push_back(record::commit(opened.back()));
  }
  const auto index = static_cast<std::int64_t>(w.append_entry(record::encode_entry(kind, commitments)));
  std::vector<store::OpenedRow> rows;
  for (std::size_t k = 0; k < contents.size(); ++k) rows.push_back({index, to_hex(commitments[k]), contents[k].subject, to_base64(opened[k].salt), std::move(opened[k].content)});
  store::add_opened(w, rows);
  return index;
}

std::int64_t append_content(store::Writer& w, record::EntryKind kind, const std::string& subject, const std::string& bytes) { return append_together(w, kind, {{subject, bytes}}); }

std::vector<std::int64_t> append_contents(store::Writer& w, record::EntryKind kind, const std::vector<Content>& contents) {
  std::vector<std::int64_t> out;
  for (auto from = contents.begin(); from != contents.end();) {
    const auto to = from + std::min<std::ptrdiff_t>(record::max_commitments, contents.end() - from);
    out.insert(out.end(), static_cast<std::size_t>(to - from), append_together(w, kind, {from, to}));
    from = to;
  }
  return out;
}

}  // namespace accord::app
