// SPDX-License-Identifier: PostgreSQL
// The kinds of statements on the transactional tables, and the parts that they are made of.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/index/oltp.h"

namespace tend::bench {

// A statement with its constants, and what is left of it without them and without what it returns:
// two of the same shape ask a database for the same work.
struct Statement {
  std::string text;
  std::string shape;

  Statement& sql(const std::string& part);       // counts for the shape
  Statement& output(const std::string& part);    // does not
  Statement& value(const std::string& literal);  // does as a placeholder
  Statement& add(const Statement& part);
};

// A kind makes a statement on the table, or an empty one where the table has not what it needs.
using Make = Statement (*)(const OltpTable& table, Dice& dice);

struct Kind {
  std::string name;
  Make make;
  // Fraction of the calls that a statement of another kind would have: what reads many rows is
  // called less often.
  double calls = 1;
};

// In the order in which they take turns; a kind may stand there several times.
const std::vector<Kind>& read_kinds();
const std::vector<Kind>& write_kinds();

// What the first of several conditions is on.
enum class Breadth {
  kOne,    // a parent, or the code that one row has: few rows or none
  kOwned,  // a parent: the rows of one owner
  kAny,    // any column: may be most of the table
};

// Conditions joined by AND, on one to four different columns, in the order of the table's columns.
//   prefix  alias and dot, or empty
Statement conditions(const OltpTable& table, const std::string& prefix, Breadth breadth,
                     Dice& dice);

// One column of the contents, at random; nullptr where there is none.
const OltpColumn* pick(const OltpTable& table, std::vector<Content> contents, Dice& dice);

}  // namespace tend::bench
