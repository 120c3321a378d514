#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/utf8.h"
#include "text/read_outline.h"

namespace accord::text {
namespace {

bool is_rule(ProvisionKind k) { return k == ProvisionKind::commitment || k == ProvisionKind::article || k == ProvisionKind::measure; }

// Letters and digits in lower case, all else a space.
std::string plain_words(std::string_view s) {
  std::string out = utf8::lower(s);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x80 && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = ' ';
  return utf8::collapse(out);
}

std::multiset<std::string> bag_of(std::string_view s) {
  std::istringstream in(plain_words(s));
  std::multiset<std::string> out;
  for (std::string word; in >> word;) out.insert(word);
  return out;
}

// Share of the words of `a` that are in `b`; 1 when `a` has none.
double contained(const std::multiset<std::string>& a, const std::multiset<std::string>& b) {
  if (a.empty()) return 1;
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(a.size());
}

constexpr double restating_share = 0.5;

bool follows(std::string_view before, std::string_view after) {
  const auto dot_a = before.rfind('.'), dot_b = after.rfind('.');
  if (dot_a != dot_b && (dot_a == std::string_view::npos || dot_b == std::string_view::npos || before.substr(0, dot_a) != after.substr(0, dot_b))) return true;
  if (dot_a != std::string_view::npos && before.substr(0, dot_a) != after.substr(0, dot_b)) return true;
  const auto a = dot_a == std::string_view::npos ? before : before.substr(dot_a + 1);
  const auto b = dot_b == std::string_view::npos ? after : after.substr(dot_b + 1);
  if (ordinal_of(a) == 0 || ordinal_of(b) == 0 || a == b) return true;
  // "h" may be the eighth letter or stand before "i", the first Roman number.
  if (a.size() == 1 && b.size() == 1 && b[0] == a[0] + 1) return true;
  return ordinal_of(b) == ordinal_of(a) + 1 || (b == "aa" && a == "z");
}

}  // namespace

void find_restatements(std::vector<Provision>& provisions, std::vector<Doubt>& doubts) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < provisions.size(); ++i) place[provisions[i].eid] = i;
  // How much text stands at and under each provision; children come after their parents.
  std::vector<std::size_t> size(provisions.size());
  for (std::size_t i = provisions.size(); i-- > 0;) {
    size[i] += provisions[i].body.size() + provisions[i].heading.size();
    if (const auto up = place.find(provisions[i].parent); up != place.end()) size[up->second] += size[i];
  }
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    const Provision& p = provisions[i];
    if (!is_rule(p.kind) || p.number.empty()) continue;
    groups[fmt::format("{}|{}|{}", to_string(p.kind), p.number, plain_words(p.heading))].push_back(i);
  }
  // Provisions that have rules of their own under them.
  std::set<std::string> governing;
  for (const Provision& p : provisions)
    if (is_rule(p.kind)) governing.insert(p.parent);
  for (const auto& [key, members] : groups) {
    if (members.size() < 2) continue;
    const std::size_t full = *std::max_element(members.begin(), members.end(), [&](std::size_t a, std::size_t b) { return size[a] < size[b]; });
    const auto whole = bag_of(visible_body(provisions[full].body));
    for (const std::size_t i : members) {
      if (i == full) continue;
      Provision& p = provisions[i];
      // A summary says it in the same words, or in its own but without the measures.
      const bool bare = governing.contains(provisions[full].eid) && !governing.contains(p.eid);
      if (!bare && contained(bag_of(visible_body(p.body)), whole) < restating_share) continue;
      doubts.push_back({p.eid, fmt::format("taken for a restatement of {} {}", to_string(p.kind), p.number), p.line});
      p.kind = ProvisionKind::note;
      p.binding = false;
      p.restates = provisions[full].eid;
    }
  }
}

void find_doubts(const std::vector<Provision>& provisions, const std::vector<HeadingOrigin>& origins, std::vector<Doubt>& doubts) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < provisions.size(); ++i) place[provisions[i].eid] = i;
  std::map<std::string, std::string> last;     // number of the last sibling of a kind
  std::map<std::pair<std::string, int>, ProvisionKind> named;  // rules by parent and level of heading
  for (std::size_t i = 0; i < provisions.size(); ++i)
    if (is_rule(provisions[i].kind)) named.emplace(std::pair(provisions[i].parent, origins[i].level), provisions[i].kind);
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    const Provision& p = provisions[i];
    if (!p.number.empty() && p.kind != ProvisionKind::note) {
      std::string& before = last[fmt::format("{}|{}", p.parent, to_string(p.kind))];
      if (!before.empty() && !follows(before, p.number))
        doubts.push_back({p.eid, fmt::format("{} {} follows {}", to_string(p.kind), p.number, before), p.line});
      before = p.number;
    }
    if (p.kind == ProvisionKind::measure) {
      const Provision* up = &p;
      while (up != nullptr && up->kind != ProvisionKind::commitment) {
        const auto it = place.find(up->parent);
        up = it == place.end() ? nullptr : &provisions[it->second];
      }
      if (up == nullptr) {
        doubts.push_back({p.eid, fmt::format("measure {} stands under no commitment", p.number), p.line});
      } else if (!up->number.empty() && p.number.find('.') != std::string::npos && !p.number.starts_with(up->number + '.')) {
        doubts.push_back({p.eid, fmt::format("measure {} stands under commitment {}", p.number, up->number), p.line});
      }
    }
    const auto among = named.find({p.parent, origins[i].level});
    if (origins[i].guessed && among != named.end())
      doubts.push_back({p.eid, fmt::format("\"{}\" stands among {}s but names no kind", p.heading, to_string(among->second)), p.line});
  }
}

}  // namespace accord::text
