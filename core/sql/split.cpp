// SPDX-License-Identifier: PostgreSQL
// Where the statements of a script begin and end, by psql's rules: at a semicolon outside quotes,
// comments, brackets and BEGIN ATOMIC bodies. libpg_query's own split gives nothing for a file with
// one unterminated quote, and knows neither psql's commands nor COPY data.
#include <algorithm>
#include <array>
#include <cstddef>

#include "core/sql/script_lexer.h"
#include "core/sql/statement_text.h"

namespace tend::sql {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 2> kUtf16Marks{"\xFF\xFE", "\xFE\xFF"};

std::string lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// psql's commands that send what has been typed so far: \g \gx \gset \gexec \gdesc ...
bool sends_statement(std::string_view command) {
  return command.starts_with("\\g") || command.starts_with("\\crosstabview") ||
         command.starts_with("\\watch");
}

// The words of a statement so far, as far as they decide where it ends.
class Words {
 public:
  void add(std::string_view text) {
    const std::string word = lower(text);
    if (count_++ == 0) copies_ = word == "copy";
    reads_stdin_ = reads_stdin_ || (copies_ && last_ == "from" && word == "stdin");
    if (last_ == "begin" && word == "atomic") ++open_blocks_;
    if (open_blocks_ > 0 && word == "case") ++open_blocks_;
    if (open_blocks_ > 0 && word == "end") --open_blocks_;
    last_ = word;
  }
  bool in_block() const { return open_blocks_ > 0; }
  bool reads_stdin() const { return reads_stdin_; }

 private:
  std::size_t count_ = 0;
  bool copies_ = false;
  bool reads_stdin_ = false;
  int open_blocks_ = 0;
  std::string last_;
};

class Splitter {
 public:
  explicit Splitter(std::string_view file) : lexer_(file) {}

  std::vector<StatementText> run() {
    while (!lexer_.at_end()) {
      const Piece piece = lexer_.next();
      add(piece);
      count_lines(piece.text);
      if (ends_statement(piece)) end_statement();
    }
    end_statement();
    return std::move(statements_);
  }

 private:
  bool ends_statement(const Piece& piece) const {
    if (piece.kind == PieceKind::kCommand) return sends_statement(piece.text);
    return piece.kind == PieceKind::kSemicolon && open_brackets_ <= 0 && !words_.in_block();
  }

  void add(const Piece& piece) {
    if (piece.kind == PieceKind::kCommand || ends_statement(piece)) return;
    const bool gap = piece.kind == PieceKind::kGap;
    if (gap && current_.text.empty()) return;
    if (current_.text.empty()) current_.first_line = line_;
    current_.text += piece.text;
    if (!gap) kept_ = current_.text.size();
    if (piece.kind == PieceKind::kOpen) ++open_brackets_;
    if (piece.kind == PieceKind::kClose) --open_brackets_;
    if (piece.kind == PieceKind::kWord) words_.add(piece.text);
  }

  void end_statement() {
    current_.text.resize(kept_);
    const bool data_follows = words_.reads_stdin();
    if (!current_.text.empty()) statements_.push_back(std::move(current_));
    current_ = {};
    words_ = {};
    kept_ = 0;
    open_brackets_ = 0;
    if (data_follows) count_lines(lexer_.skip_copy_data());
  }

  void count_lines(std::string_view text) {
    line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }

  ScriptLexer lexer_;
  std::vector<StatementText> statements_;
  StatementText current_;
  std::size_t kept_ = 0;  // current_.text up to the end of its last piece that is no gap
  int open_brackets_ = 0;
  Words words_;
  int line_ = 1;
};

}  // namespace

Result<std::vector<StatementText>> split_statements(std::string_view file) {
  for (const std::string_view mark : kUtf16Marks) {
    if (file.starts_with(mark)) {
      return Failure{FailureCode::kInvalidEncoding,
                     "file is UTF-16, not UTF-8",
                     {},
                     "Convert it, for example with iconv -f UTF-16 -t UTF-8.",
                     {}};
    }
  }
  if (file.starts_with(kUtf8Mark)) file.remove_prefix(kUtf8Mark.size());
  return Splitter(file).run();
}

}  // namespace tend::sql
