// accord corpus scan INPUT... -o PART.tally [--source NAME --kind KIND] [--stage collected|processed] [--threads N] [--resume] [--strict]
// [--json]
//
// Counts documents, bytes, characters, tokens, pictures, recordings, languages, dates and registrable domains, exactly, into a tally. An
// input is a file, a folder, a pattern or a series ("part-{000..099}.jsonl.gz": each of them must be there); "-" reads names from standard
// input, a line each; a corpus.toml names many sources. Formats are told by their bytes: WARC, WET, ARC, JSON Lines, CSV, TSV, tar of
// samples, text, pictures and recordings, each plain or in gzip, zstd or lz4; and Parquet, of which only the columns that count are read.
// One large file of Parquet or plain JSON Lines is read by all threads. Parquet needs libaccord_parquet.so beside the program (or where
// the environment's ACCORD_PARQUET says), and Arrow, which tools/arrow.sh gets before the build.
//
// Tokens are what a field or column declares. With --tokenizer sentencepiece:FILE (or tokenizer = "..." in corpus.toml) they are counted
// in every text by that model, and what a field declares is ignored: one tally has tokens of one kind, and its header says which.
//
// What is damaged, truncated or missing is noted with its input, by reason and place, and never ends the run. Interrupted (Ctrl-C, a
// crash), the same call with --resume goes on where it was, inside a file. What would hang, be counted twice or be overwritten is refused
// before anything is read: pipes and devices, one file in two sources, an output that is an input.
//
// Exit codes: 0 scanned; 1 with --strict, and an input was not whole or a record was skipped; 2 the call is wrong; 3 the system failed or
// the scan was stopped.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/json.h"
#include "cli/corpus.h"
#include "cli/corpus_inputs.h"
#include "cli/exit.h"
#include "cli/stop.h"
#include "corpus/plan.h"
#include "corpus/scan.h"

namespace accord::cli {
namespace {

struct Call {
  std::vector<std::string> inputs;
  std::string out, source, kind = "other", modality, tokenizer, stage = "collected", description, licence, link, crawler, period;
  std::string suffixes = "/usr/share/publicsuffix/public_suffix_list.dat", suffix_section = "icann", suffix_date;
  std::shared_ptr<const corpus::Tokenizer> model;
  format::FieldNames fields;
  unsigned threads = 0;
  std::uint64_t memory_mb = 256, record_mb = 64;
  double checkpoint = 60;
  bool stage_given = false, declared_only = false, duplicates = false, resume = false, strict = false, json = false;
};

Result<std::string> read_file(const std::string& path, const std::string& remedy) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Kind::not_found, "the file cannot be read", path, remedy);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// The day on which a file was last changed: what a list of suffixes that states no date is dated by.
std::string day_of_change(const std::string& path) {
  std::error_code ec;
  const auto at = std::filesystem::last_write_time(path, ec);
  return ec ? std::string{} : summary::to_text(std::chrono::floor<std::chrono::days>(std::chrono::file_clock::to_sys(at)));
}

// One source of what the call names, and those of every corpus.toml among it.
Result<std::vector<corpus::ScanSource>> sources_of(Call& c) {
  std::vector<corpus::ScanSource> sources;
  std::vector<std::string> named;
  for (const auto& input : c.inputs) {
    if (input == "-") {
      for (std::string line; std::getline(std::cin, line);)
        if (!line.empty()) named.push_back(line);
    } else if (input.ends_with(".toml")) {
      ACCORD_TRY(const auto bytes, read_file(input, "name a corpus.toml that is there"));
      ACCORD_TRY(auto plan, corpus::read_plan(bytes, input));
      if (plan.stage && c.stage_given && name(*plan.stage) != c.stage)
        return fail(Kind::invalid, fmt::format("{} is of data as {}, and --stage says {}", input, name(*plan.stage), c.stage), "--stage",
                    "leave --stage out, or change the file");
      if (plan.stage) c.stage = name(*plan.stage);
      if (!plan.tokenizer.empty()) {
        ACCORD_TRY(auto tokenizer, corpus::Tokenizer::open(plan.tokenizer, std::filesystem::path(input).parent_path()));
        if (c.model && (c.model->sha256() != tokenizer->sha256() || c.model->name() != tokenizer->name()))
          return fail(Kind::invalid, fmt::format("{} has the tokens counted with {}, and not with {}", input, tokenizer->name(), c.model->name()),
                      "--tokenizer", "leave --tokenizer out, or change the file: one tally has one tokenizer");
        c.model = std::move(tokenizer);
      }
      for (auto& s : plan.sources) sources.push_back(std::move(s));
    } else {
      named.push_back(input);
    }
  }
  if (named.empty()) return sources;
  const auto kind = summary::source_kind_named(c.kind);
  if (!kind)
    return fail(Kind::invalid, fmt::format("\"{}\" is no kind of source", c.kind), "--kind",
                "public-dataset, licensed, other-private, crawled, user, synthetic or other");
  corpus::ScanSource s;
  s.source = {.name = c.source,
              .kind = *kind,
              .description = c.description,
              .licence = c.licence,
              .link = c.link,
              .crawler = c.crawler,
              .period = c.period};
  s.fields = c.fields;
  if (!c.modality.empty()) {
    const auto at = std::ranges::find(format::modality_names, c.modality);
    if (at == format::modality_names.end())
      return fail(Kind::invalid, fmt::format("\"{}\" is no modality", c.modality), "--modality", "text, image, audio, video or other");
    s.modality = static_cast<format::Modality>(at - format::modality_names.begin());
  }
  ACCORD_TRY(s.inputs, corpus::find_inputs(named));
  sources.push_back(std::move(s));
  return sources;
}

// On a terminal a line that changes; else a line every ten seconds.
class Teller {
 public:
  void operator()(const corpus::ScanProgress& p) {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> took = now - began_, since = now - told_;
    if (!terminal_ && since.count() < 10) return;
    told_ = now;
    const double rate = static_cast<double>(p.bytes) / std::max(took.count(), 0.001);
    const double left = rate > 0 ? static_cast<double>(p.of_bytes - std::min(p.bytes, p.of_bytes)) / rate : 0;
    const auto what =
        p.merging ? std::string("merging")
                  : fmt::format("{} of {} inputs, {:.1f} of {:.1f} MB ({:.0f} MB/s), {} documents, {:.0f} s left", p.inputs, p.of_inputs,
                                static_cast<double>(p.bytes) / 1e6, static_cast<double>(p.of_bytes) / 1e6, rate / 1e6, p.documents, left);
    fmt::print(stderr, "{}{}{}", terminal_ ? "\r" : "", what, terminal_ ? "\x1b[K" : "\n");
  }
  void end() const {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now(), told_ = began_;
};

Json report(const corpus::ScanResult& r) {
  Json inputs = Json::array();
  for (const auto& i : r.reports) inputs.push_back(reading_json(i.path, i.status, "documents"));
  std::uint64_t documents = 0, bytes = 0;
  for (const auto& s : r.totals.sources) {
    for (const auto& [modality, m] : s.modalities) {
      documents += m.counts.documents;
      bytes += m.counts.bytes;
    }
  }
  return {{"documents", documents}, {"bytes", bytes}, {"digest", r.totals.digest}, {"inputs", std::move(inputs)}};
}

// What was not whole, an input a line, with the place where it began.
bool complain_of_inputs(const corpus::ScanResult& r, bool quiet) {
  bool whole = true;
  for (const auto& i : r.totals.inputs) whole = whole && i.status == summary::InputStatus::ok && i.skipped == 0;
  for (const auto& i : r.reports) {
    if (!quiet) tell_of_reading(i.path, i.status, "documents");
  }
  if (r.parquet) complain(*r.parquet);
  return whole;
}

Result<corpus::ScanResult> scan(Call& c, Teller& teller) {
  corpus::ScanOptions o;
  if (!c.tokenizer.empty()) {
    ACCORD_TRY(c.model, corpus::Tokenizer::open(c.tokenizer));
  }
  ACCORD_TRY(o.sources, sources_of(c));
  for (auto& s : o.sources) ACCORD_CHECK(corpus::leave_out_output(s.inputs, c.out));
  const auto stage = summary::stage_named(c.stage);
  if (!stage) return fail(Kind::invalid, fmt::format("\"{}\" is no stage", c.stage), "--stage", "collected or processed");
  const auto section = summary::suffix_section_named(c.suffix_section);
  if (!section)
    return fail(Kind::invalid, fmt::format("\"{}\" is no section of the public suffix list", c.suffix_section), "--psl-section",
                "icann or all");
  if (!c.suffix_date.empty() && (c.suffix_date.size() != 10 || !summary::date_from(c.suffix_date)))
    return fail(Kind::invalid, fmt::format("\"{}\" is no date", c.suffix_date), "--psl-date", "as in 2025-06-26");
  ACCORD_TRY(const auto list, read_file(c.suffixes, "install the package publicsuffix, or give --psl FILE"));
  ACCORD_TRY(const auto suffixes,
             summary::Suffixes::read(list, *section, c.suffix_date.empty() ? day_of_change(c.suffixes) : c.suffix_date));
  o.header.stage = *stage;
  o.header.suffixes = suffixes.list();
  o.header.duplicates = c.duplicates;
  o.header.options["languages"] = c.declared_only ? "declared" : "declared, else CLD2 on a prefix";
  if (c.model) {
    o.header.options["tokenizer"] = c.model->name();
    o.header.options["tokenizer_sha256"] = c.model->sha256();
  }
  o.counting = {.detect_languages = !c.declared_only, .duplicates = c.duplicates, .tokenizer = c.model};
  o.threads = c.threads != 0 ? c.threads : std::max(1U, std::thread::hardware_concurrency());
  o.memory = c.memory_mb << 20U;
  o.largest_record = c.record_mb << 20U;
  o.checkpoint_seconds = c.checkpoint;
  o.resume = c.resume;
  return corpus::scan(o, suffixes, c.out, [&](const corpus::ScanProgress& p) { teller(p); }, stop_on_signals());
}

int run(Call& c) {
  Teller teller;
  const auto result = scan(c, teller);
  teller.end();
  if (!result) return complain(result.error());
  const bool whole = complain_of_inputs(*result, c.json);
  if (c.json) {
    fmt::print("{}\n", report(*result).dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    const auto j = report(*result);
    fmt::print("{} documents, {} bytes, from {} inputs: {}\ndigest {}\nLook at it with: accord corpus show {}\n",
               j["documents"].get<std::uint64_t>(), j["bytes"].get<std::uint64_t>(), result->totals.inputs.size(), c.out,
               result->totals.digest, c.out);
  }
  if (std::fflush(stdout) != 0) return complain({Kind::unavailable, "the output cannot be written, but the tally is there", c.out, "look at it with accord corpus show"});
  return c.strict && !whole ? 1 : 0;
}

}  // namespace

void add_corpus_scan(CLI::App& corpus, int& exit_code) {
  auto* s = corpus.add_subcommand("scan", "Count a corpus, exactly, into a tally");
  auto call = std::make_shared<Call>();
  auto& c = *call;
  s->add_option("INPUT", c.inputs, "Files, folders, patterns, series, a corpus.toml, or - for names on standard input")->required();
  s->add_option("-o,--out", c.out, "The tally to write")->required();
  s->add_option("--source", c.source, "Name of the source of these inputs");
  s->add_option("--kind", c.kind, "Its kind: public-dataset, licensed, other-private, crawled, user, synthetic, other");
  s->add_option("--description", c.description, "What it is");
  s->add_option("--licence", c.licence, "Its licence");
  s->add_option("--link", c.link, "Where it can be found");
  s->add_option("--crawler", c.crawler, "Name of the crawler that collected it");
  s->add_option("--period", c.period, "When it was collected: 2024-01/2024-06");
  s->add_option("--modality", c.modality, "Of documents that do not say: text, image, audio, video, other");
  auto* stage = s->add_option("--stage", c.stage, "collected (as obtained) or processed (after filtering)");
  s->add_option("--text-field", c.fields.text, "Field or column of the text; a.b looks inside an object");
  s->add_option("--url-field", c.fields.url, "Field of the address");
  s->add_option("--language-field", c.fields.language, "Field of the language");
  s->add_option("--date-field", c.fields.date, "Field of the date");
  s->add_option("--tokens-field", c.fields.tokens, "Field of the number of tokens");
  s->add_option("--tokenizer", c.tokenizer, "sentencepiece:FILE counts the tokens of every text with this model; the field of tokens is then ignored");
  s->add_option("--milliseconds-field", c.fields.milliseconds, "Field of the duration in milliseconds");
  s->add_option("--psl", c.suffixes, "The public suffix list");
  s->add_option("--psl-section", c.suffix_section, "icann, or all (github.io is a suffix too)");
  s->add_option("--psl-date", c.suffix_date, "Date of the list, where it does not state one");
  s->add_flag("--no-detect-language", c.declared_only, "Count declared languages only");
  s->add_flag("--duplicates", c.duplicates, "Keep 16 bytes a document, so that exact duplicates are counted");
  s->add_option("--threads", c.threads, "How many threads read (default: all cores)")->check(CLI::Range(0, 1024));
  s->add_option("--memory", c.memory_mb, "MB for counting, of all threads together")->check(CLI::Range(1, 1 << 20));
  s->add_option("--record-cap", c.record_mb, "MB that a record may have; larger ones are skipped and counted")->check(CLI::Range(1, 1 << 14));
  s->add_option("--checkpoint", c.checkpoint, "Seconds between two notes of how far it came")->check(CLI::NonNegativeNumber);
  s->add_flag("--resume", c.resume, "Go on with a scan that was interrupted");
  s->add_flag("--strict", c.strict, "Exit 1 if an input is not whole or a record was skipped");
  s->add_flag("--json", c.json, "Print what became of every input, with places, as JSON");
  s->footer(
      "Examples:\n  accord corpus scan crawl/ --source our-crawl --kind crawled --stage collected -o crawl.tally\n  accord corpus scan "
      "'c4/*.json.gz' --source C4 --kind public-dataset --link https://example.org/c4 -o c4.tally\n"
      "  accord corpus scan 'part-{0000..0999}.jsonl.zst' --text-field body --strict -o part.tally\n  accord corpus scan corpus.toml -o "
      "all.tally && accord corpus show all.tally --top 10%\n  accord corpus scan 'fineweb/*.parquet' --source FineWeb --kind public-dataset -o fineweb.tally\n"
      "  accord corpus scan manifest.parquet --modality image --url-field link -o images.tally\n  find . -name '*.warc.gz' | accord corpus scan - -o found.tally\n  accord corpus scan processed/ --stage processed --tokenizer sentencepiece:tokenizer.model -o processed.tally\n\n"
      "Parquet is read by libaccord_parquet.so, beside the program or where ACCORD_PARQUET says, with Arrow, which tools/arrow.sh gets before\nthe build. Without it such inputs are noted as missing, and all else works.");
  s->callback([call, stage, &exit_code] {
    call->stage_given = stage->count() != 0;
    exit_code = run(*call);
  });
}

}  // namespace accord::cli
