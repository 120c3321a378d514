// The feedback report as tables, for spreadsheets and programs: all its numbers, each with the address of what it counts.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace accord::app::pages {

struct TableCell {
  Json value = nullptr;  // a number, a text, or null
  std::string href;      // empty: none
};
struct ReportTable {
  std::string name;                  // "Provisions"; at most 31 characters
  std::vector<std::string> columns;
  std::vector<std::vector<TableCell>> rows;  // as wide as `columns`; the first cell names the row
};
std::vector<ReportTable> report_tables(const Json& report);

// "table,row,column,value,address", a line for each cell that holds something. Addresses are paths from the root.
std::string report_csv(const std::vector<ReportTable>& tables);
// An object for each row: {"table": ..., column: value, ..., "addresses": {column: address}}.
std::string report_jsonl(const std::vector<ReportTable>& tables);

}  // namespace accord::app::pages
