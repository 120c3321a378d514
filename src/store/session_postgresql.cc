#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <charconv>
#include <stdexcept>
#include <unordered_map>

#include "store/session.h"
#include "store/session_sql.h"

namespace accord::store {
namespace {

constexpr std::size_t max_prepared = 512;
constexpr int rows_per_fetch = 100;

// Of pg_type; fixed since they are part of the protocol.
constexpr Oid oid_bool = 16, oid_int8 = 20, oid_int2 = 21, oid_int4 = 23, oid_text = 25, oid_float4 = 700, oid_float8 = 701,
              oid_numeric = 1700;

struct Clear {
  void operator()(PGresult* r) const { PQclear(r); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

Value column(const PGresult* r, int row, int i) {
  if (PQgetisnull(r, row, i)) return std::monostate{};
  const std::string_view text(PQgetvalue(r, row, i), static_cast<std::size_t>(PQgetlength(r, row, i)));
  const auto number = [&](auto n) -> Value {
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
  };
  switch (PQftype(r, i)) {
    case oid_bool:
      return std::int64_t{text == "t"};
    case oid_int2:
    case oid_int4:
    case oid_int8:
      return number(std::int64_t{0});
    case oid_float4:
    case oid_float8:
      return number(0.0);
    case oid_numeric:  // the sum of integers
      return text.find_first_not_of("-0123456789") == std::string_view::npos ? number(std::int64_t{0}) : number(0.0);
    default:
      return std::string(text);
  }
}

// The values of one call as the driver wants them; integers and doubles are printed, texts borrowed.
struct Parameters {
  Parameters(const std::vector<Value>& binds, const std::vector<std::size_t>& bound) {
    printed.reserve(bound.size());
    for (const auto i : bound) {
      if (const auto* text = std::get_if<std::string>(&binds[i])) {
        values.push_back(text->c_str());
        types.push_back(oid_text);
        continue;
      }
      const auto* n = std::get_if<std::int64_t>(&binds[i]);
      printed.push_back(n ? fmt::format("{}", *n) : fmt::format("{}", std::get<double>(binds[i])));
      values.push_back(printed.back().c_str());
      types.push_back(n ? oid_int8 : oid_float8);
    }
  }
  [[nodiscard]] int size() const { return static_cast<int>(values.size()); }
  std::vector<std::string> printed;
  std::vector<const char*> values;
  std::vector<Oid> types;
};

bool give(const PGresult* r, const RowSink& sink) {
  const int columns = PQnfields(r);
  for (int row = 0; row < PQntuples(r); ++row) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) values.push_back(column(r, row, i));
    Row one(std::move(values));
    if (!sink(one)) return false;
  }
  return true;
}

// SOCI takes the address apart at its first "=" and adds one where there is none, so it is given one.
std::string soci_address(const std::string& url) {
  if (url.find_first_of(" \t\r\n'\"") != std::string::npos)
    throw Unfit{{"postgresql: address"},
                {Kind::invalid, "the database's address holds a space or a quote", {}, "write them percent-encoded"}};
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "application_name=accord";
}

[[noreturn]] void unfit(const std::string& message, const std::string& remedy) {
  throw Unfit{{"postgresql: " + message}, {Kind::unsupported, message, {}, remedy}};
}

class PostgresSession final : public Session {
 public:
  PostgresSession(const std::string& url, Access access)
      : soci_(soci::postgresql, soci_address(url)), db_(static_cast<soci::postgresql_session_backend*>(soci_.get_backend())->conn_) {
    PQsetNoticeProcessor(db_, [](void*, const char*) {}, nullptr);
    command("SET client_encoding='UTF8'; SET client_min_messages=error; SET standard_conforming_strings=on; SET bytea_output='hex'");
    if (show("server_encoding") != "UTF8") unfit("the database's encoding must be UTF8", "create it with ENCODING 'UTF8'");
    if (access == Access::read) return;
    // An acknowledgement says that the disk has it.
    for (const auto* setting : {"fsync", "full_page_writes"})
      if (show(setting) != "on")
        unfit(fmt::format("the database server's setting {} is off", setting), "turn it on: without it what was acknowledged can be lost");
    if (const auto mode = show("synchronous_commit"); mode != "on" && mode != "remote_apply" && mode != "local")
      unfit(fmt::format("the database server's setting synchronous_commit is {}", mode),
            "set it to on: without it what was acknowledged can be lost");
  }

  std::int64_t run(std::string_view sql, const std::vector<Value>& binds, const RowSink& sink) override {
    refuse_nul(binds);
    const Prepared& p = prepare(sql, binds);
    const Parameters with(binds, p.bound);
    const Answer r = check(PQexecPrepared(db_, p.name.c_str(), with.size(), with.values.data(), nullptr, nullptr, 0), sql);
    if (sink) give(r.get(), sink);
    return std::string_view(PQcmdStatus(r.get())).starts_with("SELECT") ? 0 : std::atoll(PQcmdTuples(r.get()));
  }

  // By a cursor, so that `sink` may ask more on the same connection.
  void stream(std::string_view sql, const std::vector<Value>& binds, const RowSink& sink) override {
    refuse_nul(binds);
    const Numbered numbered = number_binds(sql, binds);
    const Parameters with(binds, numbered.bound);
    const std::string cursor = fmt::format("accord_{}", ++cursors_);
    check(PQexecParams(db_, fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor, numbered.sql).c_str(), with.size(), with.types.data(),
                       with.values.data(), nullptr, nullptr, 0),
          sql);
    const std::string fetch = fmt::format("FETCH {} FROM {}", rows_per_fetch, cursor);
    for (;;) {
      const Answer r = check(PQexec(db_, fetch.c_str()), sql);
      if (!give(r.get(), sink) || PQntuples(r.get()) < rows_per_fetch) break;
    }
    check(PQexec(db_, fmt::format("CLOSE {}", cursor).c_str()), sql);
  }

  void command(const std::string& sql) override { check(PQexec(db_, sql.c_str()), sql); }

  void begin_read() override { check(PQexec(db_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), "BEGIN"); }
  void begin_write() override { check(PQexec(db_, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"), "BEGIN"); }
  void commit() override {
    if (PQtransactionStatus(db_) != PQTRANS_INTRANS) throw DatabaseFailed{"postgresql: the transaction is not open"};
    const Answer r = check(PQexec(db_, "COMMIT"), "COMMIT");
    // An aborted transaction is "committed" as a rollback, and only this word tells.
    if (std::string_view(PQcmdStatus(r.get())) != "COMMIT") throw DatabaseFailed{"postgresql: COMMIT was answered with a rollback"};
  }
  bool in_transaction() override { return PQtransactionStatus(db_) != PQTRANS_IDLE; }
  bool alive() override { return PQstatus(db_) == CONNECTION_OK; }
  Dialect dialect() const override { return Dialect::postgresql; }

 private:
  struct Prepared {
    std::string name;
    std::vector<std::size_t> bound;
  };

  const Prepared& prepare(std::string_view sql, const std::vector<Value>& binds) {
    std::string key = with_types(sql, binds);
    if (const auto at = prepared_.find(key); at != prepared_.end()) return at->second;
    if (prepared_.size() >= max_prepared) {
      check(PQexec(db_, "DEALLOCATE ALL"), "DEALLOCATE");
      prepared_.clear();
    }
    const Numbered numbered = number_binds(sql, binds);
    const Parameters with(binds, numbered.bound);
    Prepared p{fmt::format("accord_{}", ++statements_), numbered.bound};
    check(PQprepare(db_, p.name.c_str(), numbered.sql.c_str(), with.size(), with.types.data()), sql);
    return prepared_.emplace(std::move(key), std::move(p)).first->second;
  }

  std::string show(const std::string& setting) {
    const Answer r = check(PQexec(db_, fmt::format("SHOW {}", setting).c_str()), setting);
    return PQgetvalue(r.get(), 0, 0);
  }

  static Answer check(PGresult* raw, std::string_view sql) {
    Answer r(raw);
    const auto status = PQresultStatus(r.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return r;
    const char* state = PQresultErrorField(r.get(), PG_DIAG_SQLSTATE);
    std::string detail = fmt::format("postgresql error {} in: {}", state ? state : "(connection lost)", sql);
    // Class 42 is about the statement's own text; messages of the others can quote bound values.
    if (state && std::string_view(state).starts_with("42")) {
      const char* words = PQresultErrorField(r.get(), PG_DIAG_MESSAGE_PRIMARY);
      detail += fmt::format(": {}", words ? words : "");
    }
    throw DatabaseFailed{detail};
  }

  soci::session soci_;
  PGconn* db_;
  std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> prepared_;
  std::uint64_t statements_ = 0;
  std::uint64_t cursors_ = 0;
};

}  // namespace

std::unique_ptr<Session> open_postgresql(const std::string& url, Access access) {
  try {
    return std::make_unique<PostgresSession>(url, access);
  } catch (const soci::soci_error&) {
    throw DatabaseFailed{"postgresql: no connection"};  // the driver's text may quote the address with its password
  }
}

}  // namespace accord::store
