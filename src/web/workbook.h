// Tables as a workbook for spreadsheets (Office Open XML, by libxlsxwriter).
#pragma once

#include "app/pages/report_tables.h"
#include "base/clock.h"
#include "base/result.h"

namespace accord::web {

// The bytes of the file, the same for the same tables. Texts are written as texts, whatever they begin with: no cell is a
// formula. `base` is put before each address. Errors: internal.
Result<std::string> workbook(const std::vector<app::pages::ReportTable>& tables, const std::string& title, const std::string& base, Instant created);

}  // namespace accord::web
