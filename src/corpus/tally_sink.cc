#include "corpus/tally_sink.h"

#include "corpus/language.h"

namespace accord::corpus {

summary::Modality modality(format::Modality m) {
  switch (m) {
    case format::Modality::text:
      return summary::Modality::text;
    case format::Modality::image:
      return summary::Modality::image;
    case format::Modality::audio:
      return summary::Modality::audio;
    case format::Modality::video:
      return summary::Modality::video;
    case format::Modality::other:
      break;
  }
  return summary::Modality::other;
}

summary::InputStatus status(format::InputState s) {
  switch (s) {
    case format::InputState::ok:
      return summary::InputStatus::ok;
    case format::InputState::truncated:
      return summary::InputStatus::truncated;
    case format::InputState::damaged:
      return summary::InputStatus::damaged;
    case format::InputState::missing:
      break;
  }
  return summary::InputStatus::missing;
}

// What a document says in each of its modalities.
void TallySink::describe(const format::Document& d, std::string_view text, summary::Document& out) const {
  out.url = d.url;
  if (d.day != format::no_day) out.date = summary::Date(std::chrono::days(d.day));
  out.language = d.language;
  if (out.language.empty() && counting_.detect_languages && !text.empty()) {
    const auto found = language_of(text);
    out.language = found.code;
    out.language_detected = found.detected;
  }
}

Result<void> TallySink::text(summary::Counter& counter, std::uint32_t source, const format::Document& d) {
  summary::Document t;
  describe(d, d.text, t);
  t.bytes = d.text.size();
  t.characters = count_characters(d.text);
  if (tokens_) {
    ACCORD_CHECK(tokens_->add(d.text));
    if (!d.more) {
      ACCORD_TRY(t.tokens, tokens_->end());
    }
  } else if (d.tokens != format::not_declared) {
    t.tokens = d.tokens;
  }
  if (counting_.duplicates) t.fingerprint = summary::fingerprint(d.text);
  if (!d.more) return counter.add(source, summary::Modality::text, t);
  parts_ = t;
  parts_.url = {};  // files of text have none
  language_ = t.language;
  open_ = true;
  return {};
}

Result<void> TallySink::flush(summary::Counter& counter, std::uint32_t source) {
  if (!open_) return {};
  open_ = false;
  parts_.language = language_;
  if (tokens_) {
    ACCORD_TRY(parts_.tokens, tokens_->end());
  }
  return counter.add(source, summary::Modality::text, parts_);
}

Result<void> TallySink::count(summary::Counter& counter, std::uint32_t source, const format::Document& d) {
  if (d.continued && open_) {
    parts_.bytes += d.text.size();
    if (tokens_) ACCORD_CHECK(tokens_->add(d.text));
    parts_.characters += count_characters(d.text);
    if (counting_.duplicates) {  // of the parts' fingerprints: texts are cut at the same places whenever they are the same
      const auto more = summary::fingerprint(d.text);
      std::string both(parts_.fingerprint->begin(), parts_.fingerprint->end());
      both.append(more.begin(), more.end());
      parts_.fingerprint = summary::fingerprint(both);
    }
    return d.more ? Result<void>{} : flush(counter, source);
  }
  if (d.modality == format::Modality::text) return text(counter, source, d);
  summary::Document m;
  describe(d, d.text, m);
  m.bytes = d.bytes;
  m.images = d.images;
  m.milliseconds = d.milliseconds;
  ACCORD_CHECK(counter.add(source, modality(d.modality), m));
  return d.text.empty() ? Result<void>{} : text(counter, source, d);  // its caption
}

}  // namespace accord::corpus
