// SPDX-License-Identifier: PostgreSQL
// The tables of the transactional database as values, from which come both its rows and the
// statements on them, so that a statement's constants are values that the rows have.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tend::bench {

// What a column holds, and so how it is loaded and asked for.
enum class Content {
  kParent,  // the id of a row of another table
  kChoice,  // one of a few words
  kMoment,  // a time of the year 2024, rising with the row's number
  kNumber,  // a whole number from 0
  kCode,    // a text of its own for each row
  kFlag,    // a boolean
  kProse,   // text that nothing asks for
};

struct OltpColumn {
  std::string name;
  Content content = Content::kNumber;
  std::vector<std::string> words;  // choices, commonest first; the parent's name; a code's prefix
  int limit = 0;                   // values there are: parent's rows, numbers below it
  double skew = 1;                 // exponent >= 1 of a uniform draw: 1 is uniform
  double nulls = 0;                // fraction that is NULL
  bool changes = false;            // true: UPDATE statements set it
};

struct OltpTable {
  std::string name;
  int rows = 0;
  std::vector<OltpColumn> columns;  // besides id, the primary key
};

// Parents stand before their children.
const std::vector<OltpTable>& oltp_tables();

const OltpTable& oltp_table(const std::string& name);

// The statements that make, fill, vacuum and analyze the tables, in order.
std::vector<std::string> oltp_setup();

std::string type_of(const OltpColumn& column);

// The SQL expression that fills the column in row i of `rows`, NULLs aside.
std::string load_expression(const OltpColumn& column, int rows);

// Reproducible draws, the same with every standard library (splitmix64, G. Steele, D. Lea,
// C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  // Returns 0 <= n < sides; REQUIRES: sides > 0.
  int roll(int sides);
  // Returns 0 <= n < sides, small ones commoner the larger the exponent is.
  int roll_skewed(int sides, double skew);
  bool happens(double probability);

 private:
  double draw();
  std::uint64_t state_;
};

// A value of the column as it stands in SQL, drawn as the rows were.
std::string literal(const OltpColumn& column, Dice& dice);

}  // namespace tend::bench
