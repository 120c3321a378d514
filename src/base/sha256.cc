#include "base/sha256.h"

#include <openssl/evp.h>

namespace accord {

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(evp); }
  void begin() const {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_DigestInit_ex(evp, algorithm, nullptr);
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->begin(); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()); }

Hash Sha256::finish() {
  Hash out{};
  EVP_DigestFinal_ex(context_->evp, out.data(), nullptr);
  context_->begin();
  return out;
}

}  // namespace accord
