// SPDX-License-Identifier: PostgreSQL
#include <pg_query.h>

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/sql/script_lexer.h"
#include "core/sql/statement_text.h"

using tend::sql::split_statements;
using tend::sql::StatementText;

namespace {

std::vector<std::string> texts(std::string_view file) {
  std::vector<std::string> texts;
  const auto statements = split_statements(file);
  for (const StatementText& statement : *statements) texts.push_back(statement.text);
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("statements end at semicolons outside quotes, comments and brackets") {
  CHECK(texts("select 1; select 2") == Texts{"select 1", "select 2"});
  CHECK(texts("select ';'; select \";\"") == Texts{"select ';'", "select \";\""});
  CHECK(texts("select 'a'';b'; select 2") == Texts{"select 'a'';b'", "select 2"});
  CHECK(texts("select E'\\';'; select 2") == Texts{"select E'\\';'", "select 2"});
  CHECK(texts("select $$;$$, $a$;$$;$a$; select 2") ==
        Texts{"select $$;$$, $a$;$$;$a$", "select 2"});
  CHECK(texts("select $1; select a$b$c; select 3") ==
        Texts{"select $1", "select a$b$c", "select 3"});
  CHECK(texts("select 1 /* ; /* ; */ ; */ + 2; select 2") ==
        Texts{"select 1 /* ; /* ; */ ; */ + 2", "select 2"});
  CHECK(texts("create rule r as on insert to t do (select 1; select 2); select 3") ==
        Texts{"create rule r as on insert to t do (select 1; select 2)", "select 3"});
}

TEST_CASE("comments and blanks around a statement are left out, empty statements too") {
  CHECK(texts("").empty());
  CHECK(texts(" ;; -- x\n /* y */ ;").empty());
  CHECK(texts("-- head\nselect 1 -- tail\n; /* end */") == Texts{"select 1"});
  CHECK(texts("select -- why\n 1;") == Texts{"select -- why\n 1"});
}

TEST_CASE("each statement knows the line of its first character") {
  const auto statements =
      split_statements("-- one\nselect 1;\n\n  select\n 2; select '\n';\n select 4");
  REQUIRE(statements->size() == 4);
  CHECK((*statements)[0].first_line == 2);
  CHECK((*statements)[1].first_line == 4);
  CHECK((*statements)[2].first_line == 5);
  CHECK((*statements)[3].first_line == 7);
}

TEST_CASE("psql's own commands are left out, and those that send a statement end it") {
  CHECK(texts("\\set x 'it''s; fine'\nselect 1;\n\\echo ;\nselect 2;") ==
        Texts{"select 1", "select 2"});
  CHECK(texts("select 1 \\gset\nselect 2 \\g | less\nselect 3") ==
        Texts{"select 1", "select 2", "select 3"});
  CHECK(texts("select 1\\; select 2;") == Texts{"select 1", "select 2"});
  CHECK(texts("select 1\n\\timing on\n+ 2;").size() == 1);
}

TEST_CASE("the data behind COPY FROM stdin is no statement") {
  const auto statements = split_statements(
      "COPY t (a, b) FROM stdin;\n1\tit's; a 'trap\n2\t$$\n\\.\nselect 5;\ncopy t from '/x';\n");
  REQUIRE(statements->size() == 3);
  CHECK((*statements)[0].text == "COPY t (a, b) FROM stdin");
  CHECK((*statements)[1].text == "select 5");
  CHECK((*statements)[1].first_line == 5);
  CHECK((*statements)[2].text == "copy t from '/x'");
}

TEST_CASE("a routine's body by BEGIN ATOMIC is one statement, a transaction's BEGIN ends") {
  CHECK(texts("create function f() returns int begin atomic select case when true then 1 end; "
              "select 2; end; select 3")
            .size() == 2);
  CHECK(texts("begin; select 1; end; commit") == Texts{"begin", "select 1", "end", "commit"});
}

TEST_CASE("a broken statement does not lose those before it, nor a byte order mark the first") {
  CHECK(texts("select 1; select 'open; select 2") == Texts{"select 1", "select 'open; select 2"});
  CHECK(texts("selec 1; select (2; select 3").size() == 2);
  CHECK(texts("\xEF\xBB\xBFselect 1") == Texts{"select 1"});
  CHECK(texts("select '\xFF'; select 2").size() == 2);
}

TEST_CASE("a UTF-16 file is refused as such") {
  const auto split = split_statements("\xFF\xFEs\0e\0");
  REQUIRE(split.failure().code == tend::FailureCode::kInvalidEncoding);
  REQUIRE_FALSE(split.failure().hint.empty());
}

TEST_CASE("the lexer's pieces are the whole text, whatever it is") {
  std::mt19937 random(11);
  const std::string alphabet = "ae$'\"\\;()-/* \n1_E.b";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int length = static_cast<int>(random() % 30); length > 0; --length) {
      text += alphabet[random() % alphabet.size()];
    }
    tend::sql::ScriptLexer lexer(text);
    std::string pieces;
    while (!lexer.at_end()) pieces += lexer.next().text;
    REQUIRE(pieces == text);
  }
}

// The second opinion: libpg_query's splitter, on scripts that its scanner takes. It wants a keyword
// in each statement.
TEST_CASE("generated scripts are split as the server's scanner splits them") {
  std::mt19937 random(12);
  const std::vector<std::string> parts{
      " 1 ",   "'a;b'",   " ; select ", "$$x;y$$", "$t$;$t$", "(a, b)",       " -- c;\n",
      "b'01'", "\"i;d\"", " E'\\';' ",  " $1 ",    "x.y",     " /* ; */ ",    " || ",
      "(;)",   " a$b$c ", ";\nselect ", "e'x'",    "- 1",     " U&'\\0041;' "};
  for (int round = 0; round < 2000; ++round) {
    std::string script = "select ";
    for (int count = static_cast<int>(random() % 12); count > 0; --count) {
      script += parts[random() % parts.size()] + " ";
    }
    const PgQuerySplitResult expected = pg_query_split_with_scanner(script.c_str());
    REQUIRE(expected.error == nullptr);
    const Texts found = texts(script);
    INFO(script);
    REQUIRE(found.size() == static_cast<std::size_t>(expected.n_stmts));
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto& place = *expected.stmts[i];
      const std::string whole = script.substr(static_cast<std::size_t>(place.stmt_location),
                                              static_cast<std::size_t>(place.stmt_len));
      CHECK(whole.find(found[i]) != std::string::npos);
    }
    pg_query_free_split_result(expected);
  }
}
