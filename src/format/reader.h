// Readers of corpora: each takes a window of content, and hands its documents to a sink.
//
// Rule: a reader takes any bytes. What it cannot read it counts in the status, with a reason and a place, and goes on; its
// Result is an error only when the sink or the system failed. It holds at most one record in memory, within a cap.
// Threads: one reader, one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "format/answer.h"
#include "format/byte_source.h"
#include "format/document.h"

namespace accord::format {

// Names of fields or columns ("meta.url" looks inside an object); empty: those that known corpora use.
struct FieldNames {
  std::string text{}, url{}, language{}, date{}, tokens{}, id{}, source{}, milliseconds{};
};

struct ReadOptions {
  std::size_t largest_record = std::size_t(64) << 20U;  // bytes; larger ones are skipped and counted
  std::optional<Modality> modality{};                   // of documents that do not say
  FieldNames fields{};
  std::string name{};           // of the file, for what its bytes do not say
  std::optional<Place> from{};  // where to go on, instead of at the beginning
  bool naming = true;           // whether the sink asks for identifiers and sources: where leaving them out saves time, they are left out
  // Of JSON Lines in plain bytes, one portion: the lines that begin before this byte, and at `from` or behind it.
  std::optional<std::uint64_t> until{};
  AnswerSink* answers = nullptr;  // if there is one, what web archives hold goes there, whatever its status, and not to the sink
};

// How content is laid out, told by its first bytes.
enum class Layout {
  nothing,  // an empty file
  warc,
  arc,
  json_lines,
  json_array,  // one array around all documents: not read
  tar,
  csv,
  tsv,
  parquet,
  error_answer,  // what an object store said instead of the data
  media,         // a picture or a recording by itself
  text,
  unknown,
};
Layout layout_of(std::string_view head, const ReadOptions& options);

// Looks at the beginning, and reads by the layout from there or from where the options say. Parquet is told and not read: it is no
// stream, see format/parquet.h.
Result<void> read_documents(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);

Result<void> read_warc(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);  // WARC 0.17 to 1.1, WET
Result<void> read_arc(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);   // ARC v1 and v2
Result<void> read_json_lines(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);
Result<void> read_tar(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);  // samples as webdataset has them
Result<void> read_table(Window& window, const ReadOptions& options, char separator, Sink& sink,
                        ReadStatus& status);  // RFC 4180, with a line of names
Result<void> read_text(Window& window, const ReadOptions& options, Sink& sink, ReadStatus& status);

}  // namespace accord::format
