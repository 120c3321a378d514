// The public summary as its page shows it: a value for assets/templates/summary-public.mustache.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "summary/template.h"

namespace accord::cli {

// `summary` as in docs/formats/summary.md; `has_pdf` says whether a PDF lies beside the page.
Json summary_view(const Json& summary, const summary::Template& t, bool has_pdf);
// The answers of one field, as the template lists them: {"label", "short", "none", "hole", "paragraphs", "pairs", ...}.
Json answer_view(const Json& field, const summary::Template& t);
// The whole page: self-contained HTML.
Result<std::string> summary_page(const Json& summary, const summary::Template& t, bool has_pdf);

// Paragraphs with their links: [{"html"}].
Json prose(const std::string& text);
std::string day_text(const std::string& iso);    // 2026-11-28: 28/11/2026, the template's form
std::string month_text(const std::string& iso);  // 2026-06: 06/2026

}  // namespace accord::cli
