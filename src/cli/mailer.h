// The post of a served folder: a thread of its own that looks every few seconds for what is due and hands it to a mail
// server (SMTP) or writes it into a folder. It stops with the server; while nobody takes mail it waits longer each time.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "app/post.h"

namespace accord::cli {

struct MailOptions {
  std::string server;  // smtp://host:port (STARTTLS, except to this machine), smtps://host; user:password@ where it asks
  std::string folder;  // instead: a file FOLDER/<message id>.eml for each
  std::string from;    // a bare address
  Instant pause = 5 * second;
};
// Errors: invalid, naming the option.
Result<void> check(const MailOptions& options);

class Mailer {
 public:
  Mailer(app::Context& ctx, MailOptions options);  // starts
  ~Mailer();                                       // stops; a mail on its way is given up, and sent again later
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

 private:
  void run();
  app::Context& ctx_;
  MailOptions options_;
  std::unique_ptr<app::Carrier> carrier_;
  struct Refusal {
    Instant until = 0, wait = 0;
  };
  std::map<std::string, Refusal> refused_;  // by person
  std::atomic<bool> over_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace accord::cli
