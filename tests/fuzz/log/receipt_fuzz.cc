// Receipts: any bytes are refused or read; what is read survives being written, and is checked without a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "record/receipt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace accord;
  static const auto known = merkle::public_half(merkle::make_key("fuzz.example/log", std::string(32, 'f')));
  const auto receipt = record::decode_receipt({reinterpret_cast<const char*>(data), size});
  if (!receipt) return 0;
  const auto written = record::encode_receipt(*receipt);
  const auto again = record::decode_receipt(written);
  if (!again || record::encode_receipt(*again) != written) std::abort();
  if (record::verify_receipt(*receipt, known).has_value() != record::verify_receipt(*again, known).has_value()) std::abort();
  return 0;
}
