// For tests and benchmarks: drafts of made-up words, and edits of them whose truth is known.
#pragma once

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "text/lineage.h"

namespace accord::text::generated {

class Generator {
 public:
  explicit Generator(std::uint64_t seed, int vocabulary = 1500) : random_(seed), vocabulary_(vocabulary) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool chance(double p) { return static_cast<double>(random_() % 1'000'000) < p * 1'000'000; }

  // Frequent words are frequent, as in a language.
  std::string word() {
    const double u = static_cast<double>(random_() % 1'000'000) / 1'000'000;
    auto n = static_cast<unsigned>(std::pow(static_cast<double>(vocabulary_), u)) - 1;
    static constexpr const char* syllables[] = {"ka", "ro", "mi", "te", "su", "la", "no", "vi", "de", "pha", "gu", "shi"};
    std::string out;
    do {
      out += syllables[n % 12];
      n /= 12;
    } while (n > 0);
    return out;
  }
  std::vector<std::string> words(std::size_t n) {
    std::vector<std::string> out;
    while (out.size() < n) out.push_back(word());
    return out;
  }
  static std::string join(const std::vector<std::string>& words, std::size_t from = 0, std::size_t to = std::string::npos) {
    std::string out;
    for (std::size_t i = from; i < std::min(to, words.size()); ++i) (out += i == from ? "" : " ") += words[i];
    return out;
  }
  // Replaces, removes or adds a word with probability `rate` at each.
  std::vector<std::string> edit(const std::vector<std::string>& text, double rate) {
    std::vector<std::string> out;
    for (const auto& w : text) {
      if (!chance(rate)) {
        out.push_back(w);
        continue;
      }
      const auto what = below(4);
      if (what != 0) out.push_back(word());
      if (what == 3) out.push_back(w);
    }
    if (out.empty()) out.push_back(word());
    return out;
  }

 private:
  std::mt19937_64 random_;
  int vocabulary_;
};

// A node of a draft on its way from one state to the next.
struct Node {
  ProvisionKind kind = ProvisionKind::measure;
  std::vector<std::string> heading, body;
  std::vector<Node> children;
  std::vector<int> origins;  // old positions that it comes from
  bool moved = false;
};

struct Pair {
  std::vector<Provision> before, after;
  std::vector<std::vector<int>> origins;  // of each new provision
  std::vector<bool> moved;                // by new position
};

inline void flatten(const std::vector<Node>& nodes, const std::string& parent, const std::string& number, std::vector<Provision>& out,
                    std::vector<const Node*>* visited) {
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const auto& n = nodes[k];
    Provision p;
    p.kind = n.kind;
    p.number = number.empty() ? std::to_string(k + 1) : fmt::format("{}.{}", number, k + 1);
    p.parent = parent;
    p.eid = fmt::format("{}{}_{}", parent.empty() ? "" : parent + "__", to_string(n.kind), p.number);
    p.heading = Generator::join(n.heading);
    p.body = Generator::join(n.body);
    out.push_back(p);
    if (visited != nullptr) visited->push_back(&n);
    flatten(n.children, p.eid, p.number, out, visited);
  }
}

// Chapters of a heading alone, commitments, and measures of 20 to 20 + `spread` words.
inline std::vector<Node> draft(Generator& g, int chapters, int commitments, int measures, std::size_t spread = 80) {
  std::vector<Node> out;
  for (int c = 0; c < chapters; ++c) {
    Node chapter{ProvisionKind::chapter, g.words(3), {}, {}, {}, false};
    for (int k = 0; k < commitments; ++k) {
      Node commitment{ProvisionKind::commitment, g.words(4), g.words(15 + g.below(40)), {}, {}, false};
      for (int m = 0; m < measures; ++m)
        commitment.children.push_back({ProvisionKind::measure, g.words(4), g.words(20 + g.below(spread)), {}, {}, false});
      chapter.children.push_back(std::move(commitment));
    }
    out.push_back(std::move(chapter));
  }
  return out;
}

inline void number_origins(std::vector<Node>& nodes, int& next) {
  for (auto& n : nodes) {
    n.origins = {next++};
    number_origins(n.children, next);
  }
}

struct Rates {
  double words = 0.1;  // of each measure's and commitment's words
  int moves = 0, splits = 0, merges = 0, deletions = 0, insertions = 0;
};

// Each edit takes measures that no other edit has touched, so that the truth stays clear.
inline Pair edited(Generator& g, std::vector<Node> nodes, const Rates& rates) {
  Pair out;
  flatten(nodes, "", "", out.before, nullptr);
  int next = 0;
  number_origins(nodes, next);
  const auto commitment = [&]() -> Node& {
    auto& chapter = nodes[g.below(nodes.size())];
    return chapter.children[g.below(chapter.children.size())];
  };
  const auto untouched = [](const Node& n) { return n.origins.size() == 1 && !n.moved && n.origins.front() >= 0; };
  const auto halves = [&](const Node& n) {
    const std::size_t cut = n.body.size() / 2;
    Node a = n, b = n;
    a.body.assign(n.body.begin(), n.body.begin() + static_cast<std::ptrdiff_t>(cut));
    b.body.assign(n.body.begin() + static_cast<std::ptrdiff_t>(cut), n.body.end());
    b.heading = g.words(4);
    return std::pair{a, b};
  };
  std::set<int> used;
  const auto fresh = [&](const Node& n) { return untouched(n) && !used.contains(n.origins.front()); };
  const auto repeat = [](int times, auto act) {
    for (int done = 0, tries = 0; done < times && tries < 200; ++tries) done += act();
  };
  repeat(rates.splits, [&] {
    auto& c = commitment();
    const std::size_t k = g.below(c.children.size());
    if (!fresh(c.children[k])) return 0;
    used.insert(c.children[k].origins.front());
    auto [a, b] = halves(c.children[k]);
    c.children[k] = a;
    c.children.insert(c.children.begin() + static_cast<std::ptrdiff_t>(k) + 1, b);
    return 1;
  });
  repeat(rates.merges, [&] {
    auto& c = commitment();
    if (c.children.size() < 3) return 0;
    const std::size_t k = g.below(c.children.size() - 1);
    auto &a = c.children[k], &b = c.children[k + 1];
    if (!fresh(a) || !fresh(b)) return 0;
    a.body.insert(a.body.end(), b.body.begin(), b.body.end());
    a.origins.push_back(b.origins.front());
    c.children.erase(c.children.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    return 1;
  });
  repeat(rates.deletions, [&] {
    auto& c = commitment();
    const std::size_t k = g.below(c.children.size());
    if (c.children.size() < 2 || !fresh(c.children[k])) return 0;
    c.children.erase(c.children.begin() + static_cast<std::ptrdiff_t>(k));
    return 1;
  });
  repeat(rates.moves, [&] {
    auto &from = commitment(), &to = commitment();
    if (&from == &to || from.children.size() < 2) return 0;
    const std::size_t k = g.below(from.children.size());
    if (!fresh(from.children[k])) return 0;
    Node n = from.children[k];
    n.moved = true;
    from.children.erase(from.children.begin() + static_cast<std::ptrdiff_t>(k));
    to.children.insert(to.children.begin() + static_cast<std::ptrdiff_t>(g.below(to.children.size() + 1)), n);
    return 1;
  });
  repeat(rates.insertions, [&] {
    auto& c = commitment();
    Node n{ProvisionKind::measure, g.words(4), g.words(20 + g.below(80)), {}, {}, false};
    c.children.insert(c.children.begin() + static_cast<std::ptrdiff_t>(g.below(c.children.size() + 1)), n);
    return 1;
  });
  for (auto& chapter : nodes)
    for (auto& c : chapter.children) {
      c.body = g.edit(c.body, rates.words);
      for (auto& m : c.children)
        if (!m.origins.empty()) m.body = g.edit(m.body, rates.words);
    }
  std::vector<const Node*> visited;
  flatten(nodes, "", "", out.after, &visited);
  for (const auto* n : visited) {
    out.origins.push_back(n->origins);
    out.moved.push_back(n->moved);
  }
  return out;
}

}  // namespace accord::text::generated
