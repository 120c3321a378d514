// What the installation knows of itself: a few names and values.
#pragma once

#include "store/database.h"

namespace accord::store {

std::string meta(Reader& r, const std::string& key);  // "" when absent
void put_meta(Writer& w, const std::string& key, const std::string& value);
bool has_filed(Reader& r, const std::string& person);

}  // namespace accord::store
