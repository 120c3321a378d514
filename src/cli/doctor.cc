// accord doctor --data DIR [--db URL] [--json]
//
// Says what is wrong with a data folder, and what to do. Nothing is changed. While a server uses the folder,
// the keys and the disk are looked at and the rest is left to `accord verify --url`.
//
// Exit codes: 0 nothing is wrong; 1 something is; 2 there is no data folder; 3 the system failed.
#include "cli/doctor.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/demo.h"
#include "base/json.h"
#include "cli/data_folder.h"
#include "cli/exit.h"
#include "store/database_lock.h"
#include "store/log.h"

namespace accord::cli {
namespace {

namespace fs = std::filesystem;

struct Finding {
  std::string what, state, remedy;  // state: "good", "bad", "unknown"
};

void look_at_secret(const fs::path& path, std::vector<Finding>& out) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0)
    out.push_back({path.filename().string() + " is missing", "bad", "restore it from its backup"});
  else if ((s.st_mode & 077) != 0)
    out.push_back({path.filename().string() + " can be read by others", "bad", "chmod 600 " + path.string()});
  else
    out.push_back({path.filename().string() + " is there and private", "good", ""});
}

void look_at_database(const std::string& dir, const std::string& db, std::vector<Finding>& out) {
  auto folder = open_data_folder(dir, db, std::nullopt, system_clock());
  if (!folder) {
    const auto& e = folder.error();
    if (e.message == store::database_in_use)
      out.push_back({"a server uses the folder; its database was not looked at", "unknown", "stop it, or ask it: accord verify --url URL --key KEY"});
    else
      out.push_back({e.message + (e.place.empty() ? "" : " (" + e.place + ")"), "bad", e.remedy});
    return;
  }
  out.push_back({"the database opens and has this program's version", "good", ""});
  const auto key = merkle::public_half(folder->key);
  const auto audit = folder->db->read([&](store::Reader& r) { return store::log::rebuild(r, key); });
  if (audit)
    out.push_back({fmt::format("the log's {} entries give the root of every one of its {} checkpoints", audit->entries, audit->checkpoints), "good", ""});
  else
    out.push_back({audit.error().message + (audit.error().place.empty() ? "" : " (" + audit.error().place + ")"), "bad", audit.error().remedy.empty() ? "restore the newest backup" : audit.error().remedy});
  if (const auto demo = app::is_demo(*folder->db); demo && *demo) out.push_back({"this is a demonstration; it cannot be served", "bad", "serve another folder"});
  folder->db->stop();
}

int run(const std::string& dir, const std::string& db, bool json) {
  std::error_code ec;
  if (!fs::is_directory(dir, ec)) return complain({Kind::invalid, "there is no such folder", dir, "name the folder that accord serve uses"});
  if (!fs::exists(fs::path(dir) / "keys", ec)) return complain({Kind::invalid, "this is no data folder", dir, "a data folder has keys/; the first accord serve makes it"});
  std::vector<Finding> findings;
  look_at_secret(fs::path(dir) / "keys" / "log.key", findings);
  look_at_secret(fs::path(dir) / "keys" / "server.secret", findings);
  const auto space = fs::space(dir, ec);
  if (!ec) {
    const auto mb = space.available >> 20U;
    findings.push_back({fmt::format("{} MB are free on its disk", mb), mb < 512 ? "bad" : "good", mb < 512 ? "free space: writing stops when the disk is full" : ""});
  }
  look_at_database(dir, db, findings);
  bool bad = false;
  Json list = Json::array();
  for (const auto& f : findings) {
    bad = bad || f.state == "bad";
    if (json)
      list.push_back({{"what", f.what}, {"state", f.state}, {"remedy", f.remedy}});
    else
      fmt::print("{:<8} {}{}\n", f.state, f.what, f.remedy.empty() ? "" : "\n         " + f.remedy);
  }
  if (json) fmt::print("{}\n", Json{{"good", !bad}, {"findings", list}}.dump(2));
  return bad ? 1 : 0;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto* c = app.add_subcommand("doctor", "Say what is wrong with a data folder");
  struct Call {
    std::string data, db;
    bool json = false;
  };
  auto call = std::make_shared<Call>();
  c->add_option("--data", call->data, "The data folder")->required();
  c->add_option("--db", call->db, "Its database, where it is another one");
  c->add_flag("--json", call->json, "Print JSON");
  c->footer("Example:\n  accord doctor --data /srv/accord");
  c->callback([call, &exit_code] { exit_code = run(call->data, call->db, call->json); });
}

}  // namespace accord::cli
