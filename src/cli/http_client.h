// Asking a server from the command line (libcurl).
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace accord::cli {

// Posts JSON with a bearer token. An error answer becomes an Error with the server's message, place and
// remedy; unavailable when the server cannot be reached. Answers of up to 64 MB; 60 s.
Result<Json> post_json(const std::string& url, const std::string& token, const Json& body);

// Reads an address; the same errors and caps.
Result<std::string> get(const std::string& url, const std::string& accept);

}  // namespace accord::cli
