// accord serve --data DIR [--db URL] [--listen HOST:PORT] [--public-url URL] [--trust-proxy ADDR]
//              [--mail-to-server URL | --mail-folder DIR] [--mail-from ADDRESS]
//
// Serves a data folder until it is told to stop (SIGINT, SIGTERM); what is in flight is finished, for ten seconds at
// most. A second signal ends it at once. The first start makes the folder, fixes the log's origin and signing key, and prints a link with which the first
// administrator sets a password.
//
// People are told by mail of the answers to their points when a mail server or a folder is named. The password of the
// server may stand in ACCORD_MAIL_PASSWORD instead of in its address, where others on the machine could read it.
//
// accord demo [--listen HOST:PORT]
//
// An example code of practice in a throw-away database, on the loopback interface, without a password. Its
// clock stands two days before the deadline of the third round and goes on from there.
//
// Exit codes: 0 stopped as asked; 2 the call is wrong or the folder is served by somebody else; 3 the system failed,
// or what was in flight was cut off.
#include "cli/serve.h"

#include <fmt/core.h>
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "app/accounts.h"
#include "app/demo.h"
#include "app/log_files.h"
#include "cli/data_folder.h"
#include "cli/examples.h"
#include "cli/exit.h"
#include "cli/mailer.h"
#include "web/listener.h"
#include "web/site.h"

namespace accord::cli {
namespace {

struct Call {
  std::string data, db, listen = "127.0.0.1:8400", public_url, trust_proxy;
  bool is_demo = false;
  MailOptions mail;
};

Result<std::pair<std::string, std::uint16_t>> address_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  unsigned port = 0;
  const char* end = listen.data() + listen.size();
  if (colon == std::string::npos || std::from_chars(listen.data() + colon + 1, end, port).ptr != end || port > 65535 || colon + 1 == listen.size())
    return fail(Kind::invalid, fmt::format("\"{}\" is no address", listen), "--listen", "write it as 127.0.0.1:8400");
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::pair{host, static_cast<std::uint16_t>(port)};
}

Result<std::string> host_of(const std::string& url) {
  const auto scheme = url.find("://");
  if ((!url.starts_with("http://") && !url.starts_with("https://")) || url.size() <= scheme + 3 || url.find_first_of("/?#@", scheme + 3) != std::string::npos)
    return fail(Kind::invalid, fmt::format("\"{}\" is no address of a site", url), "--public-url", "write scheme, host and port alone, such as https://accord.example.org");
  return url.substr(scheme + 3);
}

// Waits for a signal in a thread of its own, so that stopping is ordinary code.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  void then(std::function<void()> stop) {
    thread_ = std::thread([this, stop = std::move(stop)] {
      int got = 0;
      sigwait(&set_, &got);
      if (over_) return;
      stop();
      sigwait(&set_, &got);
      if (!over_) std::_Exit(exit_code(Kind::internal));  // the second one: at once, whatever still runs
    });
  }
  ~Signals() {
    if (!thread_.joinable()) return;
    over_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }

 private:
  sigset_t set_{};
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

Result<void> run(const Call& call) {
  Signals signals;  // before any other thread is there
  ACCORD_TRY(const auto at, address_of(call.listen));
  const bool mails = !call.mail.server.empty() || !call.mail.folder.empty();
  if (mails || !call.mail.from.empty()) ACCORD_CHECK(check(call.mail));
  if (call.is_demo && at.first != "127.0.0.1" && at.first != "::1")
    return fail(Kind::invalid, "the demonstration has no passwords and listens on the loopback interface only", "--listen", "use 127.0.0.1:PORT");
  std::vector<std::string> hosts;
  if (!call.public_url.empty()) {
    ACCORD_TRY(const auto host, host_of(call.public_url));
    hosts.push_back(host);
  }
  const Clock wall = system_clock();
  const auto shift = std::make_shared<std::atomic<Instant>>(call.is_demo ? app::demo_starts - wall() : 0);
  const Clock clock = [wall, shift] { return wall() + *shift; };
  const std::string origin = call.is_demo ? "demo.accord.example/log" : (hosts.empty() ? call.listen : hosts.front()) + "/log";
  ACCORD_TRY(auto folder, open_data_folder(call.data, call.db, origin, clock));
  ACCORD_TRY(const auto marked, app::is_demo(*folder.db));
  if (marked && !call.is_demo) return fail(Kind::invalid, "this folder holds a demonstration, which has no passwords", call.data, "serve another folder");
  auto ctx = context_of(folder, call.public_url, clock);
  ctx.demo = call.is_demo;
  if (call.is_demo) ctx.demo_shift = shift;
  ACCORD_CHECK(app::begin_log(ctx));
  if (call.is_demo) {
    static const app::ExampleFile files = example_file;
    ACCORD_CHECK(app::load_example(ctx, files));
  }

  web::ListenerOptions options;
  options.address = at.first;
  options.port = at.second;
  if (!call.trust_proxy.empty()) options.trusted_proxy = call.trust_proxy;
  const std::string shown = at.first.find(':') == std::string::npos ? at.first : "[" + at.first + "]";
  options.hosts = hosts;
  if (hosts.empty()) options.hosts = {shown + ":0", "localhost:0"};  // 0 stands for the port that was bound
  web::Handlers handlers;
  handlers.handle = [&ctx](const web::Request& r) { return web::serve(ctx, r); };
  handlers.turned_away = [&ctx](const web::Request& r) { return web::turn_away(ctx, r); };
  handlers.generation = [&ctx] { return ctx.db.generation(); };
  ACCORD_TRY(const auto listener, web::Listener::open(options, std::move(handlers), clock));
  if (call.public_url.empty()) ctx.public_url = fmt::format("http://{}:{}", shown, listener->port());

  if (!call.is_demo) {
    ACCORD_TRY(const auto link, app::first_administrator_link(ctx));
    if (link) fmt::print("Set the first administrator's password at\n  {}\n", link->url);
  }
  fmt::print("Accord is at {}\n", ctx.public_url);
  if (call.is_demo) fmt::print("An example, thrown away at the end. Its clock shows {}. Stop it with Ctrl+C.\n", long_date_time(clock(), "Europe/Brussels"));
  if (call.is_demo) fmt::print("Its mails are files in {}\n", call.mail.folder);
  std::fflush(stdout);
  std::optional<Mailer> mailer;
  if (mails) mailer.emplace(ctx, call.mail);
  signals.then([&] { listener->stop(); });
  if (!listener->run()) {
    // What still runs uses the folder, so that nothing can be taken down; whatever was acknowledged is on the disk.
    std::_Exit(complain({Kind::internal, "a request did not end in ten seconds and was cut off"}));
  }
  mailer.reset();
  folder.db->stop();
  return {};
}

int report(const Result<void>& r) { return r ? 0 : complain(r.error()); }

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto* c = app.add_subcommand("serve", "Serve a data folder");
  auto call = std::make_shared<Call>();
  c->add_option("--data", call->data, "The data folder; made at the first start")->required();
  c->add_option("--db", call->db, "Another database: postgresql://user@host/name");
  c->add_option("--listen", call->listen, "Address and port")->capture_default_str();
  c->add_option("--public-url", call->public_url, "The address that people use, such as https://accord.example.org");
  c->add_option("--mail-to-server", call->mail.server, "Mail server: smtp://[USER@]HOST:PORT with STARTTLS, or smtps://HOST");
  c->add_option("--mail-folder", call->mail.folder, "Writes mails into this folder instead, as .eml files");
  c->add_option("--mail-from", call->mail.from, "Address that mails come from");
  c->add_option("--trust-proxy", call->trust_proxy, "Address of the proxy in front, whose X-Forwarded headers count");
  c->footer("Examples:\n  accord serve --data /srv/accord\n  accord serve --data /srv/accord --public-url https://accord.example.org --trust-proxy 127.0.0.1\n"
            "  accord serve --data /srv/accord --db postgresql:///accord?host=/run/postgresql");
  c->callback([call, &exit_code] { exit_code = report(run(*call)); });
}

void add_demo(CLI::App& app, int& exit_code) {
  auto* c = app.add_subcommand("demo", "An example code in a throw-away database, in the browser");
  auto call = std::make_shared<Call>();
  c->add_option("--listen", call->listen, "Address and port on the loopback interface")->capture_default_str();
  c->footer("Example:\n  accord demo\n  accord demo --listen 127.0.0.1:9000");
  c->callback([call, &exit_code] {
    spdlog::set_default_logger(spdlog::stderr_logger_mt("accord"));
    namespace fs = std::filesystem;
    std::string folder = (fs::temp_directory_path() / "accord-demo-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
      exit_code = complain({Kind::unavailable, "no temporary folder can be made", fs::temp_directory_path().string(), "free space there"});
      return;
    }
    call->data = folder;
    call->is_demo = true;
    call->mail.folder = folder + "/mail", call->mail.from = "accord@demo.example";
    exit_code = report(run(*call));
    std::error_code ec;
    fs::remove_all(folder, ec);
  });
}

}  // namespace accord::cli
