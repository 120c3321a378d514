#include "app/context.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/bytes.h"
#include "store/instruments.h"

namespace accord::app {

std::string keyed_hash(const std::string& secret, std::string_view message) {
  std::string out(32, '\0');
  unsigned size = 32;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(message.data()), message.size(),
       reinterpret_cast<unsigned char*>(out.data()), &size);
  return to_base64url(out);
}

Result<void> require(const Viewer& viewer, Permission permission, std::string_view instrument) {
  if (viewer.may(permission, instrument)) return {};
  if (!viewer.signed_in()) return fail(Kind::unauthenticated, "sign in first", {}, "sign in at /sign-in, or send a token");
  switch (permission) {
    case Permission::participate: return fail(Kind::forbidden, "only participants and observers of this instrument comment on it", {}, "ask the secretariat for an invitation");
    case Permission::draft: return fail(Kind::forbidden, "this is for the chairs and the secretariat");
    default: return fail(Kind::forbidden, "this is for the secretariat");
  }
}

Result<void> require_at(Context& ctx, const Viewer& viewer, Permission permission, const std::string& slug) {
  ACCORD_TRY(const auto instrument, ctx.db.read([&](store::Reader& r) { return store::instrument(r, viewer, slug); }));
  return require(viewer, permission, instrument.id);
}

}  // namespace accord::app
