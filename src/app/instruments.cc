#include "app/instruments.h"

#include <algorithm>

#include "base/utf8.h"
#include "store/points.h"

namespace accord::app {
namespace {

constexpr std::string_view first_notice =
    "What you file is kept with your name, the organisation that you speak for, your category and the time. Points that you mark for everyone are "
    "published with them; of points with the name withheld only the words, the provision and the category are published; chairs-only points are read "
    "by the chairs, the vice-chairs and the secretariat. A commitment to what you filed (a salted hash, never words or names) stands in the public log. "
    "You may ask the secretariat to remove a text or your personal data; the log then shows that something was removed and on what ground. "
    "Your own data can be exported at any time from your page.";

Result<void> check_text(const std::string& value, const char* field, std::size_t most) {
  ACCORD_CHECK(utf8::check(value, field));
  if (utf8::trim(value).empty()) return fail(Kind::invalid, std::string("the ") + field + " is missing", field, "fill it in");
  if (value.size() > most) return fail(Kind::too_large, std::string("the ") + field + " is too long", field, "shorten it to " + std::to_string(most) + " bytes");
  return {};
}

}  // namespace

Result<store::Instrument> create_instrument(Context& ctx, const Viewer& viewer, const NewInstrument& n) {
  ACCORD_CHECK(require(viewer, Permission::administer, {}));
  ACCORD_CHECK(check_text(n.title, "title", 300));
  ACCORD_CHECK(utf8::check(n.summary, "summary"));
  const bool slug_ok = n.slug.size() >= 2 && n.slug.size() <= 60 && std::ranges::all_of(n.slug, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!slug_ok) return fail(Kind::invalid, "the slug is the instrument's part of the address", "slug", "use 2 to 60 small letters, digits and hyphens, such as gpai-code");
  return ctx.db.write([&](store::Writer& w) -> Result<store::Instrument> {
    if (store::instrument(w, viewer, n.slug)) return fail(Kind::conflict, "there is an instrument with this slug already", "slug", "choose another");
    const store::Instrument i{encode_id(w.random()(16)), n.slug, n.title, n.short_title.empty() ? n.title : n.short_title, n.language, n.summary, n.example};
    store::put_instrument(w, i);
    store::put_body(w, {encode_id(w.random()(16)), i.id, "Plenary", "public"});
    store::put_document(w, {encode_id(w.random()(16)), i.id, "privacy", "Privacy notice", std::string(first_notice), "", "[]", 1, 0});
    store::add_audit(w, viewer.person, "created the instrument", i.id, "instrument:" + i.id, n.slug);
    return i;
  });
}

Result<void> edit_document(Context& ctx, const Viewer& viewer, const std::string& slug, const store::Document& d) {
  ACCORD_CHECK(check_text(d.title, "title", 300));
  ACCORD_CHECK(check_text(d.body, "body", 512U << 10U));
  return ctx.db.write([&](store::Writer& w) -> Result<void> {
    ACCORD_TRY(const auto i, store::instrument(w, viewer, slug));
    ACCORD_CHECK(require(viewer, Permission::office, i.id));
    store::Document next = d;
    next.id = encode_id(w.random()(16));
    next.instrument = i.id;
    store::put_document(w, next);
    store::add_audit(w, viewer.person, "edited a document", i.id, "document:" + d.slug);
    return {};
  });
}

}  // namespace accord::app
