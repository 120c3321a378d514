#include "cli/mailer.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "format/mail.h"

namespace accord::cli {
namespace {

constexpr Instant longest_wait = 10 * minute;  // while the server takes nothing
constexpr Instant refused_wait = 1 * hour;     // for one whose mail it refuses, twice as long each time

class IntoFolder final : public app::Carrier {
 public:
  explicit IntoFolder(std::string folder) : folder_(std::move(folder)) {}
  Result<void> carry(const std::string&, const app::Letter& letter) override {
    namespace fs = std::filesystem;
    const fs::path file = fs::path(folder_) / (letter.message_id.substr(0, letter.message_id.find('@')) + ".eml"), part = file.string() + ".part";
    std::error_code ec;
    fs::create_directories(folder_, ec);
    std::ofstream out(part, std::ios::binary);
    out << letter.bytes;
    out.close();
    if (out) fs::rename(part, file, ec);
    if (!out || ec) return fail(Kind::unavailable, "the mail cannot be written into its folder", folder_, "make room there, or let the program write there");
    return {};
  }

 private:
  std::string folder_;
};

bool is_this_machine(std::string_view url) {
  auto host = url.substr(url.find("://") + 3);
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  return host.starts_with("127.") || host.starts_with("[::1]") || host == "localhost" || host.starts_with("localhost:") || host.starts_with("localhost/");
}

class OverSmtp final : public app::Carrier {
 public:
  OverSmtp(std::string server, const std::atomic<bool>& over) : server_(std::move(server)), over_(over) {}

  Result<void> carry(const std::string& from, const app::Letter& letter) override {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return fail(Kind::unavailable, "libcurl cannot be used");
    const std::string sender = "<" + from + ">", recipient = "<" + letter.to + ">";
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(curl_slist_append(nullptr, recipient.c_str()), curl_slist_free_all);
    Upload upload{letter.bytes, 0};
    curl_easy_setopt(curl.get(), CURLOPT_URL, server_.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    // The words are few, but whom they go to is nobody else's business: without TLS only on this machine.
    curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, static_cast<long>(is_this_machine(server_) && server_.starts_with("smtp://") ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (const char* password = std::getenv("ACCORD_MAIL_PASSWORD"); password != nullptr) curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, password);
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, stopped);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &over_);
    const auto code = curl_easy_perform(curl.get());
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    if (code == CURLE_OK && answer / 100 == 2) return {};
    // 5xx to this recipient or these bytes is about this mail; all else may pass. Who it was for stays out of the message.
    const bool about_it = answer / 100 == 5 && (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_OK) && answer != 530 && answer != 535;
    return fail(about_it ? Kind::invalid : Kind::unavailable, fmt::format("the mail server did not take a mail ({}, answer {})", curl_easy_strerror(code), answer), {}, "look at --mail-to-server and at the server's own log");
  }

 private:
  struct Upload {
    const std::string& bytes;
    std::size_t at;
  };
  static std::size_t read(char* to, std::size_t size, std::size_t count, void* from) {
    auto& u = *static_cast<Upload*>(from);
    const std::size_t n = std::min(size * count, u.bytes.size() - u.at);
    std::memcpy(to, u.bytes.data() + u.at, n);
    u.at += n;
    return n;
  }
  static int stopped(void* over, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return static_cast<const std::atomic<bool>*>(over)->load() ? 1 : 0; }
  std::string server_;
  const std::atomic<bool>& over_;
};

}  // namespace

Result<void> check(const MailOptions& o) {
  if (!o.server.empty() && !o.folder.empty()) return fail(Kind::invalid, "mail goes to a server or into a folder, not both", "--mail-folder", "leave one of them out");
  if (!o.server.empty() && !o.server.starts_with("smtp://") && !o.server.starts_with("smtps://")) return fail(Kind::invalid, "this is no mail server", "--mail-to-server", "write it as smtp://mail.example.org:587 or smtps://mail.example.org");
  if (!format::is_mail_address(o.from)) return fail(Kind::invalid, o.from.empty() ? "mails need a sender" : "this is no mail address", "--mail-from", "write it as accord@example.org");
  return {};
}

Mailer::Mailer(app::Context& ctx, MailOptions options) : ctx_(ctx), options_(std::move(options)) {
  static const bool once = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  (void)once;
  if (options_.folder.empty())
    carrier_ = std::make_unique<OverSmtp>(options_.server, over_);
  else
    carrier_ = std::make_unique<IntoFolder>(options_.folder);
  thread_ = std::thread([this] { run(); });
}

Mailer::~Mailer() {
  over_ = true;
  wake_.notify_all();
  thread_.join();
}

void Mailer::run() {
  const auto steady = [] { return static_cast<Instant>(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count()); };
  Instant wait = options_.pause;
  bool failing = false;
  while (!over_) {
    std::set<std::string> without;
    for (const auto& [person, r] : refused_)
      if (steady() < r.until) without.insert(person);
    const auto done = app::deliver(ctx_, *carrier_, options_.from, without);
    if (over_) break;
    if (!done) {
      if (!failing) spdlog::warn("mail waits: {}", done.error().message);
      failing = true;
      wait = std::min(longest_wait, wait * 2);
    } else {
      if (failing) spdlog::info("mail goes out again");
      failing = false;
      wait = options_.pause;
      for (const auto& [person, error] : done->refused) {
        auto& r = refused_[person];
        r.wait = r.wait == 0 ? refused_wait : std::min(24 * hour, r.wait * 2);
        r.until = steady() + r.wait;
        spdlog::warn("a mail to the person {} was refused: {}", person, error.message);
      }
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::microseconds(wait), [this] { return over_.load(); });
  }
}

}  // namespace accord::cli
