// SHA-256 of what comes in pieces; base/bytes.h has it for what is there at once.
#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace accord {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  Hash finish();  // and begins anew

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace accord
