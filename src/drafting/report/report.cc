#include "drafting/report/report.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

namespace accord::drafting {

std::vector<std::string> small_categories(std::map<std::string, std::int64_t> authors) {
  std::vector<std::string> out;
  std::erase_if(authors, [&](const auto& a) {
    if (a.second < smallest_cell) out.push_back(a.first);
    return a.second < smallest_cell;
  });
  if (out.size() == 1 && !authors.empty()) out.push_back(std::ranges::min_element(authors, {}, [](const auto& a) { return std::tuple(a.second, a.first); })->first);
  return out;
}

Participation participation(const std::vector<ReportFiler>& filers, const std::vector<ReportPoint>& points, const std::vector<std::string>& order) {
  Participation out;
  std::map<std::string, std::set<std::string>> authors;
  for (const auto& f : filers) authors[f.category].insert(f.author);
  std::map<std::string, std::int64_t> sizes;
  for (const auto& [category, who] : authors) sizes[category] = static_cast<std::int64_t>(who.size());
  const auto small = small_categories(sizes);
  std::map<std::string, Participation::Category> by;
  std::map<std::string, Participation::Country> countries;
  for (const auto& f : filers) {
    // In a small category only those are counted whose name is public anyway; the rest stands with the others.
    const bool joined = f.category.empty() || (!f.named && std::ranges::find(small, f.category) != small.end());
    by[joined ? "public" : f.category].submissions += 1;
    out.submissions += 1, out.late += f.late ? 1 : 0;
    if (!f.named) {
      out.unnamed += 1;
      continue;
    }
    auto& c = countries[f.country];
    c.country = f.country, c.submissions += 1, c.points += f.points;
  }
  for (const auto& p : points) by[p.category].points += 1;
  out.points = static_cast<std::int64_t>(points.size());
  out.joined = by.contains("public");
  auto keys = order;
  keys.emplace_back("public");
  for (const auto& key : keys)
    if (const auto it = by.find(key); it != by.end()) out.categories.push_back({key, it->second.submissions, it->second.points});
  for (auto& [key, c] : countries) out.countries.push_back(c);
  std::ranges::stable_sort(out.countries, {}, [](const auto& c) { return std::tuple(c.country.empty(), -c.submissions, -c.points, c.country); });
  return out;
}

Table outcomes_by_category(const std::vector<ReportPoint>& points, const std::vector<ReportAnswer>& answers) {
  std::unordered_map<std::string, std::set<std::string>> given;
  for (const auto& a : answers) given[a.point].insert(a.outcome);
  Table out;
  for (const auto& p : points) {
    const auto it = given.find(p.id);
    if (it == given.end())
      out["open"][p.category] += 1;
    else
      for (const auto& outcome : it->second) out[outcome][p.category] += 1;
  }
  return out;
}

std::vector<Chosen> representatives(const std::vector<const ReportPoint*>& points, const std::map<std::string, std::string>& answer_of, const std::vector<std::string>& order, std::size_t most) {
  std::map<std::string, std::int64_t> share;
  const auto answer = [&](const ReportPoint& p) {
    const auto it = answer_of.find(p.id);
    return it == answer_of.end() ? std::string() : it->second;
  };
  std::map<std::string, std::vector<const ReportPoint*>> by;
  for (const auto* p : points) {
    by[p->category].push_back(p);
    if (const auto a = answer(*p); !a.empty()) share[a] += 1;
  }
  std::vector<std::string> categories = order;
  categories.emplace_back("public");
  std::ranges::stable_sort(categories, [&](const auto& a, const auto& b) { return by[a].size() > by[b].size(); });
  std::vector<Chosen> out;
  for (const auto& category : categories) {
    if (out.size() == most) break;
    Chosen best;
    for (const auto* p : by[category]) {
      if (p->redacted) continue;
      const auto a = answer(*p);
      const Chosen c{p, a.empty() ? 1 : share[a]};
      const auto rank = [](const Chosen& x) { return std::tuple(-x.shares, !x.point->named, x.point->filed_at, x.point->id); };
      if (best.point == nullptr || rank(c) < rank(best)) best = c;
    }
    if (best.point != nullptr) out.push_back(best);
  }
  return out;
}

}  // namespace accord::drafting
