// Fills a data folder with one big round, through the verbs of `app`: an instrument, a draft, a closed round of so many points in so many
// submissions, the next draft as working text with its lineage, and an answer prepared for every point. The same seed gives the same
// folder, whenever it is made.
//
//   bench_big_round FOLDER POINTS SUBMISSIONS [SEED]
//
// The folder must not exist. Prints what a client needs to know of it as JSON, which also stands in FOLDER/round.json:
// {"slug", "points", "submissions", "provisions", "crowded" and "crowded_wid" (eId and wId with the 1,000
// points), "frequent" and "rare" (words of the points), "tokens": {"chair", "member", "office"}}.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "app/accounts.h"
#include "app/answers.h"
#include "app/drafts.h"
#include "app/instruments.h"
#include "app/log_files.h"
#include "app/publish.h"
#include "app/submissions.h"
#include "base/bytes.h"
#include "base/json.h"
#include "cli/data_folder.h"
#include "text/placement_generated.h"

namespace {

using namespace accord;
namespace fs = std::filesystem;

constexpr std::size_t crowd = 1'000;  // points on one provision
constexpr std::string_view slug = "big-code";
constexpr Instant begins = 1'736'121'600 * second;  // 2025-01-06T00:00:00Z, a Monday
constexpr int days_of_round = 20, days_of_answers = 12;

// A share of each, in per cent. "academia" has two authors, so that the rule of small cells has something to fold.
using Shares = std::vector<std::pair<std::string, std::size_t>>;
const Shares categories = {{"civil-society", 34}, {"downstream", 22}, {"industry", 18}, {"rightsholder", 16}, {"provider", 10}};
const Shares stances = {{"amend", 55}, {"support", 15}, {"oppose", 20}, {"question", 10}};
const Shares types = {{"technical", 50}, {"general", 40}, {"editorial", 10}};
const Shares visibilities = {{"everyone", 82}, {"name-withheld", 13}, {"chairs-only", 5}};
const Shares outcomes = {{"accepted-in-part", 30}, {"not-accepted", 25}, {"accepted", 20}, {"noted", 20}, {"out-of-scope", 5}};

class BigRound {
 public:
  BigRound(std::string folder, std::size_t points, std::size_t submissions, std::uint64_t seed)
      : folder_(std::move(folder)), points_(points), submissions_(submissions), editor_(seed, 2'000) {}

  Result<Json> make() {
    ACCORD_CHECK(open());
    ACCORD_TRY(const auto i, app::create_instrument(*ctx_, office(), {std::string(slug), "A big code", "Big code", "en", "Made up for measuring.", false}));
    instrument_ = i.id;
    ACCORD_CHECK(invite_everybody());
    auto draft = editor_.draft(10, 9);
    ACCORD_CHECK(import(draft, "First draft"));
    now_ = begins;
    app::Publication opening;
    opening.round = app::NewRound{fmt::format("2025-01-{:02}T23:59", 6 + days_of_round), "Europe/Brussels", "end of day, Brussels", "refuse"};
    ACCORD_CHECK(app::publish_draft(*ctx_, office(), std::string(slug), 1, opening));
    ACCORD_CHECK(file_points());
    now_ = begins + (days_of_round + 1) * day;
    editor_.edit(draft);
    ACCORD_CHECK(import(draft, "Second draft"));
    ACCORD_CHECK(answer_points());
    ACCORD_CHECK(make_tokens());
    db_->stop();
    db_.reset();
    std::ofstream(folder_ + "/round.json") << about_.dump(2) << "\n";
    return about_;
  }

 private:
  std::size_t below(std::size_t n) { return editor_.g.below(n); }
  const std::string& drawn(const Shares& of) {
    auto n = below(100);
    for (const auto& [what, share] : of) {
      if (n < share) return what;
      n -= share;
    }
    return of.back().first;
  }
  drafting::Viewer office() { return cli::the_office(now_); }
  drafting::Viewer viewer(const std::string& person) {
    return db_->read([&](store::Reader& r) -> Result<drafting::Viewer> { return store::viewer_of(r, person, now_); }).value();
  }
  std::string prose(std::size_t words) {
    std::string out = editor_.g.join(editor_.g.words(words));
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out + ".";
  }

  Result<void> open() {
    if (fs::exists(folder_)) return fail(Kind::conflict, "the folder exists already", folder_, "name one that does not");
    fs::create_directories(folder_ + "/keys");
    random_ = [this](std::size_t n) {
      std::string out;
      while (out.size() < n) out += static_cast<char>(below(256));
      return out;
    };
    const auto key = merkle::make_key("bench.accord.example/log", random_(32));
    const std::string secret = to_base64url(random_(32));
    std::ofstream(folder_ + "/keys/log.key") << merkle::to_text(key) << "\n";
    std::ofstream(folder_ + "/keys/server.secret") << secret << "\n";
    store::Options options;
    options.url = "sqlite:" + folder_ + "/accord.db";
    options.key = key;
    options.random = random_;
    options.clock = [this] { return now_ += 1'000; };
    options.report = [](std::string_view what) { std::cerr << what << "\n"; };
    ACCORD_TRY(db_, store::Database::open(options));
    ctx_.emplace(app::Context{*db_, key.name, merkle::public_half(key), "http://localhost", secret, false, options.clock, random_});
    return app::begin_log(*ctx_);
  }

  Result<void> invite_everybody() {
    return db_->write([&](store::Writer& w) -> Result<void> {
      const auto body = store::bodies(w, office(), instrument_).front().id;
      int persons = 0;
      const auto add = [&](const std::string& name, const std::string& role, const std::string& category, bool for_organisation) {
        const store::Person p{encode_id(random_(16)), name, fmt::format("person-{}@example.org", ++persons), "BE"};
        store::put_person(w, p);
        store::MembershipRow m;
        m.id = encode_id(random_(16)), m.person = p.id, m.body = body, m.instrument = instrument_, m.role = role, m.category = category, m.from = now_;
        if (for_organisation) {
          m.organisation = encode_id(random_(16));
          store::put_organisation(w, {m.organisation, "Organisation of " + name, category, "BE"});
        }
        store::add_membership(w, m);
        return std::pair{p.id, m.organisation};
      };
      for (const auto* name : {"Ada Chair", "Ben Chair", "Cleo Chair"}) chairs_.push_back(add(name, "chair", "", false).first);
      secretariat_ = add("Sam Secretariat", "secretariat", "", false).first;
      for (std::size_t k = 0; k < submissions_; ++k) people_.push_back(add(fmt::format("Participant {}", k + 1), "member", k < 2 ? "academia" : drawn(categories), below(100) < 60));
      return {};
    });
  }

  Result<void> import(const text::generated::Draft& draft, const std::string& title) {
    std::string markdown = fmt::format("# {}\n\n", title);
    for (const auto& p : text::generated::Editor::print(draft).provisions)
      markdown += fmt::format("{} {} {}\n\n{}{}", p.kind == text::ProvisionKind::chapter ? "## Chapter" : "### Measure", p.number, p.heading, p.body, p.body.empty() ? "" : "\n\n");
    ACCORD_TRY(const auto d, app::import_draft(*ctx_, office(), std::string(slug), {"draft.md", markdown, title, ""}));
    return db_->read([&](store::Reader& r) -> Result<void> {
      text_ = store::provisions(r, office(), d);
      return {};
    });
  }

  // Which provision each point is on: the crowd on one, the others by weights that fall off, none above the crowd where there is room.
  std::vector<std::size_t> places() {
    std::vector<std::size_t> measures;
    for (std::size_t k = 0; k < text_.size(); ++k)
      if (text_[k].kind == text::ProvisionKind::measure) measures.push_back(k);
    crowded_ = measures[measures.size() / 2];
    std::vector<std::size_t> out(std::min(crowd, points_), crowded_);
    std::erase(measures, crowded_);
    const std::size_t each = (points_ - out.size()) / measures.size();
    for (std::size_t k = 0; out.size() < points_ && k < measures.size(); ++k) {
      const std::size_t n = k + 1 == measures.size() ? points_ - out.size() : std::min(points_ - out.size(), each * 3 / 2 - each * k / measures.size());
      out.insert(out.end(), n, measures[k]);
    }
    for (std::size_t k = out.size(); k > 1; --k) std::swap(out[k - 1], out[below(k)]);
    return out;
  }

  app::PointInput point_on(const text::Provision& p) {
    app::PointInput in;
    in.provision = p.eid, in.type = drawn(types), in.stance = drawn(stances), in.visibility = drawn(visibilities), in.text = prose(15 + below(60));
    const std::string words = text::visible_text(p);
    if (words.size() > 60 && below(100) < 90) {
      // Whole words: the generator's have no letter outside ASCII, so that bytes are code points.
      std::size_t from = below(words.size() - 40), to = std::min(words.size(), from + 12 + below(120));
      while (from > 0 && words[from - 1] != ' ' && words[from - 1] != '\n') --from;
      while (to < words.size() && words[to] != ' ' && words[to] != '\n') ++to;
      in.quote = words.substr(from, to - from), in.start = from;
      if (in.stance == "amend" && below(100) < 60) in.replacement = prose(3 + below(20));
    }
    return in;
  }

  Result<void> file_points() {
    const auto at = places();
    for (std::size_t k = 0, next = 0; k < submissions_; ++k) {
      now_ = begins + static_cast<Instant>(k) * (days_of_round * day) / static_cast<Instant>(submissions_) + minute;
      app::FilingInput in;
      in.idempotency_key = fmt::format("big-round-{}", k), in.letter = prose(40), in.organisation = people_[k].second, in.consent = true, in.notice_version = "privacy-1";
      in.points.emplace();
      for (const std::size_t end = points_ * (k + 1) / submissions_; next < end; ++next) in.points->push_back(point_on(text_[at[next]]));
      ACCORD_CHECK(app::file_submission(*ctx_, viewer(people_[k].first), std::string(slug), 1, in));
    }
    about_ = {{"slug", slug}, {"points", points_}, {"submissions", submissions_}, {"provisions", text_.size()}, {"crowded", text_[crowded_].eid}, {"crowded_wid", text_[crowded_].wid}, {"frequent", "ka"}, {"rare", "delate"}};
    return {};
  }

  // One reason for some points of a provision, for up to 40 of 25,000; for what is accepted, a change of that provision where it is still there.
  Result<void> answer_points() {
    std::map<std::string, std::vector<std::string>> by_wid;
    ACCORD_CHECK(db_->read([&](store::Reader& r) -> Result<void> {
      ACCORD_TRY(const auto round, store::round(r, office(), instrument_, 1));
      store::PointFilter f;
      f.instrument = instrument_, f.round = round.round.id;
      return store::each_point(r, office(), f, [&](const store::Point& p) {
        by_wid[p.wid].push_back(p.id);
        return true;
      });
    }));
    const Instant pace = days_of_answers * day / static_cast<Instant>(points_ + 1);
    for (const auto& [wid, ids] : by_wid) {
      const bool stays = std::ranges::find(text_, wid, &text::Provision::wid) != text_.end();
      for (std::size_t k = 0; k < ids.size();) {
        app::AnswerInput in;
        for (const std::size_t end = std::min(ids.size(), k + 1 + below(1 + points_ / 625)); k < end; ++k) in.points.push_back(ids[k]), now_ += pace;
        in.outcome = drawn(outcomes), in.reason = prose(20 + below(50));
        if (stays && in.outcome.starts_with("accepted")) in.changes.push_back(wid);
        ACCORD_CHECK(app::prepare_answers(*ctx_, viewer(chairs_[below(chairs_.size())]), std::string(slug), 1, in));
      }
    }
    return {};
  }

  Result<void> make_tokens() {
    for (const auto& [role, person] : {std::pair{"chair", chairs_.front()}, {"member", people_.back().first}, {"office", secretariat_}}) {
      ACCORD_TRY(about_["tokens"][role], app::make_token(*ctx_, viewer(person), "bench"));
    }
    return {};
  }

  std::string folder_, instrument_, secretariat_;
  std::size_t points_, submissions_, crowded_ = 0;
  text::generated::Editor editor_;
  Instant now_ = begins - 30 * day;
  Random random_;
  std::unique_ptr<store::Database> db_;
  std::optional<app::Context> ctx_;
  std::vector<std::pair<std::string, std::string>> people_;  // participants, and for whom they speak
  std::vector<std::string> chairs_;
  std::vector<text::Provision> text_;  // of the draft that was imported last
  Json about_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5) {
    std::cerr << "bench_big_round FOLDER POINTS SUBMISSIONS [SEED]\n";
    return 2;
  }
  BigRound big(argv[1], std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10), argc == 5 ? std::strtoull(argv[4], nullptr, 10) : 1);
  const auto made = big.make();
  if (!made) {
    std::cerr << made.error().message << " " << made.error().place << "\n";
    return 1;
  }
  fmt::print("{}\n", made->dump());
  return 0;
}
