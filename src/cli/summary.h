// accord summary init|fill|render …: the public summary of training content (Article 53(1)(d) of Regulation (EU) 2024/1689).
#pragma once

#include "base/result.h"
#include "summary/template.h"

namespace CLI {
class App;
}

namespace accord::cli {

void add_summary(CLI::App& app, int& exit_code);

// A file per sub-command.
void add_summary_init(CLI::App& summary, int& exit_code);
void add_summary_fill(CLI::App& summary, int& exit_code);
void add_summary_render(CLI::App& summary, int& exit_code);

// The template with our words, or with those of a file (--labels): docs/formats/summary.md.
Result<summary::Template> template_with(const std::string& labels_path);

}  // namespace accord::cli
