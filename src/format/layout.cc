// What a file holds, told by its first bytes; the name is asked only where they say nothing.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "format/field_map.h"
#include "format/media_type.h"
#include "format/reader.h"
#include "format/tar.h"

namespace accord::format {
namespace {

constexpr std::size_t head_size = 4096;

std::string_view without_blanks(std::string_view s) {
  if (s.starts_with("\xef\xbb\xbf")) s.remove_prefix(3);
  s.remove_prefix(std::min(s.find_first_not_of(" \t\r\n"), s.size()));
  return s;
}

// The code of an error that an object store answered (S3, GCS, Azure: XML; others: JSON), when these bytes are all or the beginning of one.
std::string_view error_code(std::string_view head) {
  const auto body = without_blanks(head);
  const auto word = [](std::string_view s, std::size_t from) {
    return s.substr(
        from, std::min<std::size_t>(s.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", from), from + 40) - from);
  };
  if (body.starts_with("<?xml") || body.starts_with("<Error>")) {
    const auto error = body.substr(0, 400).find("<Error>"), code = body.substr(0, 600).find("<Code>");
    if (error != std::string_view::npos && code != std::string_view::npos && code > error) return word(body, code + 6);
  }
  const auto line = body.substr(0, body.find('\n'));
  if (head.size() < head_size && without_blanks(body.substr(line.size())).empty() && line.starts_with('{')) {
    for (const std::string_view key : {"{\"error\":", "{\"Error\":", "{\"errors\":", "{\"__type\":", "{\"code\":", "{\"Code\":"}) {
      if (line.starts_with(key)) {
        const auto message = line.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", key.size());
        return message == std::string_view::npos ? "error" : word(line, message);
      }
    }
  }
  return {};
}

bool is_text(std::string_view head) {
  const auto bad = utf8::first_bad(head);
  if (bad == std::string_view::npos || (head.size() == head_size && bad + 4 >= head.size())) return true;
  if (head.find('\0') != std::string_view::npos) return false;
  // Not UTF-8, but perhaps of an older coding: few control characters.
  return std::ranges::count_if(
             head,
             [](char c) {
               return (static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1b') ||
                      c == '\x7f';
             }) *
             100 <
         static_cast<std::ptrdiff_t>(head.size());
}

// A line of names, two of which at least are known.
bool is_table(std::string_view head, char separator, const ReadOptions& options) {
  const FieldMap map(options.fields);
  auto line = without_blanks(head);
  line = line.substr(0, line.find('\n'));
  std::size_t columns = 0, known = 0;
  while (columns < 1000) {
    const auto end = std::min(line.find(separator), line.size());
    auto name = line.substr(0, end);
    if (name.ends_with('\r')) name.remove_suffix(1);
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    columns++;
    known += map.find(0, name) != nullptr ? 1 : 0;
    if (end == line.size()) break;
    line.remove_prefix(end + 1);
  }
  return columns > 1 && known >= (options.fields.text.empty() && options.fields.url.empty() ? 2U : 1U);
}

// By the end of the name without that of the packing.
Layout layout_of_name(std::string_view name) {
  for (const std::string_view packed : {".gz", ".zst", ".zstd", ".lz4"}) {
    if (name.ends_with(packed)) name.remove_suffix(packed.size());
  }
  struct Known {
    std::string_view end;
    Layout layout;
  };
  static constexpr auto known = std::to_array<Known>({{".warc", Layout::warc},
                                                      {".wet", Layout::warc},
                                                      {".wat", Layout::warc},
                                                      {".arc", Layout::arc},
                                                      {".jsonl", Layout::json_lines},
                                                      {".ndjson", Layout::json_lines},
                                                      {".json", Layout::json_lines},
                                                      {".tar", Layout::tar},
                                                      {".csv", Layout::csv},
                                                      {".tsv", Layout::tsv},
                                                      {".parquet", Layout::parquet}});
  const auto found = std::ranges::find_if(known, [&](const Known& k) { return name.ends_with(k.end); });
  return found == known.end() ? Layout::unknown : found->layout;
}

}  // namespace

Layout layout_of(std::string_view head, const ReadOptions& options) {
  head = head.substr(0, head_size);
  if (head.empty()) return Layout::nothing;
  const auto body = without_blanks(head);
  if (body.starts_with("WARC/")) return Layout::warc;
  if (body.starts_with("filedesc:")) return Layout::arc;
  if (head.starts_with("PAR1") || head.starts_with("PARE")) return Layout::parquet;
  if (is_tar_head(head)) return Layout::tar;
  if (!error_code(head).empty()) return Layout::error_answer;
  const auto inside = without_blanks(body.substr(std::min<std::size_t>(1, body.size())));
  if (body.starts_with('{') && (inside.starts_with('"') || inside.starts_with('}'))) return Layout::json_lines;
  if (body.starts_with('[') && inside.starts_with('{')) return Layout::json_array;
  if (modality_of_bytes(head) != Modality::other) return Layout::media;
  const auto named = layout_of_name(options.name);
  const bool text = is_text(head);
  if (text && is_table(head, '\t', options)) return Layout::tsv;
  if (text && is_table(head, ',', options)) return Layout::csv;
  if (named != Layout::unknown) return named;
  return text ? Layout::text : Layout::unknown;
}

namespace {

Result<void> read_medium(Window& window, Sink& sink, ReadStatus& status) {
  Document d;
  d.modality = modality_of_bytes(window.view().substr(0, 16));
  d.images = d.modality == Modality::image ? 1 : 0;
  d.place = window.place();
  ACCORD_TRY(d.bytes, window.skip(~std::uint64_t{0}));
  status.documents++;
  return sink.add(d);
}

}  // namespace

Result<void> read_text(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  const std::size_t part = std::min<std::size_t>(options.largest_record, std::size_t(4) << 20U);
  bool first = !options.from;
  while (true) {
    ACCORD_TRY(const bool beyond, window.ensure(part + 1));
    auto text = window.view().substr(0, part);
    if (text.empty()) {
      if (window.at_end()) return {};
      window.pass_hole();
      continue;
    }
    // Cut between characters: not before a byte that continues one.
    if (beyond) {
      std::size_t cut = part;
      while (cut > part - 4 && (static_cast<unsigned char>(window.view()[cut]) & 0xC0U) == 0x80) cut--;
      text = window.view().substr(0, cut);
    }
    Document d;
    fill_content(d, text, options.modality.value_or(Modality::text));
    d.place = window.place();
    d.continued = !first;
    d.more = beyond;
    if (first) status.documents++;
    first = false;
    ACCORD_CHECK(sink.add(d));
    window.take(text.size());
  }
}

Result<void> read_documents(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status) {
  const auto before = options.from ? std::optional(status) : std::nullopt;
  ACCORD_CHECK(window.ensure(head_size));
  while (window.view().empty() && window.at_hole()) {  // the first bytes are those behind the damage
    window.pass_hole();
    ACCORD_CHECK(window.ensure(head_size));
  }
  const auto layout = layout_of(window.view(), options);
  if (before && layout != Layout::csv && layout != Layout::tsv) {
    ACCORD_CHECK(window.seek(*options.from));
    status = *before;  // what the beginning has to say was said
  }
  const auto unreadable = [&](std::string_view why) {
    status.note(why, window.place());
    status.worsen(InputState::damaged);
    return Result<void>{};
  };
  switch (layout) {
    case Layout::nothing:
      return status.pass("empty file"), Result<void>{};
    case Layout::warc:
      return read_warc(window, options, sink, status);
    case Layout::arc:
      return read_arc(window, options, sink, status);
    case Layout::json_lines:
      return read_json_lines(window, options, sink, status);
    case Layout::tar:
      return read_tar(window, options, sink, status);
    case Layout::csv:
      return read_table(window, options, ',', sink, status);
    case Layout::tsv:
      return read_table(window, options, '\t', sink, status);
    case Layout::media:
      return read_medium(window, sink, status);
    case Layout::text:
      return read_text(window, options, sink, status);
    case Layout::json_array:
      return unreadable("a JSON array, not a line for each document");
    case Layout::parquet:
      return unreadable("Parquet in a stream (packed once more, or a pipe): make it a file of its own");
    case Layout::error_answer:
      return unreadable(fmt::format("an error answer saved as data: {}", error_code(window.view().substr(0, head_size))));
    case Layout::unknown:
      break;
  }
  return unreadable("no known format");
}

}  // namespace accord::format
