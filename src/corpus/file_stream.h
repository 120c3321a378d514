// A file as a stream of bytes, read in order. It is read and not mapped: an error of the disk is a value, not a signal, and what
// was read does not stay in memory.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "format/byte_source.h"

namespace accord::corpus {

// `position` follows what was read, for others to look at; it outlives the stream. Errors: not_found; invalid for a folder, a pipe or a device;
// unavailable, from here or from a pull, with what the system says.
Result<std::unique_ptr<format::ByteStream>> open_stream(const std::filesystem::path& path, std::atomic<std::uint64_t>& position);

}  // namespace accord::corpus
