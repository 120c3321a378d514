// The example code of practice on each database, for the contracts of what happens in a round.
#pragma once

#include <fstream>
#include <sstream>

#include "app/accounts.h"
#include "app/demo.h"
#include "app/submissions.h"
#include "store/people.h"
#include "store_contract/contract.h"

namespace accord::app {

inline const std::string_view* example(std::string_view name) {
  static std::map<std::string, std::pair<std::string, std::string_view>> files;
  const std::string key(name);
  if (const auto it = files.find(key); it != files.end()) return &it->second.second;
  std::ifstream in(std::string(ACCORD_EXAMPLES) + "/" + key, std::ios::binary);
  if (!in) return nullptr;
  std::stringstream bytes;
  bytes << in.rdbuf();
  auto& held = files[key];
  held.first = bytes.str();
  held.second = held.first;
  return &held.second;
}

class OnExample : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    auto options = at_.options();
    options.migrations.clear();  // the program's own
    options.clock = [this] { return now_; };
    db_ = store::Database::open(std::move(options)).value();
    ctx_ = std::make_unique<Context>(Context{*db_, store::test_key().name, merkle::public_half(store::test_key()), "http://localhost", "secret", true, [this] { return now_ += 1000; }, system_random()});
    const auto loaded = load_example(*ctx_, example);
    ASSERT_TRUE(loaded) << loaded.error().message << " " << loaded.error().place;
    const auto roles = demo_roles(*ctx_).value();
    for (const auto& r : roles) roles_[r.key] = r.person;
  }
  Viewer viewer(const std::string& person) {
    return db_->read([&](store::Reader& r) -> Result<Viewer> { return store::viewer_of(r, person, now_); }).value();
  }
  Viewer as(const std::string& role) { return viewer(roles_[role]); }
  FilingInput filing(const std::string& key, std::vector<PointInput> points) {
    FilingInput in;
    in.idempotency_key = key;
    in.points = std::move(points);
    in.consent = true;
    in.notice_version = "privacy-1";
    return in;
  }
  static PointInput point(const std::string& text, const std::string& visibility = "everyone") {
    PointInput p;
    p.provision = "chp_1__cmt_1__msr_1.1";
    p.text = text;
    p.visibility = visibility;
    return p;
  }

  Instant now_ = demo_starts;
  store::TestDatabase at_{GetParam()};
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Context> ctx_;
  std::map<std::string, std::string> roles_;
};

}  // namespace accord::app
