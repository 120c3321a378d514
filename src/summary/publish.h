// The public summary: of the working file, only what the template asks for. Format: docs/formats/summary.md.
//
// Law: no exact count of the working file is in it, but for the fields that the provider names under `publish:`.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "summary/template.h"

namespace accord::summary {

struct PublicFile {
  std::string name, holds;  // "domains.csv", the key of the field
  std::size_t lines = 0;    // without the heading
  std::string bytes;        // CSV, RFC 4180, UTF-8
};

struct Publication {
  Json summary;  // docs/formats/summary.schema.json
  std::vector<PublicFile> files;
};

// `t` has the words: ours or, by `with_labels`, somebody else's. `domains` is the content of the file of domains that the working
// file names, if it does. Errors: invalid when `working` is no working file; unprocessable while answers are in conflict, naming them.
Result<Publication> publish(const Json& working, const Template& t, std::string_view domains = {});

// The name of the file of domains that goes with a working file; empty where the list is in it.
std::string domain_file(const Json& working);

// One cell: quoted where RFC 4180 wants it; a text that a spreadsheet would take for a formula gets an apostrophe.
std::string csv_cell(std::string_view text);

}  // namespace accord::summary
