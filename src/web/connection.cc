#include "web/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include "base/utf8.h"
#include "web/chunked.h"

namespace accord::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr Instant linger_time = 5 * second;  // for the client to read its last answer
constexpr Instant grace = 10 * second;       // before a rate is asked for
constexpr std::size_t min_rate = 1'024;      // bytes a second, of bodies and answers
constexpr std::size_t read_step = 64U << 10U;
constexpr std::string_view retry_after = "2";  // seconds

bool reads_only(std::string_view method) { return method == "GET" || method == "HEAD"; }

Response turned_away(const Handlers& handlers, const Request& request) {
  auto response = handlers.turned_away(request);
  if (std::ranges::none_of(response.headers, [](const auto& h) { return same_word(h.first, "retry-after"); }))
    response.header("Retry-After", std::string(retry_after));
  return response;
}

}  // namespace

// Counts a body's bytes against the shard's budget while it is in memory.
class HeldBody {
 public:
  explicit HeldBody(Shard& shard) : shard_(shard) {}
  ~HeldBody() { shard_.body_bytes -= bytes_; }
  HeldBody(const HeldBody&) = delete;
  HeldBody& operator=(const HeldBody&) = delete;
  // False when the budget is spent.
  bool grow_to(std::size_t bytes) {
    shard_.body_bytes += bytes - bytes_;
    bytes_ = bytes;
    return shard_.body_bytes <= Shard::body_budget;
  }

 private:
  Shard& shard_;
  std::size_t bytes_ = 0;
};

Connection::Connection(Shard& shard, asio::ip::tcp::socket socket, bool crowded)
    : shard_(shard), socket_(std::move(socket)), crowded_(crowded) {
  ++shard_.common.connections;
  shard_.connections.insert(this);
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  auto peer = socket_.remote_endpoint(ignored).address();
  if (peer.is_v6() && peer.to_v6().is_v4_mapped()) peer = asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6());
  peer_ = peer.to_string();
  proxy_ = shard_.common.options.trusted_proxy == peer_;
  loopback_ = peer.is_loopback() && !proxy_;
}

Connection::~Connection() {
  shard_.connections.erase(this);
  --shard_.common.connections;
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
  try {
    co_await self->serve();
  } catch (const std::exception&) {
    // Out of memory, or an answer that could not be made: this connection ends, the others go on.
  }
}

void Connection::enter(Phase phase, Instant allowed) {
  phase_ = phase;
  phase_start_ = steady_now();
  deadline_ = phase_start_ + allowed;
  moved_ = 0;
  timed_out_ = false;
}

bool Connection::too_slow(Instant now) const {
  if (phase_ == Phase::handling) return false;
  if (now >= deadline_) return true;
  const Instant elapsed = now - phase_start_;
  return (phase_ == Phase::body || phase_ == Phase::writing) && elapsed > grace &&
         moved_ < static_cast<std::size_t>(elapsed / second) * min_rate;
}

void Connection::sweep(Instant now) {
  if (!too_slow(now)) return;
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::drain() {
  if (phase_ != Phase::idle) return;
  error_code ignored;
  socket_.cancel(ignored);
}

asio::awaitable<void> Connection::serve() {
  auto& common = shard_.common;
  for (;;) {
    scanner_.reset();
    phase_ = Phase::idle;
    std::size_t head_size = 0;
    for (bool skipped = false; head_size == 0;) {
      // One empty line before a request is an old mistake of clients and forgiven (RFC 9112 section 2.2).
      if (!skipped && in_.view().starts_with("\r\n")) {
        in_.consume(2);
        skipped = true;
      }
      if (skipped || in_.view() != "\r") {
        const auto end = scanner_.scan(in_.view(), common.limits);
        if (!end) {
          head_.method = {};
          co_await refuse(end.error());
          co_return;
        }
        head_size = *end;
      }
      if (head_size > 0) break;
      if (in_.empty()) {
        if (shard_.draining) co_return;
        enter(Phase::idle, common.options.idle_timeout);
      } else if (phase_ != Phase::head) {
        enter(Phase::head, common.options.header_timeout);
      }
      const auto room = in_.room();
      const std::size_t n = co_await read(asio::buffer(room.data(), room.size()));
      if (n == 0) {
        head_.method = {};
        if (timed_out_ && phase_ == Phase::head) co_await refuse({408, "The request did not come in time."});
        co_return;
      }
      in_.filled(n);
    }
    if (auto ok = parse_head(in_.view().substr(0, head_size), common.limits, common.hosts, head_); !ok) {
      co_await refuse(ok.error());
      co_return;
    }
    keep_ = head_.keep_alive && !crowded_ && !shard_.draining;
    const bool keyed = PageCache::key_of(head_, secure(), key_);
    if (keyed) answer_ = shard_.cache.find(key_, common.handlers.generation(), steady_now());
    if (keyed && answer_) {
      load(*answer_, head_.method == "HEAD", head_.field("if-none-match"));
      in_.consume(head_size);
      const Sent sent = try_send();
      if (sent != Sent::all) {
        if (!co_await send_rest(sent)) co_return;
      }
    } else {
      if (!co_await exchange(head_size, keyed)) co_return;
    }
    answer_.reset();
    if (!keep_) {
      co_await linger();
      co_return;
    }
  }
}

// From a parsed head to the sent answer; false when the connection has come to its end.
asio::awaitable<bool> Connection::exchange(std::size_t head_size, bool keyed) {
  auto& common = shard_.common;
  auto admitted = request_of(head_);
  if (!admitted) {
    co_await refuse(admitted.error());
    co_return false;
  }
  Request request = std::move(*admitted);
  address(request);
  in_.consume(head_size);
  head_.method = {};  // its bytes are free now
  const bool head_only = request.method == "HEAD";
  if (crowded_) {
    co_await turn_away(request);
    co_return false;
  }
  HeldBody held(shard_);
  if (head_.has_body()) {
    if (!co_await read_body(request, held)) co_return false;
  }
  request.received = common.clock();
  phase_ = Phase::handling;

  auto& pool = reads_only(request.method) ? common.reads : common.writes;
  const auto generation = common.handlers.generation();
  bool cacheable = false;
  const std::function<void()> job = [&] {
    Response response;
    try {
      response = common.handlers.handle(request);
    } catch (const std::exception&) {
      response = common.handlers.refuse(500, "The server failed to answer. The failure is ours.");
    }
    cacheable = response.cacheable && !response.stream;
    answer_ = std::make_shared<const Answer>(make_answer(std::move(response), head_.minor));
  };
  const bool taken = co_await on_pool(pool, false, job);
  if (!taken) answer_ = std::make_shared<const Answer>(make_answer(turned_away(common.handlers, request), head_.minor));
  if (shard_.draining) keep_ = false;
  if (keyed && cacheable && !head_only && generation == common.handlers.generation())
    shard_.cache.put(key_, answer_, generation, steady_now());
  const auto if_none_match = reads_only(request.method) ? request.header("if-none-match") : std::string_view{};
  co_return co_await send(head_only, if_none_match, pool);
}

asio::awaitable<bool> Connection::read_body(Request& request, HeldBody& held) {
  enter(Phase::body, shard_.common.options.body_timeout);
  if (head_.expects_continue && in_.empty()) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    out_ = {asio::buffer(go_on), {}, {}};
    if (!co_await send_rest(try_send())) co_return false;
    enter(Phase::body, shard_.common.options.body_timeout);
  }
  if (head_.chunked) co_return co_await read_chunked(request, held);
  co_return co_await read_sized(request, held);
}

asio::awaitable<bool> Connection::read_sized(Request& request, HeldBody& held) {
  auto& body = request.body;
  const auto size = static_cast<std::size_t>(head_.content_length);
  body = in_.view().substr(0, size);
  in_.consume(body.size());
  while (body.size() < size) {
    // Memory follows what came, not what was announced.
    const auto had = body.size();
    body.resize(std::min(size, had + std::max(read_step, had / 2)));
    const std::size_t n = co_await read(asio::buffer(body.data() + had, body.size() - had));
    body.resize(had + n);
    if (!held.grow_to(body.size())) {
      co_await turn_away(request);
      co_return false;
    }
    if (n > 0) continue;
    if (timed_out_) co_await refuse({408, "The body did not come in time."});
    co_return false;
  }
  co_return true;
}

asio::awaitable<bool> Connection::read_chunked(Request& request, HeldBody& held) {
  auto& body = request.body;
  ChunkedDecoder decoder(shard_.common.options.max_body_bytes, shard_.common.options.max_header_bytes);
  for (;;) {
    const auto taken = decoder.decode(in_.view(), body);
    if (!taken) {
      co_await refuse(taken.error());
      co_return false;
    }
    in_.consume(*taken);
    if (!held.grow_to(body.size())) {
      co_await turn_away(request);
      co_return false;
    }
    if (decoder.done()) co_return true;
    const auto room = in_.room();
    const std::size_t n = co_await read(asio::buffer(room.data(), room.size()));
    in_.filled(n);
    if (n > 0) continue;
    if (timed_out_) co_await refuse({408, "The body did not come in time."});
    co_return false;
  }
}

asio::awaitable<std::size_t> Connection::read(asio::mutable_buffer into) {
  error_code error;
  const std::size_t n = co_await socket_.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
  moved_ += n;
  co_return error ? 0 : n;
}

// Runs the job there and comes back to this thread; false when the pool did not take it.
asio::awaitable<bool> Connection::on_pool(Pool& pool, bool begun, const std::function<void()>& job) {
  bool taken = true;
  const auto executor = socket_.get_executor();
  const auto start = [&](auto handler) {
    auto back = std::make_shared<decltype(handler)>(std::move(handler));
    taken = pool.push(
        [&job, executor, back]() mutable {
          job();
          asio::post(executor, [back = std::move(back)] { std::move (*back)(); });
        },
        begun);
    if (!taken) asio::post(executor, [back] { std::move (*back)(); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
  co_return taken;
}

void Connection::load(const Answer& answer, bool head_only, std::string_view if_none_match) {
  const bool unchanged = answer.status == 200 && names_etag(if_none_match, answer.etag);
  shard_.write_tail(tail_, head_.minor, keep_);
  out_ = {asio::buffer(unchanged ? answer.not_modified : answer.head), asio::buffer(tail_), {}};
  if (!unchanged && !head_only && !answer.stream) out_[2] = asio::buffer(*answer.body);
}

asio::awaitable<bool> Connection::send(bool head_only, std::string_view if_none_match, Pool& pool) {
  const bool streams = answer_->stream && !head_only;
  if (streams && !answer_->chunked) keep_ = false;
  load(*answer_, head_only, if_none_match);
  if (!co_await send_rest(try_send())) co_return false;
  if (streams) co_return co_await send_stream(*answer_, pool);
  co_return true;
}

asio::awaitable<bool> Connection::send_stream(const Answer& answer, Pool& pool) {
  std::string piece;
  std::string size;
  for (;;) {
    bool more = false;
    bool failed = false;
    piece.clear();
    const std::function<void()> job = [&] {
      try {
        const auto next = answer.stream(piece);
        failed = !next;
        more = next.value_or(false);
      } catch (const std::exception&) {
        failed = true;
      }
    };
    phase_ = Phase::handling;
    // The head is gone: all that is left to say of a failure is to break off, so that nobody takes a part for the whole.
    const bool taken = co_await on_pool(pool, true, job);
    if (!taken || failed) {
      // Where the end of the connection is the end of the body, only a reset differs from it.
      error_code ignored;
      if (!answer.chunked) {
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);  // its destructor would end it in peace
      }
      co_return false;
    }
    if (!more) break;
    if (piece.empty()) continue;
    size = answer.chunked ? fmt::format("{:x}\r\n", piece.size()) : "";
    out_ = {asio::buffer(size), asio::buffer(piece), asio::buffer(answer.chunked ? std::string_view("\r\n") : std::string_view())};
    if (!co_await send_rest(try_send())) co_return false;
  }
  constexpr std::string_view last = "0\r\n\r\n";
  if (!answer.chunked) co_return true;
  out_ = {asio::buffer(last), {}, {}};
  co_return co_await send_rest(try_send());
}

Connection::Sent Connection::try_send() {
  for (;;) {
    error_code error;
    std::size_t n = socket_.write_some(out_, error);
    if (error == asio::error::would_block || error == asio::error::try_again) return Sent::some;
    if (error) return Sent::failed;
    moved_ += n;
    for (auto& buffer : out_) {
      const auto step = std::min(n, buffer.size());
      buffer += step;
      n -= step;
    }
    if (asio::buffer_size(out_) == 0) return Sent::all;
  }
}

asio::awaitable<bool> Connection::send_rest(Sent so_far) {
  if (so_far == Sent::some) enter(Phase::writing, shard_.common.options.idle_timeout);
  while (so_far == Sent::some) {
    error_code error;
    const auto before = moved_;
    co_await socket_.async_wait(asio::ip::tcp::socket::wait_write, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    so_far = try_send();
    if (moved_ > before) deadline_ = steady_now() + shard_.common.options.idle_timeout;
  }
  co_return so_far == Sent::all;
}

asio::awaitable<void> Connection::refuse(Refusal refusal) {
  return last(shard_.common.handlers.refuse(refusal.status, refusal.message), head_.method == "HEAD");
}

// For the whole server being full: the connection ends, for the body was not read.
asio::awaitable<void> Connection::turn_away(Request& request) {
  request.body.clear();
  request.received = shard_.common.clock();
  return last(turned_away(shard_.common.handlers, request), request.method == "HEAD");
}

// Not a coroutine, as the two above: gcc 12 is not to be trusted with class values among a coroutine's parameters.
asio::awaitable<void> Connection::last(Response response, bool head_only) {
  keep_ = false;
  response.stream = nullptr;
  answer_ = std::make_shared<const Answer>(make_answer(std::move(response), 1));
  load(*answer_, head_only, {});
  return send_last();
}

asio::awaitable<void> Connection::send_last() {
  const bool sent = co_await send_rest(try_send());
  if (sent) co_await linger();
}

// Closing with unread bytes would reset the connection and could take the answer with it (RFC 9112 section 9.6).
asio::awaitable<void> Connection::linger() {
  error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  enter(Phase::lingering, linger_time);
  for (std::size_t n = error ? 0 : 1; n > 0;) {
    in_.consume(in_.view().size());
    const auto room = in_.room();
    n = co_await read(asio::buffer(room.data(), room.size()));
  }
}

bool Connection::secure() const {
  if (!proxy_) return false;
  return same_word(head_.field("x-forwarded-proto"), "https");
}

// The proxy appends the address that it saw: only the last one is its word.
void Connection::address(Request& request) const {
  request.remote = peer_;
  request.secure = secure();
  request.loopback = loopback_;
  if (!proxy_) return;
  std::string_view last;
  for (const auto& [name, value] : request.headers)
    if (name == "x-forwarded-for") last = value;
  if (const auto comma = last.rfind(','); comma != std::string_view::npos) last.remove_prefix(comma + 1);
  error_code error;
  const auto client = asio::ip::make_address(std::string(utf8::trim(last)), error);
  if (!error) request.remote = client.to_string();
}

}  // namespace accord::web
