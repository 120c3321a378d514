#include "app/redact.h"

#include <fmt/format.h>

#include <array>

#include "base/utf8.h"
#include "record/entry.h"
#include "store/instruments.h"
#include "store/points.h"

namespace accord::app {
namespace {

constexpr std::array kinds = {"personal-data", "third-party", "unlawful", "business-secret"};

// One entry for each commitment whose content goes.
void erase(store::Writer& w, const Viewer& viewer, const std::string& instrument, const std::string& subject, const std::string& what, const RedactionInput& in) {
  for (const auto& o : store::opened_of(w, viewer, instrument, subject)) {
    if (!o.content) continue;
    const Json refers = {{"index", o.log_index}, {"commitment", o.commitment}, {"what", what}, {"kind", in.kind}};
    const auto index = static_cast<std::int64_t>(w.append_entry(record::encode_entry(record::EntryKind::redaction, {}, refers)));
    store::add_redaction(w, {encode_id(w.random()(16)), instrument, subject, what, in.kind + ": " + in.ground, viewer.person, index, o.log_index, 0});
  }
  store::redact_opened(w, subject);
}

}  // namespace

Result<Redacted> redact(Context& ctx, const Viewer& viewer, const std::string& slug, const RedactionInput& in) {
  ACCORD_CHECK(utf8::check(in.ground, "ground"));
  if (std::ranges::find(kinds, in.kind) == kinds.end()) return fail(Kind::invalid, "the kind of ground is not on the list", "kind", fmt::format("use one of {}", fmt::join(kinds, ", ")));
  if (utf8::length(utf8::trim(in.ground)) < 10) return fail(Kind::invalid, "a redaction needs its ground in words", "ground", "say what was removed and why; everybody will read it");
  if (in.what != "text" && in.what != "author" && in.what != "both") return fail(Kind::invalid, "say what is removed", "what", "use text, author or both");
  return ctx.db.write([&](store::Writer& w) -> Result<Redacted> {
    Redacted done;
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::office, i.id));
    ACCORD_TRY(const auto p, store::point(w, viewer, i.id, in.point));
    if (in.what != "author") {
      erase(w, viewer, i.id, "point:" + p.id, "text", in);
      store::redact_point(w, p.id);
      done.text = true;
    }
    if (in.what != "text") {
      const bool everywhere = viewer.may(Permission::administer, {});
      for (const auto& f : store::filings_by(w, p.person)) {
        if (!everywhere && f.instrument != i.id) continue;
        erase(w, viewer, f.instrument, "author:" + f.id, "author", in);
        store::redact_filing(w, f.id);
      }
      done.author = true;
      done.account = everywhere || !store::known_elsewhere(w, p.person, i.id);
      if (done.account) store::erase_person(w, p.person, std::string(store::name_removed));
    }
    store::add_audit(w, viewer.person, "redacted " + in.what + (done.account ? " and the account" : ""), i.id, "point:" + p.id, in.kind);
    return done;
  });
}

}  // namespace accord::app
