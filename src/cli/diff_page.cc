#include <fmt/format.h>

#include "cli/diff_view.h"

namespace accord::cli {

using text::ChangeKind;
using text::Op;

namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--ink:#16202c;--quiet:#5a6676;--line:#dde2e6;--paper:#fff;--new:#0b6238;--new-back:#e2f2e8;--old:#a11420;--old-back:#fbe4e4;--moved:#6c3a9c}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--quiet:#a3adba;--line:#38414c;--paper:#14181d;--new:#7fd6a4;--new-back:#143122;--old:#ff9a9a;--old-back:#3d1a1d;--moved:#c9a2f2}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1rem 4rem;max-width:64rem;background:var(--paper);color:var(--ink);font:1rem/1.6 Inter,system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0 1rem}
.files,.from,dd{color:var(--quiet);font-size:.9rem}
dl{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:0 0 1.5rem}
dl div{display:flex;flex-direction:column-reverse}
dt{font-size:.9rem;color:var(--quiet)}dd{margin:0;font-size:1.4rem;font-weight:700;line-height:1.2}
article{display:grid;grid-template-columns:minmax(6rem,9rem) minmax(0,1fr);gap:0 1.5rem;border-top:1px solid var(--line);padding:1rem 0}
.label{font-size:.85rem}.label strong{display:block}
.new .label{color:var(--new)}.deleted .label{color:var(--old)}.moved .label{color:var(--moved)}
h2{font-size:1.1rem;line-height:1.4;margin:0 0 .4rem}
.text{font-family:"Source Serif 4",Georgia,serif;font-size:1.1rem;max-width:62ch;white-space:pre-wrap}
ins{color:var(--new);background:var(--new-back);text-decoration:underline;text-underline-offset:.15em}
del{color:var(--old);background:var(--old-back);text-decoration:line-through}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:36rem){article{grid-template-columns:1fr;gap:.3rem}}
@media(forced-colors:active){ins,del{forced-color-adjust:auto}}
@media print{body{max-width:none;padding:0;font-size:10pt}article{break-inside:avoid-page}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// Screen readers pass over <ins> and <del> in silence: a word that only they see says it.
std::string marked(const std::vector<text::Span>& spans) {
  std::string out;
  for (const auto& s : flowing(spans)) {
    if (s.op == Op::keep)
      out += escaped(s.text);
    else
      out += fmt::format("<{0}><span class=\"spoken\">[{1}: </span>{2}<span class=\"spoken\">]</span></{0}>", s.op == Op::insert ? "ins" : "del",
                         s.op == Op::insert ? "inserted" : "deleted", escaped(s.text));
  }
  return out;
}

std::string entry(const Comparison& c, const text::RedlineItem& item) {
  std::string out =
      fmt::format("<article class=\"{}\">\n<p class=\"label\" style=\"margin:0\"><strong>{}</strong> {}</p>\n<div>", to_string(item.change.kind),
                  escaped(place(c, item.change)), escaped(what_happened(c, item.change)));
  if (!item.heading.empty()) out += fmt::format("<h2>{}</h2>", marked(item.heading));
  if (!item.body.empty()) out += fmt::format("<div class=\"text\">{}</div>", marked(item.body));
  return out + "</div>\n</article>\n";
}

}  // namespace

std::string diff_page(const Comparison& c, bool all) {
  const std::string language = escaped(c.after.language.empty() ? "en" : c.after.language);
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>What changed: {0} to {1}</title>\n<style>{2}</style>\n</head>\n<body>\n<header>\n<p class=\"files\">{0} \u2192 {1}</p>\n"
      "<h1>What changed</h1>\n<dl>\n",
      escaped(c.old_name), escaped(c.new_name), style);
  for (const auto& [kind, n] : tally(c)) out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", kind, n);
  const auto& words = c.redline.words;
  for (const auto& [what, n] : {std::pair{"words kept", words.kept}, {"words deleted", words.deleted}, {"words inserted", words.inserted}})
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", what, n);
  out += fmt::format("</dl>\n</header>\n<main lang=\"{}\">\n", language);
  bool any = false;
  for (const auto& item : c.redline.items) {
    if (item.change.kind == ChangeKind::same && !all) continue;
    out += entry(c, item);
    any = true;
  }
  if (!any) out += "<p>The two drafts are the same.</p>\n";
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace accord::cli
