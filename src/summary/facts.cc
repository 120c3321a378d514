#include "summary/facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace accord::summary {

namespace {

std::unexpected<Error> wrong(std::string message, std::string place, std::string remedy) {
  return fail(Kind::invalid, std::move(message), std::move(place), std::move(remedy));
}

// How many letters must be changed, put in or left out: for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j)
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])}));
  }
  return row.back();
}

std::string nearest(const std::string& key, const Template& t) {
  std::vector<std::string> all = {"publish", "decisions", "gaps"};
  for (const auto* f : t.fields()) all.push_back(f->key);
  for (const auto& e : extra_facts()) all.emplace_back(e.key);
  const auto best = std::ranges::min_element(all, {}, [&](const std::string& k) { return distance(key.substr(0, 60), k); });
  return distance(key.substr(0, 60), *best) <= 4 ? "did you mean " + *best + "?" : "accord summary init writes a file with every key";
}

bool nothing(const Json& said) {
  return said.is_null() || (said.is_string() && said.get_ref<const std::string&>().find_first_not_of(" \t\n") == std::string::npos) ||
         (said.is_structured() && said.empty());
}

std::vector<std::string> texts(const Json& said) {
  if (said.is_string()) return {said.get<std::string>()};
  std::vector<std::string> out;
  if (said.is_array())
    for (const auto& s : said)
      if (s.is_string()) out.push_back(s);
  return out;
}

Result<void> read_publish(const Json& said, const Template& t, Facts& facts) {
  for (const auto& key : texts(said)) {
    const auto* field = t.field_by_key(key);
    if (field == nullptr || !field->computed)
      return wrong(fmt::format("publish names {}, which has no figures", key), "publish",
                   "figures are in data.size, data.languages, data.latest, "
                   "public_datasets.large, crawling.period and crawling.domains");
    facts.publish.insert(key);
  }
  return {};
}

Result<void> read_decisions(const Json& said, const Template& t, Facts& facts) {
  if (!said.is_object()) return wrong("decisions are no list of keys", "decisions", "write  data.size: {take: computed, because: \"…\"}");
  for (const auto& [key, d] : said.items()) {
    const auto place = "decisions." + key;
    if (t.field_by_key(key) == nullptr) return wrong(fmt::format("there is no field {}", key), place, nearest(key, t));
    const auto take = d.is_object() && d.contains("take") && d["take"].is_string() ? d["take"].get<std::string>() : "";
    const auto because = d.is_object() && d.contains("because") && d["because"].is_string() ? d["because"].get<std::string>() : "";
    if ((take != "computed" && take != "declared") || because.empty())
      return wrong("a decision says what to take, and why", place, "write  {take: computed, because: \"…\"}  or  take: declared");
    facts.decisions[key] = {take == "computed", because};
  }
  return {};
}

Result<void> read_gaps(const Json& said, const Template& t, Facts& facts) {
  if (!said.is_object()) return wrong("gaps are no list of keys", "gaps", "write  data.latest: why it cannot be found out");
  for (const auto& [key, why] : said.items()) {
    if (t.field_by_key(key) == nullptr) return wrong(fmt::format("there is no field {}", key), "gaps." + key, nearest(key, t));
    if (nothing(why) || !why.is_string()) return wrong("a gap says why it is there", "gaps." + key, "give the reason in a sentence");
    facts.gaps[key] = why;
  }
  return {};
}

Result<void> read_previous(const Json& said, Facts& facts) {
  for (const auto& p : said.is_array() ? said : Json::array({said})) {
    if (p.is_string()) {
      facts.previous.push_back({{"name", p}});
    } else if (p.is_object() && p.contains("version") && p["version"].is_string()) {
      Json one = {{"name", p["version"]}};
      if (p.contains("link") && p["link"].is_string()) one["link"] = p["link"];
      facts.previous.push_back(std::move(one));
    } else {
      return wrong("an earlier version has no name", "summary.previous", "write  - {version: \"1.0\", link: \"https://…\"}");
    }
  }
  return {};
}

Result<void> read_one(const std::string& key, const Json& said, const Template& t, Facts& facts) {
  if (nothing(said)) return {};
  if (const auto* field = t.field_by_key(key)) {
    ACCORD_TRY(facts.answers[key], read_answer(*field, said, t, key));
    return {};
  }
  if (key == "summary.previous") return read_previous(said, facts);
  if (std::ranges::any_of(extra_facts(), [&](const ExtraFact& e) { return e.key == key; })) {
    if (!said.is_string()) return wrong(fmt::format("{} is no text", key), key, "write it on one line");
    facts.extra[key] = said;
    return {};
  }
  return wrong(fmt::format("nothing is known by the name {}", key), key, nearest(key, t));
}

}  // namespace

const std::vector<ExtraFact>& extra_facts() {
  static const std::vector<ExtraFact> all = {
      {"summary.previous", "summary.version", "Earlier versions, each with its link."},
      {"provider.outside_union", "provider.name",
       "yes when the provider is established outside the Union: a representative is then named."},
      {"model.modified", "model.names", "yes when the model modifies or fine-tunes another general-purpose model on the market."},
      {"data.continues", "data.latest", "Whether training on new data goes on after that month, in a sentence or as yes or no."},
      {"private_datasets.some_known", "private_datasets.modalities",
       "yes when some private datasets are publicly known, or are made known here."},
  };
  return all;
}

const Json* Facts::answer(std::string_view key) const {
  const auto it = answers.find(std::string(key));
  return it == answers.end() ? nullptr : &it->second;
}

bool Facts::says_yes(std::string_view extra_key) const {
  const auto it = extra.find(std::string(extra_key));
  return it != extra.end() && (it->second == "yes" || it->second == "true");
}

Result<Facts> read_facts(const Json& provider, const Template& t) {
  Facts facts;
  if (provider.is_null()) return facts;
  if (!provider.is_object()) return wrong("the facts are no list of keys", "", "accord summary init writes a file to start from");
  for (const auto& [group, said] : provider.items()) {
    if (nothing(said)) continue;
    if (group == "publish") {
      ACCORD_CHECK(read_publish(said, t, facts));
    } else if (group == "decisions") {
      ACCORD_CHECK(read_decisions(said, t, facts));
    } else if (group == "gaps") {
      ACCORD_CHECK(read_gaps(said, t, facts));
    } else if (!said.is_object()) {
      ACCORD_CHECK(read_one(group, said, t, facts));  // "crawling.used: yes" on one line is fine as well
    } else if (t.field_by_key(group) != nullptr) {
      ACCORD_CHECK(read_one(group, said, t, facts));
    } else {
      for (const auto& [key, value] : said.items()) ACCORD_CHECK(read_one(group + "." + key, value, t, facts));
    }
  }
  return facts;
}

}  // namespace accord::summary
