#include "web/listener.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <thread>

#include "web/connection.h"
#include "web/shard.h"

namespace accord::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto sweep_every = std::chrono::milliseconds(100);
constexpr Instant polite = 10 * second;  // for what is in flight when the server stops
constexpr auto final_wait = std::chrono::milliseconds(200);  // for threads that have nothing to do any more to end

// Sockets and files of the database need more than the usual soft limit of 1,024.
void raise_file_limit(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
  setrlimit(RLIMIT_NOFILE, &limit);  // refused: the acceptor waits when files run out
}

Handlers complete(Handlers handlers) {
  if (!handlers.refuse)
    handlers.refuse = [](int status, std::string_view message) {
      return Response::of(status, "text/plain; charset=utf-8", fmt::format("{}\n", message));
    };
  if (!handlers.turned_away)
    handlers.turned_away = [refuse = handlers.refuse](const Request&) {
      return refuse(503, "The server is full. Please try again in a moment.");
    };
  if (!handlers.generation) handlers.generation = [] { return std::uint64_t{0}; };
  return handlers;
}

class AsioListener final : public Listener {
 public:
  AsioListener(ListenerOptions options, Handlers handlers, Clock clock)
      : common_(std::move(options), complete(std::move(handlers)), std::move(clock)) {
    const auto shards = static_cast<std::size_t>(std::max(1, common_.options.io_threads));
    for (std::size_t i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>(common_, shards));
    acceptor_.emplace(shards_.front()->io);
    wake_.emplace(shards_.front()->io, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  }

  ~AsioListener() override {
    common_.reads.stop();
    common_.writes.stop();
  }

  Result<void> bind() {
    const auto& options = common_.options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error)
      return fail(Kind::invalid, fmt::format("'{}' is not an address to listen at", options.address), "listen",
                  "give an IPv4 or IPv6 address such as 127.0.0.1");
    const tcp::endpoint endpoint(address, options.port);
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return fail(Kind::unavailable, fmt::format("cannot listen at {} port {}: {}", options.address, options.port, error.message()),
                  "listen", "give another port, or end the program that has it");
    port_ = acceptor_->local_endpoint().port();
    for (auto host : options.hosts) {
      std::ranges::transform(host, host.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
      if (host.ends_with(":0")) host.replace(host.size() - 1, 1, fmt::to_string(port_));
      common_.hosts.push_back(std::move(host));
    }
    if (common_.hosts.empty())
      common_.hosts.push_back(address.is_v6() ? fmt::format("[{}]:{}", options.address, port_)
                                              : fmt::format("{}:{}", options.address, port_));
    raise_file_limit(options.max_connections + options.max_connections / 8 + 512);
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  bool run() override {
    asio::co_spawn(shards_.front()->io, accept(), asio::detached);
    asio::co_spawn(shards_.front()->io, await_stop(), asio::detached);
    for (auto& shard : shards_) asio::co_spawn(shard->io, sweep(*shard), asio::detached);
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < shards_.size(); ++i) threads.emplace_back([this, i] { shards_[i]->io.run(); });
    shards_.front()->io.run();
    for (auto& thread : threads) thread.join();
    const bool reads = common_.reads.stop(final_wait), writes = common_.writes.stop(final_wait);
    return reads && writes;
  }

  // A write to an eventfd is all that happens here: a signal handler may do it (signal-safety(7)).
  void stop() override {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_->native_handle(), &one, sizeof one);
  }

 private:
  asio::awaitable<void> accept() {
    auto& first = *shards_.front();
    const auto limit = common_.options.max_connections;
    asio::steady_timer pause(first.io);
    for (std::size_t next = 0; acceptor_->is_open(); next = (next + 1) % shards_.size()) {
      error_code error;
      auto& shard = *shards_[next];
      tcp::socket socket(shard.io);
      co_await acceptor_->async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {  // no file or memory left, or the client is gone again
        pause.expires_after(std::chrono::milliseconds(20));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      const auto open = common_.connections.load();
      if (open >= limit + limit / 8) continue;  // too many even to say so
      const bool crowded = open >= limit;
      asio::dispatch(shard.io, [&shard, crowded, s = std::move(socket)]() mutable {
        asio::co_spawn(shard.io, Connection::run(std::make_shared<Connection>(shard, std::move(s), crowded)), asio::detached);
      });
    }
  }

  asio::awaitable<void> await_stop() {
    error_code error;
    co_await wake_->async_wait(asio::posix::stream_descriptor::wait_read, asio::redirect_error(asio::use_awaitable, error));
    acceptor_->close(error);
    for (auto& shard : shards_)
      asio::post(shard->io, [&shard = *shard] {
        shard.draining = true;
        for (auto* connection : shard.connections) connection->drain();
      });
  }

  static asio::awaitable<void> sweep(Shard& shard) {
    asio::steady_timer timer(shard.io);
    for (Instant last = 0;;) {
      error_code error;
      timer.expires_after(sweep_every);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      const auto now = steady_now();
      for (auto* connection : shard.connections) connection->sweep(now);
      if (!shard.draining) continue;
      if (last == 0) last = now + polite;
      if (shard.connections.empty() || now >= last) break;
    }
    shard.io.stop();
  }

  Common common_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<asio::posix::stream_descriptor> wake_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(ListenerOptions options, Handlers handlers, Clock clock) {
  auto listener = std::make_unique<AsioListener>(std::move(options), std::move(handlers), std::move(clock));
  ACCORD_CHECK(listener->bind());
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace accord::web
