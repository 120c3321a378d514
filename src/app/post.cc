#include "app/post.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/notices.h"
#include "base/bytes.h"
#include "format/mail.h"
#include "store/instruments.h"
#include "store/points.h"

namespace accord::app {

Result<std::vector<Letter>> due_letters(Context& ctx, const std::string& from) {
  return ctx.db.read([&](store::Reader& r) -> Result<std::vector<Letter>> {
    std::vector<Letter> out;
    const Instant now = ctx.clock();
    const auto due = store::post(r, now);
    if (due.empty()) return out;
    Viewer nobody;  // titles of instruments are public
    nobody.now = now;
    const auto instruments = store::instruments(r, nobody);
    const auto domain = from.substr(from.rfind('@') + 1);
    for (const auto& p : due) {
      Letter letter{p.person, p.email, {}, {}, {}};
      std::string lines;
      for (const auto& n : p.notices) {
        letter.notices.push_back(n.id);
        const auto i = std::ranges::find(instruments, n.instrument, &store::Instrument::id);
        if (i == instruments.end()) continue;
        const auto words = words_of(n, i->slug, i->short_title);
        lines += "- " + words.text + "\n" + (words.href.empty() ? "" : "  " + ctx.public_url + words.href + "\n");
      }
      auto ids = letter.notices;
      std::ranges::sort(ids);
      std::string all;
      for (const auto& id : ids) all += id + "\n";
      letter.message_id = fmt::format("{}@{}", to_hex(sha256(all)).substr(0, 32), domain);
      format::Mail m;
      m.from_name = "Accord", m.from = from, m.to_name = p.name, m.to = p.email, m.message_id = letter.message_id, m.date = now;
      m.subject = p.notices.size() == 1 ? "News of your points" : fmt::format("News of your points: {} notices", p.notices.size());
      m.body = fmt::format("{}\nAll of it, and how you are told: {}/me\n", lines, ctx.public_url);
      auto bytes = format::write_mail(m);
      if (bytes) letter.bytes = std::move(*bytes);  // an address that nothing can be sent to leaves it empty
      out.push_back(std::move(letter));
    }
    return out;
  });
}

Result<Delivery> deliver(Context& ctx, Carrier& carrier, const std::string& from, const std::set<std::string>& without) {
  ACCORD_TRY(const auto due, due_letters(ctx, from));
  Delivery out;
  for (const auto& letter : due) {
    if (without.contains(letter.person)) continue;
    if (letter.bytes.empty()) {
      out.refused.emplace_back(letter.person, Error{Kind::invalid, "the address is none that can be written to", "to", "let the person be invited again with another one"});
      continue;
    }
    if (auto ok = carrier.carry(from, letter); !ok) {
      if (ok.error().kind == Kind::unavailable) return std::unexpected(ok.error());
      out.refused.emplace_back(letter.person, ok.error());
      continue;
    }
    ACCORD_CHECK(ctx.db.write([&](store::Writer& w) -> Result<void> {
      store::mark_mailed(w, letter.notices);
      store::add_audit(w, "", "sent a mail", "", "person:" + letter.person, std::to_string(letter.notices.size()));
      return {};
    }));
    out.carried += 1;
  }
  return out;
}

}  // namespace accord::app
