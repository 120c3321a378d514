// What became of an input that was read: for machines, and for people.
#pragma once

#include <string>

#include "base/json.h"
#include "format/document.h"

namespace accord::cli {

// path, status, `counted` (documents, answers), skipped, reasons with places, passed.
Json reading_json(const std::string& path, const format::ReadStatus& status, const char* counted);
// To standard error, if something was wrong: a line for the input, one for each reason with the place where it began.
void tell_of_reading(const std::string& path, const format::ReadStatus& status, const char* counted);

}  // namespace accord::cli
