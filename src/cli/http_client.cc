#include "cli/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <vector>

namespace accord::cli {
namespace {

constexpr std::size_t max_answer = 64U << 20U;

std::size_t collect(char* data, std::size_t size, std::size_t count, void* to) {
  auto& out = *static_cast<std::string*>(to);
  if (out.size() + size * count > max_answer) return 0;
  out.append(data, size * count);
  return size * count;
}

Kind kind_of(long status) {
  switch (status) {
    case 401: return Kind::unauthenticated;
    case 403: return Kind::forbidden;
    case 404: return Kind::not_found;
    case 409: return Kind::conflict;
    case 410: return Kind::too_late;
    case 413: return Kind::too_large;
    case 415: return Kind::unsupported;
    case 422: return Kind::unprocessable;
    case 429: return Kind::rate_limited;
    case 503: return Kind::unavailable;
    default: return status >= 500 ? Kind::internal : Kind::invalid;
  }
}

// Sends what `prepare` sets up; the answer's body. An error answer becomes an Error with what the server said.
Result<std::string> ask(const std::string& url, const std::vector<std::string>& lines, const std::function<void(CURL*)>& prepare) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return fail(Kind::internal, "libcurl cannot be used");
  std::string answer;
  curl_slist* list = nullptr;
  for (const auto& h : lines) list = curl_slist_append(list, h.c_str());
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  prepare(curl.get());
  if (const auto code = curl_easy_perform(curl.get()); code != CURLE_OK)
    return fail(Kind::unavailable, fmt::format("the server cannot be asked: {}", curl_easy_strerror(code)), url, "check the address and that it is served");
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 300) return answer;
  const auto json = parse_json(answer, max_answer);
  const auto text = [&](const char* key) { return json && json->is_object() && json->contains(key) && (*json)[key].is_string() ? (*json)[key].get<std::string>() : std::string(); };
  return fail(kind_of(status), text("message").empty() ? fmt::format("the server answered {}", status) : text("message"), text("place"), text("remedy"));
}

}  // namespace

Result<Json> post_json(const std::string& url, const std::string& token, const Json& body) {
  const std::string bytes = body.dump();
  ACCORD_TRY(const auto answer, ask(url, {"Content-Type: application/json", "Accept: application/json", "Authorization: Bearer " + token, "Expect:"}, [&](CURL* curl) {
               curl_easy_setopt(curl, CURLOPT_POSTFIELDS, bytes.data());
               curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
             }));
  return parse_json(answer, max_answer);
}

Result<std::string> get(const std::string& url, const std::string& accept) {
  return ask(url, {"Accept: " + accept}, [](CURL*) {});
}

}  // namespace accord::cli
