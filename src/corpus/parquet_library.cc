#include "corpus/parquet_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

namespace accord::corpus {
namespace {

namespace fs = std::filesystem;

Result<format::OpenColumnFile*> load() {
  const char* const said = std::getenv("ACCORD_PARQUET");
  std::error_code ec;
  const auto path = said != nullptr ? fs::path(said) : fs::read_symlink("/proc/self/exe", ec).parent_path() / "libaccord_parquet.so";
  const auto cannot = [&](std::string why) {
    return fail(Kind::unavailable, "Parquet cannot be read: its library cannot be loaded", std::move(why),
                "get Arrow with tools/arrow.sh and build again (make build), or convert the files to JSON Lines");
  };
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return cannot(::dlerror());
  auto* const open = reinterpret_cast<format::OpenColumnFile*>(::dlsym(library, format::column_file_symbol));
  if (open == nullptr) return cannot(path.string() + " is of another version of the program");
  return open;
}

}  // namespace

Result<format::OpenColumnFile*> parquet_library() {
  static const auto loaded = load();
  return loaded;
}

}  // namespace accord::corpus
