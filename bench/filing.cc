// Files submissions over keep-alive connections, each client waiting for its acknowledgement before it files again, and says what
// came of it in one JSON line. The plan is made by bench/filings.mjs.
//
//   bench_filing PLAN CLIENTS SECONDS      PLAN: {"port", "host", "path", "requests": [{"token", "body"}]}
//
// Prints {"acknowledged", "per_s", "p50_ms", "p99_ms", "distinct", "turned_away", "without_retry_after", "failed", "last_failure"}. Rates and times
// leave out the first second. What is in flight at the end is waited for, so that every filing is counted.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <set>

#include "base/json.h"

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration;

constexpr auto warm_up = std::chrono::seconds(1);
constexpr auto patience = std::chrono::seconds(15);  // for the last answers

struct Client {
  int socket = -1;
  std::size_t request = 0;
  std::string out, in;
  std::size_t sent = 0;
  Clock::time_point began;
  bool waits = false;
};

struct Answer {
  int status = 0;
  bool close = false, retry_after = false;
  std::string_view body;
  std::size_t size = 0;  // of all of it; 0: not whole yet
};

Answer read_answer(std::string_view in) {
  Answer a;
  const auto end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return a;
  std::size_t length = 0;
  std::string head(in.substr(0, end + 2));
  std::ranges::transform(head, head.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (const auto at = head.find("\r\ncontent-length: "); at != std::string::npos) std::from_chars(head.data() + at + 18, head.data() + head.size(), length);
  if (in.size() < end + 4 + length) return a;
  std::from_chars(in.data() + 9, in.data() + 12, a.status);
  a.close = head.find("\r\nconnection: close") != std::string::npos;
  a.retry_after = head.find("\r\nretry-after: ") != std::string::npos;
  a.body = in.substr(end + 4, length);
  a.size = end + 4 + length;
  return a;
}

class Load {
 public:
  Load(const accord::Json& plan, std::size_t clients, double seconds)
      : clients_(clients), seconds_(seconds), poll_(epoll_create1(EPOLL_CLOEXEC)), run_(fmt::format("{:x}", Clock::now().time_since_epoch().count())) {
    at_.sin_family = AF_INET;
    at_.sin_port = htons(plan.at("port").get<std::uint16_t>());
    at_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (const auto& r : plan.at("requests")) {
      const auto body = r.at("body").get<std::string>();
      heads_.push_back(fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nContent-Type: application/json\r\nAuthorization: Bearer {}\r\n"
                                   "Content-Length: {}\r\nIdempotency-Key: ",
                                   plan.at("path").get<std::string>(), plan.at("host").get<std::string>(), r.at("token").get<std::string>(), body.size()));
      bodies_.push_back("\r\n\r\n" + body);
    }
    for (std::size_t i = 0; i < clients; ++i) clients_[i].request = i % heads_.size();
  }
  ~Load() { ::close(poll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run() {
    start_ = Clock::now();
    const auto stop = start_ + warm_up + std::chrono::duration_cast<Clock::duration>(duration<double>(seconds_));
    for (std::size_t i = 0; i < clients_.size(); ++i) begin(i);
    std::vector<epoll_event> events(1024);
    for (auto now = Clock::now(); now < stop + patience; now = Clock::now()) {
      stopping_ = now >= stop;
      if (stopping_ && in_flight_ == 0) break;
      const int n = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 20);
      for (int k = 0; k < n; ++k) handle(events[static_cast<std::size_t>(k)].data.u64);
      for (; !stopping_ && !later_.empty() && later_.front().first <= Clock::now(); later_.pop_front()) begin(later_.front().second);
    }
  }

  [[nodiscard]] accord::Json result() const {
    auto times = milliseconds_;
    std::ranges::sort(times);
    const auto at = [&](double share) { return times.empty() ? 0.0 : times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]; };
    return {{"acknowledged", indexes_.size()}, {"per_s", static_cast<double>(times.size()) / seconds_}, {"p50_ms", at(0.5)}, {"p99_ms", at(0.99)},
            {"distinct", std::set(indexes_.begin(), indexes_.end()).size()}, {"turned_away", turned_away_}, {"without_retry_after", without_retry_after_},
            {"failed", failed_ + in_flight_}, {"last_failure", last_failure_}};
  }

 private:
  void begin(std::size_t i) {
    Client& c = clients_[i];
    if (c.socket < 0) {
      c.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (c.socket < 0 || ::connect(c.socket, reinterpret_cast<const sockaddr*>(&at_), sizeof at_) != 0) return drop(i, "no connection");
      const int one = 1;
      ::setsockopt(c.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(poll_, EPOLL_CTL_ADD, c.socket, &event);
      c.in.clear();
    }
    c.out = fmt::format("{}{}-{}{}", heads_[c.request], run_, ++number_, bodies_[c.request]);
    c.began = Clock::now();
    c.waits = true;
    ++in_flight_;
    // A request is smaller than a socket's buffer, so that one call takes it whole.
    if (::send(c.socket, c.out.data(), c.out.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(c.out.size())) drop(i, "a request was not taken");
  }

  void handle(std::size_t i) {
    Client& c = clients_[i];
    char buffer[32'768];
    const ssize_t n = ::recv(c.socket, buffer, sizeof buffer, 0);
    if (n <= 0) {
      if (c.waits) return drop(i, "the connection broke");
      return close(c);
    }
    c.in.append(buffer, static_cast<std::size_t>(n));
    const Answer a = read_answer(c.in);
    if (a.size == 0) return;
    const auto now = Clock::now();
    c.waits = false;
    --in_flight_;
    if (a.status == 201) {
      std::uint64_t index = 0;
      if (const auto at = a.body.find("\"index\":"); at != std::string_view::npos) std::from_chars(a.body.data() + at + 8, a.body.data() + a.body.size(), index);
      indexes_.push_back(index);
      if (now > start_ + warm_up && !stopping_) milliseconds_.push_back(duration<double, std::milli>(now - c.began).count());
    } else if (a.status == 503) {
      ++turned_away_;
      if (!a.retry_after) ++without_retry_after_;
      later_.emplace_back(now + std::chrono::seconds(1), i);
    } else {
      ++failed_;
      last_failure_ = std::string(c.in.substr(0, 300));
    }
    c.in.erase(0, a.size);
    const bool again = a.status == 201 && !stopping_;
    if (a.close) close(c);
    if (again) begin(i);
  }

  void drop(std::size_t i, const char* why) {
    Client& c = clients_[i];
    ++failed_;
    last_failure_ = why;
    if (c.waits) --in_flight_;
    c.waits = false;
    close(c);
    later_.emplace_back(Clock::now() + std::chrono::seconds(1), i);
  }

  static void close(Client& c) {
    if (c.socket >= 0) ::close(c.socket);
    c.socket = -1;
  }

  std::vector<Client> clients_;
  double seconds_;
  int poll_;
  std::string run_;
  sockaddr_in at_{};
  std::vector<std::string> heads_, bodies_;
  std::deque<std::pair<Clock::time_point, std::size_t>> later_;
  Clock::time_point start_;
  bool stopping_ = false;
  std::uint64_t number_ = 0;
  std::size_t in_flight_ = 0, turned_away_ = 0, without_retry_after_ = 0, failed_ = 0;
  std::string last_failure_;
  std::vector<std::uint64_t> indexes_;
  std::vector<double> milliseconds_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "bench_filing PLAN CLIENTS SECONDS\n";
    return 2;
  }
  std::ifstream file(argv[1]);
  const auto clients = static_cast<std::size_t>(std::atoi(argv[2]));
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, clients + 100);
  setrlimit(RLIMIT_NOFILE, &files);
  Load load(accord::Json::parse(file), clients, std::atof(argv[3]));
  load.run();
  fmt::print("{}\n", load.result().dump());
  return 0;
}
