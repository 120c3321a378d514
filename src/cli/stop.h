// A polite end for commands that take long: the first Ctrl-C (or SIGTERM) asks, a second one ends the program as it stands.
#pragma once

#include <atomic>

namespace accord::cli {

// From now on signals are asked for here; true once one came. One for the program.
const std::atomic<bool>& stop_on_signals();

}  // namespace accord::cli
