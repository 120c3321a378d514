// Readers of rule text. Bytes decide the format where they can; the name only breaks a tie.
#pragma once

#include "base/result.h"
#include "text/provision.h"

namespace accord::text {

constexpr std::size_t max_draft_bytes = 20U << 20U;

// Markdown (CommonMark with tables and footnotes; kramdown front matter, `--- abstract` dividers and
// references as IETF drafts use them) or HTML. Errors: too_large; unsupported (a zip, a PDF, binary);
// invalid (UTF-8, NUL; `place` names the byte); unprocessable (no provision found).
Result<DraftText> read_draft(std::string_view bytes, std::string_view file_name);
Result<DraftText> read_markdown(std::string_view bytes);
Result<DraftText> read_html(std::string_view bytes);

}  // namespace accord::text
