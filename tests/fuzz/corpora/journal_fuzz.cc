// The state of a scan from any bytes: it is refused, or what it says is gone on with, and it can still be written to.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "corpus/journal.h"

using namespace accord;
namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto out = (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / ("accord-fuzz-" + std::to_string(::getpid()));
  static const auto folder = fs::path(out.string() + ".scan");
  static const bool tidied = std::atexit([] { fs::remove_all(folder); }) == 0;
  if (!tidied) std::abort();
  fs::create_directories(folder);
  std::ofstream(folder / "0.tally") << "x";
  std::ofstream(folder / "journal", std::ios::binary) << R"({"scan":"this"})"
                                                      << "\n"
                                                      << std::string_view(reinterpret_cast<const char*>(data), size);
  std::size_t parts = 0;
  {
    const auto journal = corpus::Journal::open(out, "this", true);
    if (!journal) return journal.error().message.empty() ? std::abort(), 0 : 0;
    parts = (*journal)->parts().size();
    const auto next = (*journal)->next_part();
    if (next.parent_path() != folder || fs::exists(next)) std::abort();  // nothing is written over
    std::ofstream(next) << "x";
    if (!(*journal)->note(next, {"a\xff"}, "", {})) std::abort();
  }
  const auto again = corpus::Journal::open(out, "this", true);
  if (!again || (*again)->parts().size() != parts + 1 || !(*again)->is_done("a\xff")) std::abort();
  (*again)->remove();
  return 0;
}
