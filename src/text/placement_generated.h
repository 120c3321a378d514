// For tests and benchmarks: drafts of made-up words that know each other, so that the truth about any
// quote is known after the draft was edited. Nastier than lineage_generated.h: sentences that recur,
// provisions that are nearly or wholly alike, sentences and provisions that move, split, merge, go.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "text/lineage_generated.h"

namespace accord::text::generated {

// A word with its hidden identity. A copy of a text has the same words and other identities.
struct Known {
  std::string word;
  std::uint64_t id = 0;
};
using Sentence = std::vector<Known>;
struct Clause {
  Sentence heading;
  std::vector<Sentence> body;
  std::vector<Sentence> had{};  // before the edits
};
using Chapter = std::vector<Clause>;

struct Draft {
  std::vector<Sentence> headings;  // of the chapters
  std::vector<Chapter> chapters;
};

// A draft as placement sees it, with the identities of the words of each provision's visible text.
struct Printed {
  std::vector<Provision> provisions;
  std::vector<std::vector<std::uint64_t>> ids;
};

class Editor {
 public:
  explicit Editor(std::uint64_t seed, int vocabulary) : g(seed, vocabulary) {}

  Draft draft(int chapters, int clauses) {
    for (int k = 0; k < 8; ++k) boilerplate_.push_back(sentence());
    Draft out;
    for (int c = 0; c < chapters; ++c) {
      out.headings.push_back(words(3));
      Chapter chapter;
      for (int k = 0; k < clauses; ++k) chapter.push_back(clause());
      out.chapters.push_back(std::move(chapter));
    }
    // Clauses that are alike but for a few words, or for none, here or in another chapter.
    for (auto& chapter : out.chapters) {
      Clause twin = copy(any(any(out.chapters)));
      const auto different = g.below(7);
      for (std::size_t d = 0; d < different; ++d) {
        auto& s = any(twin.body);
        s[g.below(s.size())] = fresh();
      }
      if (g.chance(0.5)) twin.heading = words(3);
      insert(chapter, std::move(twin));
    }
    for (const auto& s : boilerplate_)
      for (int k = 0; k < 3; ++k) insert(any(any(out.chapters)).body, copy(s));
    return out;
  }

  void edit(Draft& d) {
    for (auto& chapter : d.chapters)
      for (auto& c : chapter) c.had = c.body;
    const auto clauses = static_cast<int>(d.chapters.size() * d.chapters.front().size());
    const auto times = [&](double share, auto act) {
      for (int k = 0; k < static_cast<int>(share * clauses) + 1; ++k) act();
    };
    times(0.05, [&] { delete_clause(d); });
    times(0.05, [&] { move_clause(d); });
    times(0.04, [&] { split(d); });
    times(0.04, [&] { merge(d); });
    times(0.05, [&] { insert(any(d.chapters), clause()); });
    times(0.15, [&] { delete_sentence(d); });
    times(0.10, [&] { move_sentence(d); });
    times(0.05, [&] { swap_sentences(d); });
    times(0.05, [&] { insert(any(any(d.chapters)).body, sentence()); });
    times(0.10, [&] { cut(d); });
    for (auto& chapter : d.chapters)
      for (auto& c : chapter) edit_words(c);
    if (g.chance(0.5)) rename(d);
    // What is copied still stands where it stood: a text that is gone there and new elsewhere has moved, as
    // far as any reader can tell.
    times(0.03, [&] { insert(any(d.chapters), near_copy(d)); });
    times(0.08, [&] {
      auto& c = any(any(d.chapters));
      const auto& s = any(any(any(d.chapters)).body);
      if (!has_like(c, s)) insert(c.body, copy(s));
    });
  }

  static Printed print(const Draft& d) {
    Printed out;
    const auto add = [&](Provision p, const Sentence& heading, const std::vector<Sentence>& body) {
      std::vector<std::uint64_t> ids;
      const auto text = [&](const Sentence& s, bool full) {
        std::string line;
        for (std::size_t k = 0; k < s.size(); ++k) {
          std::string w = s[k].word;
          if (full && k == 0) w[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(w[0])));
          (line += k == 0 ? "" : " ") += w;
          ids.push_back(s[k].id);
        }
        return full && !line.empty() ? line + "." : line;
      };
      p.heading = text(heading, false);
      for (const auto& s : body)
        if (!s.empty()) (p.body += p.body.empty() ? "" : " ") += text(s, true);
      out.provisions.push_back(std::move(p));
      out.ids.push_back(std::move(ids));
    };
    for (std::size_t c = 0; c < d.chapters.size(); ++c) {
      Provision chapter;
      chapter.kind = ProvisionKind::chapter;
      chapter.number = std::to_string(c + 1);
      chapter.eid = "chp_" + chapter.number;
      add(chapter, d.headings[c], {});
      for (std::size_t k = 0; k < d.chapters[c].size(); ++k) {
        Provision p;
        p.kind = ProvisionKind::measure;
        p.number = fmt::format("{}.{}", c + 1, k + 1);
        p.parent = chapter.eid;
        p.eid = fmt::format("{}__msr_{}", chapter.eid, p.number);
        add(p, d.chapters[c][k].heading, d.chapters[c][k].body);
      }
    }
    return out;
  }

  Generator g;

 private:
  template <class T>
  T& any(std::vector<T>& of) {
    return of[g.below(of.size())];
  }
  template <class T>
  void insert(std::vector<T>& into, T what) {
    into.insert(into.begin() + static_cast<std::ptrdiff_t>(g.below(into.size() + 1)), std::move(what));
  }
  Known fresh() { return {g.word(), ++last_}; }
  Sentence words(std::size_t n) {
    Sentence out;
    while (out.size() < n) out.push_back(fresh());
    return out;
  }
  Sentence sentence() { return words(3 + g.below(25)); }
  Clause clause() {
    Clause out{words(1 + g.below(5)), {}, {}};
    const auto n = 1 + g.below(6);
    for (std::size_t k = 0; k < n; ++k) out.body.push_back(g.chance(0.15) ? copy(any(boilerplate_)) : sentence());
    return out;
  }
  Sentence copy(Sentence s) {
    for (auto& w : s) w.id = ++last_;
    return s;
  }
  Clause copy(Clause c) {
    c.heading = copy(c.heading);
    for (auto& s : c.body) s = copy(s);
    return c;
  }
  Clause near_copy(Draft& d) {
    Clause c = copy(any(any(d.chapters)));
    for (int k = 0; k < 3; ++k) {
      auto& s = any(c.body);
      if (!s.empty()) s[g.below(s.size())] = fresh();
    }
    return c;
  }

  void delete_clause(Draft& d) {
    auto& chapter = any(d.chapters);
    if (chapter.size() > 2) chapter.erase(chapter.begin() + static_cast<std::ptrdiff_t>(g.below(chapter.size())));
  }
  void move_clause(Draft& d) {
    auto& from = any(d.chapters);
    if (from.size() < 3) return;
    const auto k = g.below(from.size());
    Clause c = std::move(from[k]);
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(k));
    insert(any(d.chapters), std::move(c));
  }
  void split(Draft& d) {
    auto& chapter = any(d.chapters);
    const auto k = g.below(chapter.size());
    auto& body = chapter[k].body;
    if (body.size() < 2) return;
    const auto cut = body.begin() + static_cast<std::ptrdiff_t>(1 + g.below(body.size() - 1));
    Clause second{words(3), {cut, body.end()}, chapter[k].had};
    body.erase(cut, body.end());
    chapter.insert(chapter.begin() + static_cast<std::ptrdiff_t>(k) + 1, std::move(second));
  }
  void merge(Draft& d) {
    auto& chapter = any(d.chapters);
    if (chapter.size() < 3) return;
    const auto k = g.below(chapter.size() - 1);
    auto &a = chapter[k].body, &b = chapter[k + 1].body;
    a.insert(a.end(), b.begin(), b.end());
    chapter[k].had.insert(chapter[k].had.end(), chapter[k + 1].had.begin(), chapter[k + 1].had.end());
    chapter.erase(chapter.begin() + static_cast<std::ptrdiff_t>(k) + 1);
  }
  void delete_sentence(Draft& d) {
    auto& body = any(any(d.chapters)).body;
    if (body.size() > 1) body.erase(body.begin() + static_cast<std::ptrdiff_t>(g.below(body.size())));
  }
  // Not one of two alike, nor to where one like it stands or stood: nobody could tell which is which.
  void move_sentence(Draft& d) {
    auto& body = any(any(d.chapters)).body;
    const auto k = g.below(body.size());
    auto& to = any(any(d.chapters));
    if (body.size() < 2 || !alone(body, k) || has_like(to, body[k])) return;
    insert(to.body, Sentence(body[k]));
    body.erase(body.begin() + static_cast<std::ptrdiff_t>(k));
  }
  void swap_sentences(Draft& d) {
    auto& body = any(any(d.chapters)).body;
    const auto k = g.below(body.size()), l = g.below(body.size());
    if (alone(body, k) && alone(body, l)) std::swap(body[k], body[l]);
  }
  // Whether half of the words of either are in the other.
  static bool like(const Sentence& a, const Sentence& b) {
    const auto common = std::ranges::count_if(a, [&](const Known& w) { return std::ranges::find(b, w.word, &Known::word) != b.end(); });
    return 2 * static_cast<std::size_t>(common) >= std::min(a.size(), b.size());
  }
  static bool has_like(const Clause& c, const Sentence& s) {
    const auto is_like = [&](const Sentence& o) { return like(o, s); };
    return std::ranges::any_of(c.body, is_like) || std::ranges::any_of(c.had, is_like);
  }
  static bool alone(const std::vector<Sentence>& body, std::size_t k) {
    return std::ranges::count_if(body, [&](const Sentence& o) { return like(o, body[k]); }) == 1;
  }
  // Some words out of the middle of a sentence.
  void cut(Draft& d) {
    auto& s = any(any(any(d.chapters)).body);
    if (s.size() < 8) return;
    const auto from = g.below(s.size() - 4), n = 1 + g.below(s.size() - from - 2);
    s.erase(s.begin() + static_cast<std::ptrdiff_t>(from), s.begin() + static_cast<std::ptrdiff_t>(from + n));
  }
  // One term becomes another in the whole draft.
  void rename(Draft& d) {
    const auto before = g.word(), after = g.word();
    if (before == after) return;
    for (auto& chapter : d.chapters)
      for (auto& c : chapter)
        for (auto& s : c.body)
          for (auto& w : s)
            if (w.word == before) w = {after, ++last_};
  }
  // Replaces, removes or adds words at a rate of its own for each clause. A new word is none of those that
  // stand near: no reader could tell such a one from the old.
  void edit_words(Clause& c) {
    static constexpr double rates[] = {0, 0, 0.02, 0.05, 0.1, 0.25};
    const double rate = rates[g.below(6)];
    for (auto& s : c.body) {
      Sentence out;
      for (std::size_t k = 0; k < s.size(); ++k) {
        if (!g.chance(rate)) {
          out.push_back(s[k]);
          continue;
        }
        const auto what = g.below(4);
        if (what != 0) out.push_back(unlike(s, k));
        if (what == 3) out.push_back(s[k]);
      }
      if (out.empty()) out.push_back(fresh());
      s = std::move(out);
    }
  }
  Known unlike(const Sentence& s, std::size_t at) {
    for (;;) {
      Known w = fresh();
      bool near = false;
      for (std::size_t k = at - std::min<std::size_t>(at, 4); k < std::min(s.size(), at + 5); ++k) near = near || s[k].word == w.word;
      if (!near) return w;
    }
  }

  std::vector<Sentence> boilerplate_;
  std::uint64_t last_ = 0;
};

}  // namespace accord::text::generated
