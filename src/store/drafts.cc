#include "store/drafts.h"

#include <unordered_map>

#include "base/json.h"

namespace accord::store {
namespace {

constexpr std::string_view draft_columns =
    "SELECT id, instrument, number, title, kind, language, note, source_name, source_hash, doubts, left_out, hash, published_at, log_index, recorded_at "
    "FROM draft WHERE superseded_at IS NULL AND instrument = ? AND (published_at IS NOT NULL OR ? = 1)";

Draft draft_from(const Row& x) {
  Draft d;
  d.id = x.text(0), d.instrument = x.text(1), d.number = static_cast<int>(x.integer(2)), d.title = x.text(3), d.kind = x.text(4), d.language = x.text(5);
  d.note = x.text(6), d.source_name = x.text(7), d.source_hash = x.text(8), d.doubts = x.text(9), d.left_out = x.text(10), d.hash = x.text(11);
  d.published_at = x.integer(12), d.log_index = x.maybe_integer(13).value_or(-1), d.recorded_at = x.integer(14);
  return d;
}

constexpr std::string_view provision_columns = "p.eid, p.wid, p.kind, p.number, p.heading, p.body, p.parent, p.restates, p.language, p.binding, p.line";

text::Provision provision_from(const Row& x, std::size_t i = 0) {
  text::Provision p;
  p.eid = x.text(i), p.wid = x.text(i + 1);
  text::from_string(x.text(i + 2), p.kind);
  p.number = x.text(i + 3), p.heading = x.text(i + 4), p.body = x.text(i + 5), p.parent = x.text(i + 6), p.restates = x.text(i + 7);
  p.language = x.text(i + 8), p.binding = x.integer(i + 9) != 0, p.line = static_cast<int>(x.integer(i + 10));
  return p;
}

std::int64_t sees_working(const Viewer& v, const std::string& instrument) { return v.may(drafting::Permission::draft, instrument); }

constexpr std::string_view round_columns =
    "SELECT r.id, r.number, d.number, r.opens_at, l.closes_at, l.zone, l.rule, l.zone_version, l.late_policy, r.instrument, r.draft "
    "FROM round r JOIN draft d ON d.id = r.draft AND d.superseded_at IS NULL JOIN deadline l ON l.round = r.id AND l.superseded_at IS NULL "
    "WHERE r.superseded_at IS NULL AND r.instrument = ?";

drafting::Deadline deadline_from(const Row& x, std::size_t i) {
  drafting::Deadline d{x.integer(i), x.text(i + 1), x.text(i + 2), x.text(i + 3), {}};
  drafting::from_string(x.text(i + 4), d.late_policy);
  return d;
}

RoundRow round_from(const Row& x) {
  return {{x.text(0), static_cast<int>(x.integer(1)), static_cast<int>(x.integer(2)), x.integer(3), deadline_from(x, 4)}, x.text(9), x.text(10)};
}

}  // namespace

std::vector<Draft> drafts(Reader& r, const Viewer& viewer, const std::string& instrument) {
  std::vector<Draft> out;
  for (const Row& x : r.rows(std::string(draft_columns) + " ORDER BY number", {instrument, sees_working(viewer, instrument)})) out.push_back(draft_from(x));
  return out;
}

Result<Draft> draft(Reader& r, const Viewer& viewer, const std::string& instrument, int number) {
  const auto x = r.row(std::string(draft_columns) + " AND number = ?", {instrument, sees_working(viewer, instrument), std::int64_t{number}});
  if (!x) return fail(Kind::not_found, "there is no such draft", "draft " + std::to_string(number));
  return draft_from(*x);
}

std::vector<text::Provision> provisions(Reader& r, const Viewer& viewer, const Draft& d) {
  std::vector<text::Provision> out;
  if (!d.published() && sees_working(viewer, d.instrument) == 0) return out;
  for (const Row& x : r.rows("SELECT " + std::string(provision_columns) + " FROM provision p WHERE p.draft = ? AND p.superseded_at IS NULL ORDER BY p.position", {d.id}))
    out.push_back(provision_from(x));
  return out;
}

std::vector<Edge> lineage(Reader& r, const Viewer& viewer, const Draft& d) {
  std::vector<Edge> out;
  if (!d.published() && sees_working(viewer, d.instrument) == 0) return out;
  for (const Row& x : r.rows("SELECT kind, old_eids, new_eids, score, by_hand FROM lineage WHERE draft = ? AND superseded_at IS NULL ORDER BY position", {d.id})) {
    Edge e;
    text::from_string(x.text(0), e.kind);
    e.old_eids = Json::parse(x.text(1)).get<std::vector<std::string>>();
    e.new_eids = Json::parse(x.text(2)).get<std::vector<std::string>>();
    e.score = x.real(3);
    e.by_hand = x.integer(4) != 0;
    out.push_back(std::move(e));
  }
  return out;
}

std::vector<Appearance> appearances(Reader& r, const Viewer& viewer, const std::string& instrument, const std::string& wid) {
  std::vector<Appearance> out;
  for (const Row& x : r.rows("SELECT d.number, " + std::string(provision_columns) +
                                 " FROM provision p JOIN draft d ON d.id = p.draft AND d.superseded_at IS NULL "
                                 "WHERE d.instrument = ? AND (d.published_at IS NOT NULL OR ? = 1) AND p.wid = ? AND p.superseded_at IS NULL ORDER BY d.number, p.position",
                             {instrument, sees_working(viewer, instrument), wid}))
    out.push_back({static_cast<int>(x.integer(0)), provision_from(x, 1)});
  return out;
}

std::vector<RoundRow> rounds(Reader& r, const Viewer&, const std::string& instrument) {
  std::vector<RoundRow> out;
  for (const Row& x : r.rows(std::string(round_columns) + " ORDER BY r.number", {instrument})) out.push_back(round_from(x));
  return out;
}

Result<RoundRow> round(Reader& r, const Viewer&, const std::string& instrument, int number) {
  const auto x = r.row(std::string(round_columns) + " AND r.number = ?", {instrument, std::int64_t{number}});
  if (!x) return fail(Kind::not_found, "there is no such round", "round " + std::to_string(number));
  return round_from(*x);
}

std::vector<DeadlineRow> deadlines(Reader& r, const Viewer&, const std::string& round) {
  std::vector<DeadlineRow> out;
  for (const Row& x : r.rows("SELECT closes_at, zone, rule, zone_version, late_policy, reason, recorded_at, superseded_at, log_index FROM deadline WHERE round = ? ORDER BY recorded_at, closes_at", {round}))
    out.push_back({deadline_from(x, 0), x.text(5), x.integer(6), x.maybe_integer(7), x.maybe_integer(8).value_or(-1)});
  return out;
}

void put_draft(Writer& w, const Draft& d) {
  w.execute("UPDATE draft SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), d.id});
  w.execute("INSERT INTO draft (id, instrument, number, title, kind, language, note, source_name, source_hash, doubts, left_out, hash, published_at, log_index, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {d.id, d.instrument, std::int64_t{d.number}, d.title, d.kind, d.language, d.note, d.source_name, d.source_hash, d.doubts, d.left_out,
             d.hash.empty() ? Value{} : Value{d.hash}, d.published() ? Value{d.published_at} : Value{}, d.log_index < 0 ? Value{} : Value{d.log_index}, w.now()});
}

void put_provisions(Writer& w, const std::string& draft, const std::vector<text::Provision>& provisions) {
  w.execute("UPDATE provision SET superseded_at = ? WHERE draft = ? AND superseded_at IS NULL", {w.now(), draft});
  std::int64_t position = 0;
  for (const auto& p : provisions)
    w.execute("INSERT INTO provision (draft, position, eid, wid, kind, number, heading, body, parent, restates, language, binding, line, recorded_at) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              {draft, position++, p.eid, p.wid, std::string(text::to_string(p.kind)), p.number, p.heading, p.body, p.parent, p.restates, p.language,
               std::int64_t{p.binding}, std::int64_t{p.line}, w.now()});
}

void put_lineage(Writer& w, const std::string& draft, const std::string& previous, const std::vector<Edge>& edges) {
  w.execute("UPDATE lineage SET superseded_at = ? WHERE draft = ? AND superseded_at IS NULL", {w.now(), draft});
  std::int64_t position = 0;
  for (const auto& e : edges)
    w.execute("INSERT INTO lineage (draft, previous, position, kind, old_eids, new_eids, score, by_hand, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              {draft, previous, position++, std::string(text::to_string(e.kind)), Json(e.old_eids).dump(), Json(e.new_eids).dump(), e.score, std::int64_t{e.by_hand}, w.now()});
}

void drop_working_draft(Writer& w, const std::string& id) {
  w.execute("UPDATE draft SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL AND published_at IS NULL", {w.now(), id});
  w.execute("UPDATE provision SET superseded_at = ? WHERE draft = ? AND superseded_at IS NULL", {w.now(), id});
  w.execute("UPDATE lineage SET superseded_at = ? WHERE draft = ? AND superseded_at IS NULL", {w.now(), id});
}

void put_round(Writer& w, const RoundRow& x) {
  w.execute("UPDATE round SET superseded_at = ? WHERE id = ? AND superseded_at IS NULL", {w.now(), x.round.id});
  w.execute("INSERT INTO round (id, instrument, number, draft, opens_at, recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
            {x.round.id, x.instrument, std::int64_t{x.round.number}, x.draft_id, x.round.opens, w.now()});
}

void put_deadline(Writer& w, const std::string& round, const drafting::Deadline& d, const std::string& reason, const std::string& by, std::int64_t log_index) {
  w.execute("UPDATE deadline SET superseded_at = ? WHERE round = ? AND superseded_at IS NULL", {w.now(), round});
  w.execute("INSERT INTO deadline (round, closes_at, zone, rule, zone_version, late_policy, reason, set_by, log_index, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {round, d.closes, d.zone, d.rule, d.zone_version, std::string(drafting::to_string(d.late_policy)), reason, by, log_index, w.now()});
}

std::vector<Edge> to_edges(const std::vector<text::Change>& changes, const std::vector<text::Provision>& before, const std::vector<text::Provision>& after) {
  std::vector<Edge> out;
  for (const auto& c : changes) {
    Edge e{c.kind, {}, {}, c.score, c.by_hand};
    for (const int i : c.old_ids) e.old_eids.push_back(before[static_cast<std::size_t>(i)].eid);
    for (const int i : c.new_ids) e.new_eids.push_back(after[static_cast<std::size_t>(i)].eid);
    out.push_back(std::move(e));
  }
  return out;
}

std::vector<text::Change> to_changes(const std::vector<Edge>& edges, const std::vector<text::Provision>& before, const std::vector<text::Provision>& after) {
  const auto index = [](const std::vector<text::Provision>& all) {
    std::unordered_map<std::string, int> at;
    for (std::size_t i = 0; i < all.size(); ++i) at.emplace(all[i].eid, static_cast<int>(i));
    return at;
  };
  const auto old_at = index(before);
  const auto new_at = index(after);
  std::vector<text::Change> out;
  for (const auto& e : edges) {
    text::Change c{e.kind, {}, {}, e.score, e.by_hand};
    for (const auto& id : e.old_eids)
      if (const auto it = old_at.find(id); it != old_at.end()) c.old_ids.push_back(it->second);
    for (const auto& id : e.new_eids)
      if (const auto it = new_at.find(id); it != new_at.end()) c.new_ids.push_back(it->second);
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace accord::store
