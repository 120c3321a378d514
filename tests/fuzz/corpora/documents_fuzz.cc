// Every layout of a corpus: no bytes crash a reader or make it run on, every view that it hands out can be read, and reading can go on
// at the place of any document.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "format/packed.h"
#include "format/reader.h"

using namespace accord;
using namespace accord::format;

namespace {

class Touch : public Sink {
 public:
  std::uint64_t documents = 0, sum = 0;
  Place middle;
  Result<void> add(const Document& d) override {
    for (const auto view : {d.text, d.url, d.language, d.id, d.source}) {
      for (const char c : view) sum += static_cast<unsigned char>(c);
    }
    if (++documents == 2) middle = d.place;
    return {};
  }
};

// Tells what did not hold, since an input alone may not show it again.
void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

class TouchAnswers : public AnswerSink {
 public:
  std::uint64_t sum = 0;
  Result<void> add(const Answer& a) override {
    for (const auto view : {a.url, a.date, a.headers, a.body, a.type}) {
      for (const char c : view) sum += static_cast<unsigned char>(c);
    }
    return {};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static constexpr const char* names[] = {"", "x.warc", "x.arc", "x.jsonl", "x.tar", "x.csv", "x.tsv", "x.txt"};
  const std::string_view stored(reinterpret_cast<const char*>(data) + 2, size - 2);
  ReadOptions options{.largest_record = 1U << 16U, .name = names[data[0] % 8]};
  Touch sink;
  ReadStatus status;
  auto window = open_window(memory_stream(stored, 1 + data[1] * 17U), status);
  must(read_documents(*window, options, sink, status).has_value(), "reading ends well");
  TouchAnswers answers;
  auto options_of_answers = options;
  options_of_answers.answers = &answers;
  Touch others;
  ReadStatus status_of_answers;
  auto third = open_window(memory_stream(stored, 1 + data[1] * 17U), status_of_answers);
  must(read_documents(*third, options_of_answers, others, status_of_answers).has_value(), "reading of answers ends well");
  if (sink.documents < 2) return 0;
  options.from = sink.middle;
  Touch rest;
  ReadStatus again;
  auto second = open_window(memory_stream(stored, 4096), again);
  must(read_documents(*second, options, rest, again).has_value(), "reading from the second document ends well");
  must(rest.documents != 0, "the second document is found again");
  return 0;
}
