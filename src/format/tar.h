// Heads of tar entries (POSIX ustar and pax, GNU).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace accord::format {

inline constexpr std::size_t tar_block = 512;

struct TarHead {
  std::string name;
  std::uint64_t size = 0;
  char type = '0';
};

bool is_tar_head(std::string_view block);                    // its checksum is right
bool parse_tar_head(std::string_view block, TarHead& head);  // false when it is none
std::string pax_path(std::string_view records);              // "27 path=a/long/name.txt\n..."; empty when it names none

}  // namespace accord::format
