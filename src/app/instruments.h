// Instruments and their documents.
#pragma once

#include "app/context.h"
#include "store/instruments.h"

namespace accord::app {

struct NewInstrument {
  std::string slug, title, short_title, language = "en", summary;
  bool example = false;
};
// Makes the instrument with its one body ("Plenary") and its first privacy notice.
Result<store::Instrument> create_instrument(Context& ctx, const Viewer& viewer, const NewInstrument& n);
// The next version of a document; both stay (P1).
Result<void> edit_document(Context& ctx, const Viewer& viewer, const std::string& instrument_slug, const store::Document& d);

}  // namespace accord::app
