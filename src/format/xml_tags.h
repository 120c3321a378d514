// XML as the tags and texts that it is written in, one after the other: enough for small documents of a known layout. Nothing is fetched,
// and entities other than those of characters stay as they are. Any bytes will do: what is no tag is text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace accord::format {

class XmlTags {
 public:
  enum class Step { begins, ends, text, done };
  explicit XmlTags(std::string_view bytes) : rest_(bytes) {}
  Step next();
  // Of what `next` found. The name without its prefix, in lower case; an element that is empty ("<a/>") ends at once.
  const std::string& name() const { return name_; }
  std::string attribute(std::string_view name) const;  // of the tag that begins; empty if it has none
  std::string_view text() const { return text_; }
  std::uint32_t line() const { return line_; }  // where it begins, from 1

 private:
  void pass(std::size_t n);  // moves on, and counts lines
  std::string_view rest_, inside_, text_;
  std::string name_;
  std::uint32_t line_ = 1, at_ = 1;
  bool closes_ = false;
};

}  // namespace accord::format
