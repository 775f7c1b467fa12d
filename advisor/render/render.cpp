// SPDX-License-Identifier: PostgreSQL
// Chooses the form.
//
// Tested by tests/advisor/formats.t.
#include "advisor/render/render.h"

namespace tend::advisor {

std::optional<Format> format_named(std::string_view name) {
  for (std::size_t i = 0; i < kFormatNames.size(); ++i) {
    if (kFormatNames[i] == name) return static_cast<Format>(i);
  }
  return std::nullopt;
}

std::string render(const Document& document, Format format, const TextStyle& style) {
  switch (format) {
    case Format::kText: return render_text(with_texts_once(document), style);
    case Format::kJson: return render_json(document);
    case Format::kMarkdown: return render_markdown(with_texts_once(document));
    case Format::kCsv: return render_csv(document);
  }
  return {};
}

}  // namespace tend::advisor
