#include "web/workbook.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/utf8.h"

namespace accord::web {
namespace {

constexpr std::size_t most_characters = 32'000, most_address = 2'000;  // of a cell and of a link; Excel takes 32,767 and 2,079

// The library writes files; this one is in memory.
struct MemoryFile {
  int fd = memfd_create("workbook", MFD_CLOEXEC);
  MemoryFile() = default;
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (fd >= 0) close(fd);
  }
  [[nodiscard]] std::string bytes() const {
    std::string out;
    const auto size = lseek(fd, 0, SEEK_END);
    if (size <= 0) return out;
    out.resize(static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < out.size();) {
      const auto n = pread(fd, out.data() + at, out.size() - at, static_cast<off_t>(at));
      if (n <= 0) return {};
      at += static_cast<std::size_t>(n);
    }
    return out;
  }
};

std::string shown(const std::string& text) {
  if (text.size() <= most_characters || utf8::length(text) <= most_characters) return text;
  return std::string(utf8::slice(text, 0, most_characters)) + "…";
}

void write_table(lxw_worksheet* sheet, const app::pages::ReportTable& t, const std::string& base, lxw_format* head, lxw_format* wrapped, lxw_format* number, lxw_format* link, lxw_format* number_link) {
  for (std::size_t c = 0; c < t.columns.size(); ++c) worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(c), t.columns[c].c_str(), head);
  worksheet_freeze_panes(sheet, 1, 1);
  worksheet_set_column(sheet, 0, 0, 44, wrapped);
  if (t.columns.size() > 1) worksheet_set_column(sheet, 1, static_cast<lxw_col_t>(t.columns.size() - 1), t.columns.size() == 2 ? 70 : 20, wrapped);
  if (t.columns.back() == "reason" || t.columns.back() == "proposed") worksheet_set_column(sheet, static_cast<lxw_col_t>(t.columns.size() - 2), static_cast<lxw_col_t>(t.columns.size() - 1), 80, wrapped);
  lxw_row_t r = 1;
  for (const auto& row : t.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      const auto& cell = row[c];
      const auto col = static_cast<lxw_col_t>(c);
      const bool linked = !cell.href.empty() && base.size() + cell.href.size() < most_address;
      if (linked) worksheet_write_url(sheet, r, col, (base + cell.href).c_str(), link);
      if (cell.value.is_number())
        worksheet_write_number(sheet, r, col, cell.value.get<double>(), linked ? number_link : number);
      else if (cell.value.is_string())
        worksheet_write_string(sheet, r, col, shown(cell.value.get<std::string>()).c_str(), linked ? link : wrapped);
    }
    ++r;
  }
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, 0, 0);
}

}  // namespace

Result<std::string> workbook(const std::vector<app::pages::ReportTable>& tables, const std::string& title, const std::string& base, Instant created) {
  const auto broken = [](const char* what) { return fail(Kind::internal, fmt::format("the workbook could not be written: {}", what)); };
  const MemoryFile file;
  if (file.fd < 0) return broken("no memory for it");
  lxw_workbook* book = workbook_new(fmt::format("/proc/self/fd/{}", file.fd).c_str());
  if (book == nullptr) return broken("no memory for it");
  std::string name = title;
  lxw_doc_properties properties{};
  properties.title = name.data();
  properties.created = created / second;
  workbook_set_properties(book, &properties);
  const auto made = [&](bool bold, bool blue, bool is_number) {
    lxw_format* f = workbook_add_format(book);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (bold) format_set_bold(f);
    if (!is_number) format_set_text_wrap(f);
    if (is_number) format_set_num_format(f, "#,##0");
    if (blue) format_set_font_color(f, 0x0B4F9E), format_set_underline(f, LXW_UNDERLINE_SINGLE);
    return f;
  };
  auto *head = made(true, false, false), *wrapped = made(false, false, false), *number = made(false, false, true), *link = made(false, true, false), *number_link = made(false, true, true);
  for (const auto& t : tables)
    if (auto* sheet = workbook_add_worksheet(book, t.name.c_str())) write_table(sheet, t, base, head, wrapped, number, link, number_link);
  if (const auto e = workbook_close(book); e != LXW_NO_ERROR) return broken(lxw_strerror(e));
  auto bytes = file.bytes();
  if (bytes.empty()) return broken("it is empty");
  return bytes;
}

}  // namespace accord::web
