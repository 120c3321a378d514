// One connection: requests come in one after the other, each is answered once, in order (RFC 9112 section 9).
//
// Rule: after a doubtful byte, nothing more is read as a request. Threads: lives on its shard's thread; only handlers and streams run on
// a pool, while the connection waits for them.
#pragma once

// clang-format off: awaitable.hpp needs <utility> and does not include it
#include <utility>
// clang-format on

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "web/admission.h"
#include "web/input.h"
#include "web/shard.h"

namespace accord::web {

class HeldBody;

class Connection {
 public:
  // A `crowded` one is over the limit: it gets one answer, from the cache or of `turned_away`.
  Connection(Shard& shard, boost::asio::ip::tcp::socket socket, bool crowded);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  static boost::asio::awaitable<void> run(std::shared_ptr<Connection> self);

  void sweep(Instant now);  // ends the wait of whoever is too slow
  void drain();             // the server stops: ends the connection unless a request is under way

 private:
  enum class Phase { idle, head, body, handling, writing, lingering };
  enum class Sent { all, some, failed };
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<void> serve();
  Awaitable<bool> exchange(std::size_t head_size, bool keyed);
  Awaitable<bool> read_body(Request& request, HeldBody& held);
  Awaitable<bool> read_sized(Request& request, HeldBody& held);
  Awaitable<bool> read_chunked(Request& request, HeldBody& held);
  Awaitable<std::size_t> read(boost::asio::mutable_buffer into);  // 0 at the end, an error, or out of time
  Awaitable<bool> on_pool(Pool& pool, bool begun, const std::function<void()>& job);
  Awaitable<bool> send(bool head_only, std::string_view if_none_match, Pool& pool);  // answer_
  Awaitable<bool> send_stream(const Answer& answer, Pool& pool);
  Awaitable<bool> send_rest(Sent so_far);
  Awaitable<void> refuse(Refusal refusal);
  Awaitable<void> turn_away(Request& request);
  Awaitable<void> last(Response response, bool head_only);
  Awaitable<void> send_last();
  Awaitable<void> linger();

  void enter(Phase phase, Instant allowed);
  [[nodiscard]] bool too_slow(Instant now) const;
  void load(const Answer& answer, bool head_only, std::string_view if_none_match);
  Sent try_send();
  void address(Request& request) const;
  [[nodiscard]] bool secure() const;

  Shard& shard_;
  boost::asio::ip::tcp::socket socket_;
  std::string peer_;
  bool loopback_ = false, proxy_ = false, crowded_ = false;

  Input in_;
  HeadScanner scanner_;
  Head head_;
  std::string key_;
  bool keep_ = true;

  std::array<boost::asio::const_buffer, 3> out_;
  std::shared_ptr<const Answer> answer_;  // what out_ points into
  std::string tail_;

  Phase phase_ = Phase::idle;
  Instant phase_start_ = 0, deadline_ = 0;
  std::size_t moved_ = 0;  // bytes, in this phase
  bool timed_out_ = false;
};

}  // namespace accord::web
