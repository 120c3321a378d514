// A server of the listener alone, for its tests and its bench: it answers what it understood of a request as JSON.
//
//   echo [PORT] [name=value ...]     prints "listening on PORT"; ends on SIGTERM. Names: see `set` below; times are in milliseconds.
//
// GET /page/N        a cacheable page of N bytes         GET /stream/N      N lines in a stream
// GET /slow/MS       an answer after that time           GET /count         how many requests reached a handler
// GET /broken/N      a stream that fails after N lines
// GET /bad-header    a handler that sets a line feed     GET /throw         a handler that fails
// POST /bump         changes the generation              POST /form         the form as it was understood
#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "base/bytes.h"
#include "web/listener.h"

namespace {

using accord::web::Request;
using accord::web::Response;
using Json = nlohmann::json;

std::atomic<std::uint64_t> generation = 1;
std::atomic<std::uint64_t> handled = 0;

std::size_t number(std::string_view text) {
  std::size_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

Json form_json(const Request& request) {
  const auto form = accord::web::parse_form(request);
  if (!form) return {{"error", form.error().message}, {"kind", static_cast<int>(form.error().kind)}};
  Json files = Json::array();
  for (const auto& f : form->files)
    files.push_back({{"name", f.name}, {"file_name", f.file_name}, {"type", f.content_type}, {"size", f.bytes.size()}});
  return {{"fields", form->fields}, {"files", files}};
}

Response handle(const Request& request) {
  ++handled;
  const std::string_view path = request.path;
  const auto json = [](const Json& value) {
    return Response::of(200, "application/json", value.dump(-1, ' ', false, Json::error_handler_t::replace));
  };
  if (path.starts_with("/page/")) {
    auto page = Response::of(200, "text/html; charset=utf-8", std::string(number(path.substr(6)), 'x'));
    page.cacheable = true;
    return page;
  }
  if (path.starts_with("/stream/") || path.starts_with("/broken/")) {
    Response response = Response::of(200, "text/plain", "");
    response.stream = [i = std::size_t{0}, n = number(path.substr(8)), breaks = path.starts_with("/broken/")](std::string& piece) mutable -> accord::Result<bool> {
      if (i == n && breaks) return accord::fail(accord::Kind::unavailable, "as asked");
      if (i == n) return false;
      piece = fmt::format("line {}\n", i++);
      return true;
    };
    return response;
  }
  if (path.starts_with("/slow/")) std::this_thread::sleep_for(std::chrono::milliseconds(number(path.substr(6))));
  if (path == "/bad-header") {
    auto response = Response::of(200, "text/plain", "x");
    response.header("X-Name", "one\r\nSet-Cookie: stolen=1");
    return response;
  }
  if (path == "/throw") throw std::runtime_error("as asked");
  if (path == "/bump") ++generation;
  if (path == "/count") return json({{"handled", handled.load()}});
  if (path == "/form") return json(form_json(request));
  return json({{"method", request.method},
               {"target", request.target},
               {"path", request.path},
               {"query", request.query},
               {"headers", request.headers},
               {"size", request.body.size()},
               {"sha256", accord::to_hex(accord::sha256(request.body))},
               {"remote", request.remote},
               {"secure", request.secure},
               {"loopback", request.loopback},
               {"received", request.received}});
}

void set(accord::web::ListenerOptions& o, std::string_view name, std::string_view value) {
  const auto n = number(value);
  const auto ms = static_cast<accord::Instant>(n) * 1'000;
  if (name == "port") o.port = static_cast<std::uint16_t>(n);
  if (name == "host") o.hosts.emplace_back(value);
  if (name == "proxy") o.trusted_proxy = std::string(value);
  if (name == "io") o.io_threads = static_cast<int>(n);
  if (name == "reads") o.read_threads = static_cast<int>(n);
  if (name == "writes") o.write_threads = static_cast<int>(n);
  if (name == "waiting") o.max_waiting = n;
  if (name == "connections") o.max_connections = n;
  if (name == "header_ms") o.header_timeout = ms;
  if (name == "body_ms") o.body_timeout = ms;
  if (name == "idle_ms") o.idle_timeout = ms;
  if (name == "cache_ms") o.cache_ttl = ms;
}

}  // namespace

int main(int argc, char** argv) {
  accord::web::ListenerOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto equals = word.find('=');
    if (equals == std::string_view::npos) {
      set(options, "port", word);
    } else {
      set(options, word.substr(0, equals), word.substr(equals + 1));
    }
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  accord::web::Handlers handlers;
  handlers.handle = handle;
  handlers.generation = [] { return generation.load(); };
  auto listener = accord::web::Listener::open(options, handlers, accord::system_clock());
  if (!listener) {
    fmt::print(stderr, "{}\n", listener.error().message);
    return 1;
  }
  std::thread waiter([&] {
    int which = 0;
    sigwait(&signals, &which);
    (*listener)->stop();
  });
  fmt::print("listening on {}\n", (*listener)->port());
  std::fflush(stdout);
  if (!(*listener)->run()) std::_Exit(3);
  waiter.join();
  return 0;
}
