// What a document is: text, picture, recording; and on which day.
#pragma once

#include <cstdint>
#include <string_view>

#include "format/document.h"

namespace accord::format {

// ASCII letters of either case; `lower` is in lower case.
bool equals_ignoring_case(std::string_view a, std::string_view lower);

Modality modality_of_type(std::string_view content_type);    // "text/html; charset=utf-8"; other when it does not say
Modality modality_of_bytes(std::string_view head);           // by the magic of pictures and recordings; other when it is none
Modality modality_of(std::string_view content_type, std::string_view payload_type, std::string_view content);  // the first of the three that says
Modality modality_of_extension(std::string_view extension);  // "jpg", "TXT"; other when unknown

// The day (since 1970-01-01) of "2024-05-18T01:58:10Z", "2024-05-18 01:58:10", "20240518015810", "1716000000" (seconds) or
// "1716000000000" (milliseconds); no_day for everything else, and for days before 1990 or behind 2199, which are no days of a collection.
std::int32_t day_of(std::string_view date);
std::int32_t day_of_seconds(std::int64_t seconds_or_milliseconds);

// Sets text or media: a text's bytes are its own, a medium's are `bytes` and its text is its caption.
void fill_content(Document& document, std::string_view content, Modality modality);

}  // namespace accord::format
