#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "text/read_blocks.h"
#include "text/read_outline.h"

namespace accord::text {
namespace {

bool is_question(std::string_view markdown, std::string& words) {
  words = utf8::collapse(visible_body(markdown));
  if (words.starts_with("Q:") || words.starts_with("Q.") || words.starts_with("Question ")) return words.size() < 600;
  const auto s = utf8::trim(markdown);
  return s.starts_with("**") && s.find("**", 2) == s.size() - 2 && words.ends_with('?');
}

// Bytes of a term in quotation marks that is being defined ("'term' means ..."); 0: there is none.
std::size_t quoted_term(std::string_view s) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"\xE2\x80\x98", "\xE2\x80\x99"}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\"", "\""}, {"'", "'"}}) {
    if (!s.starts_with(open)) continue;
    for (auto at = s.find(close, open.size()); at != std::string_view::npos && at < 200; at = s.find(close, at + 1))
      if (s.substr(at + close.size()).starts_with(" means")) return at + close.size();
  }
  return 0;
}

}  // namespace

std::vector<Outline::Node> Outline::split_recitals(Node& node) {
  std::vector<Node> out;
  std::vector<Piece> kept;
  for (Piece& piece : node.pieces) {
    std::string before;
    const auto items = list_items(piece.markdown, before);
    const bool numbered = !items.empty() && std::all_of(items.begin(), items.end(), [](const ListItem& i) { return !i.number.empty(); });
    if (!numbered) {
      // What follows a recital without a number of its own belongs to it.
      (out.empty() ? kept : out.back().pieces).push_back(std::move(piece));
      continue;
    }
    if (!utf8::trim(before).empty()) (out.empty() ? kept : out.back().pieces).push_back({std::string(utf8::trim(before)), piece.line});
    for (const ListItem& item : items) {
      Node recital;
      recital.provision.kind = ProvisionKind::recital;
      recital.provision.number = item.number;
      recital.provision.line = piece.line + item.line;
      recital.pieces.push_back({item.text, recital.provision.line});
      out.push_back(std::move(recital));
    }
  }
  node.pieces = std::move(kept);
  return out;
}

std::vector<Outline::Node> Outline::split_definitions(Node& node) {
  std::vector<Node> out;
  std::vector<Piece> kept;
  const auto add = [&](std::string term, std::string meaning, std::string number, int line) {
    Node d;
    d.provision.kind = ProvisionKind::definition;
    d.provision.heading = std::move(term);
    d.provision.number = std::move(number);
    d.provision.line = line;
    d.pieces.push_back({std::move(meaning), line});
    out.push_back(std::move(d));
  };
  // "**term**: meaning", "'term' means ..."
  const auto length_of_term = [](std::string_view markdown) -> std::size_t {
    if (!markdown.starts_with("**")) return quoted_term(markdown);
    const auto end = markdown.find("**", 2);
    return end == std::string_view::npos || end == 2 ? 0 : end + 2;
  };
  const auto add_term = [&](const std::string& markdown, const std::string& number, int line) {
    const auto n = length_of_term(markdown);
    const auto meaning = as_start(utf8::trim(std::string_view(markdown).substr(n)));
    if (n == 0 || !cuts_cleanly(markdown, markdown.substr(0, n), meaning)) return false;
    add(utf8::collapse(visible_body(markdown.substr(0, n))), meaning, number, line);
    return true;
  };
  for (Piece& piece : node.pieces) {
    if (const auto terms = definition_terms(piece.markdown); !terms.empty()) {
      for (const Term& t : terms) add(utf8::collapse(visible_body(t.term)), t.meaning, {}, piece.line + t.line);
      continue;
    }
    std::string before;
    const auto items = list_items(piece.markdown, before);
    const bool terms = !items.empty() && std::any_of(items.begin(), items.end(), [&](const ListItem& i) { return length_of_term(i.text) > 0; });
    if (terms) {
      if (!utf8::trim(before).empty()) kept.push_back({std::string(utf8::trim(before)), piece.line});
      for (const ListItem& item : items)
        if (!add_term(item.text, item.number, piece.line + item.line)) add({}, item.text, item.number, piece.line + item.line);
    } else if (!add_term(piece.markdown, {}, piece.line)) {
      kept.push_back(std::move(piece));
    }
  }
  node.pieces = std::move(kept);
  return out;
}

std::vector<Outline::Node> Outline::split_questions(Node& node) {
  std::vector<Node> out;
  std::vector<Piece> kept;
  for (Piece& piece : node.pieces) {
    std::string words;
    if (!is_question(piece.markdown, words)) {
      (out.empty() ? kept : out.back().pieces).push_back(std::move(piece));
      continue;
    }
    Node question;
    question.provision.kind = ProvisionKind::faq;
    question.provision.heading = std::move(words);
    question.provision.line = piece.line;
    out.push_back(std::move(question));
  }
  node.pieces = std::move(kept);
  return out;
}

std::vector<Outline::Node> Outline::split_fields(Node& node) {
  std::vector<Node> out;
  std::vector<Piece> kept;
  const auto add = [&](std::string number, std::string name, std::string body, int line) {
    Node field;
    field.provision.kind = ProvisionKind::field;
    field.provision.number = std::move(number);
    field.provision.heading = std::move(name);
    field.provision.line = line;
    if (!body.empty()) field.pieces.push_back({std::move(body), line});
    out.push_back(std::move(field));
  };
  for (Piece& piece : node.pieces) {
    const auto rows = table_rows(piece.markdown);
    std::string before;
    const auto items = rows.empty() ? list_items(piece.markdown, before) : std::vector<ListItem>{};
    if (!rows.empty()) {
      for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string body;
        for (std::size_t c = r == 0 ? 0 : 1; c < rows[r].size(); ++c)
          if (!rows[r][c].empty()) body += (body.empty() ? "" : "\n\n") + rows[r][c];
        if (r == 0) {
          if (!body.empty()) leave_out(utf8::collapse(visible_body(body)), "column heads of the form", piece.line);
        } else {
          add({}, utf8::collapse(visible_body(rows[r][0])), std::move(body), piece.line + static_cast<int>(r) + 1);
        }
      }
    } else if (!items.empty()) {
      if (!utf8::trim(before).empty()) kept.push_back({std::string(utf8::trim(before)), piece.line});
      for (const ListItem& item : items) {
        const auto n = first_paragraph(item.text);
        const auto rest = std::string(utf8::trim(item.text.substr(n)));
        add(item.number, utf8::collapse(visible_body(item.text.substr(0, n))), rest, piece.line + item.line);
      }
    } else {
      kept.push_back(std::move(piece));
    }
  }
  node.pieces = std::move(kept);
  return out;
}

std::vector<Outline::Node> Outline::split(Node& node) {
  switch (node.matter) {
    case Matter::recitals: return split_recitals(node);
    case Matter::definitions: return split_definitions(node);
    case Matter::questions: return node.provision.kind == ProvisionKind::faq && !node.box && node.parent >= 0 && this->node(node.parent).matter == Matter::questions ? std::vector<Node>{} : split_questions(node);
    case Matter::form: return node.provision.kind == ProvisionKind::field ? std::vector<Node>{} : split_fields(node);
    default: return {};
  }
}

Result<DraftText> Outline::finish() && {
  std::vector<Node> all;
  std::vector<int> place;  // of the old nodes
  for (Node& node : nodes_) {
    auto children = split(node);
    place.push_back(static_cast<int>(all.size()));
    node.parent = node.parent < 0 ? -1 : place[static_cast<std::size_t>(node.parent)];
    const int own = place.back();
    all.push_back(std::move(node));
    for (Node& child : children) {
      child.parent = own;
      child.provision.binding = all[static_cast<std::size_t>(own)].provision.binding;
      all.push_back(std::move(child));
    }
  }
  DraftText draft;
  draft.title = std::move(title_);
  draft.language = std::move(language_);
  draft.left_out = std::move(left_out_);
  std::vector<HeadingOrigin> origins;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Provision p = std::move(all[i].provision);
    for (const Piece& piece : all[i].pieces) p.body += (p.body.empty() ? "" : "\n\n") + piece.markdown;
    if (p.kind == ProvisionKind::note || p.kind == ProvisionKind::faq) p.binding = false;
    // Stand for the eids until these are known.
    p.eid = fmt::format("#{}", i);
    if (all[i].parent >= 0) p.parent = fmt::format("#{}", all[i].parent);
    origins.push_back({all[i].level, p.kind == ProvisionKind::section && !all[i].tagged && p.number.empty() && all[i].matter == Matter::rules});
    draft.provisions.push_back(std::move(p));
  }
  const bool words = std::any_of(draft.provisions.begin(), draft.provisions.end(), [](const Provision& p) {
    return !p.heading.empty() || !p.number.empty() || !utf8::trim(visible_body(p.body)).empty();
  });
  if (!words)
    return fail(Kind::unprocessable, "no provision was found in the file", {}, "give a text with headings or paragraphs, as Markdown or HTML");
  find_restatements(draft.provisions, draft.doubts);
  find_doubts(draft.provisions, origins, draft.doubts);
  if (std::all_of(draft.provisions.begin(), draft.provisions.end(), [](const Provision& p) { return p.kind == ProvisionKind::paragraph; }))
    draft.doubts.push_back({draft.provisions.front().eid, "the text has no headings: each paragraph stands on its own", draft.provisions.front().line});
  assign_eids(draft);
  return draft;
}

}  // namespace accord::text
