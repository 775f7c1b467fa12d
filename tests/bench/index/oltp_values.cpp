// SPDX-License-Identifier: PostgreSQL
// What stands in the columns of the transactional database: the expression that loads them and the
// constants that statements ask for, drawn alike.
// Tested by `make bench-index`.
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "tests/bench/index/oltp.h"

namespace tend::bench {

namespace {

// The rows of a table fill this time, whatever their number.
constexpr int kYearSeconds = 360 * 86400;
// A time is off the line of its row's number by up to this fraction of the year.
constexpr const char* kMomentJitter = "0.01";
// Code numbers have this many digits.
constexpr int kCodeDigits = 7;

std::string moment(Dice& dice) {
  const int month = 1 + dice.roll(12);
  const int day = 1 + dice.roll(28);
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "'2024-%02d-%02d'", month, day);
  return buffer;
}

}  // namespace

std::string type_of(const OltpColumn& column) {
  switch (column.content) {
    case Content::kParent:
    case Content::kNumber: return "int";
    case Content::kMoment: return "timestamp";
    case Content::kFlag: return "boolean";
    default: return "text";
  }
}

std::string load_expression(const OltpColumn& column, int rows) {
  const std::string limit = std::to_string(column.limit);
  const std::string drawn =
      "floor(" + limit + " * power(random(), " + std::to_string(column.skew) + "))::int";
  switch (column.content) {
    case Content::kParent: return "1 + " + drawn;
    case Content::kNumber: return drawn;
    case Content::kFlag: return drawn + " = 1";
    case Content::kProse: return "repeat(md5(i::text), 2 + i % 4)";
    case Content::kCode:
      return "'" + column.words.front() + "' || lpad(i::text, " + std::to_string(kCodeDigits) +
             ", '0')";
    case Content::kMoment:
      return "timestamp '2024-01-01' + (i / " + std::to_string(rows) + "::float8 + random() * " +
             kMomentJitter + ") * interval '" + std::to_string(kYearSeconds) + " seconds'";
    case Content::kChoice: break;
  }
  std::string words;
  for (const std::string& word : column.words) words += (words.empty() ? "'" : ", '") + word + "'";
  return "(array[" + words + "])[1 + " + drawn + "]";
}

int Dice::roll(int sides) {
  return static_cast<int>(draw() * sides);
}

int Dice::roll_skewed(int sides, double skew) {
  return static_cast<int>(std::pow(draw(), skew) * sides);
}

bool Dice::happens(double probability) {
  return draw() < probability;
}

double Dice::draw() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

std::string literal(const OltpColumn& column, Dice& dice) {
  const int drawn = column.limit > 0 ? dice.roll_skewed(column.limit, column.skew) : 0;
  char buffer[32];
  switch (column.content) {
    case Content::kParent: return std::to_string(1 + drawn);
    case Content::kNumber: return std::to_string(drawn);
    case Content::kFlag: return drawn == 1 ? "true" : "false";
    case Content::kChoice: return "'" + column.words.at(drawn) + "'";
    case Content::kCode:
      std::snprintf(buffer, sizeof buffer, "%0*d'", kCodeDigits, 1 + drawn);
      return "'" + column.words.front() + buffer;
    case Content::kMoment: return moment(dice);
    case Content::kProse: return "'said at length'";
  }
  throw std::logic_error("no literal for " + column.name);
}

}  // namespace tend::bench
