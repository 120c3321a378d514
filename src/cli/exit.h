// cli: a file per sub-command; its opening comment is the manual and the exit codes.
//
// Rule: only this room reads arguments, prints and exits. Exit codes: 0 done, 1 the answer is no,
// 2 the input or the call is wrong, 3 the system failed.
// Threads: the main thread, unless a command says otherwise.
#pragma once

#include "base/result.h"

namespace accord::cli {

int exit_code(Kind kind);
// Prints "accord: message (place)" and the remedy to standard error, and gives the exit code.
int complain(const Error& e);

}  // namespace accord::cli
