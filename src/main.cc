// The composition root: a table of sub-commands.
#include <CLI/CLI.hpp>
#include <exception>

#include "base/version.h"
#include "cli/corpus.h"
#include "cli/diff.h"
#include "cli/doctor.h"
#include "cli/exit.h"
#include "cli/import.h"
#include "cli/report.h"
#include "cli/serve.h"
#include "cli/summary.h"
#include "cli/summary_check.h"
#include "cli/verify.h"

int main(int argc, char** argv) {
  CLI::App app("Accord runs a code of practice from the call for participation to demonstrated compliance.", "accord");
  app.require_subcommand(1);
  app.set_version_flag("--version", "accord " + std::string(accord::program_version));
  app.footer("Start with: accord demo\nExit codes: 0 done, 1 the answer is no, 2 the input or the call is wrong, 3 the system failed.");
  int exit_code = 0;
  accord::cli::add_demo(app, exit_code);
  accord::cli::add_serve(app, exit_code);
  accord::cli::add_import(app, exit_code);
  accord::cli::add_corpus(app, exit_code);
  accord::cli::add_diff(app, exit_code);
  accord::cli::add_summary(app, exit_code);
  accord::cli::add_summary_check(app, exit_code);
  accord::cli::add_verify(app, exit_code);
  accord::cli::add_report(app, exit_code);
  accord::cli::add_doctor(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  } catch (const std::exception& e) {
    return accord::cli::complain({accord::Kind::internal, std::string("the program failed: ") + e.what(), "", ""});
  }
  return exit_code;
}
