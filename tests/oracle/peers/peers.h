// SPDX-License-Identifier: PostgreSQL
// Three published ways to choose a set of indexes under a storage budget, each of its own writing
// from the paper, to hold core/index against (`make bench-index`, tests/oracle/peers_test.cpp).
#pragma once

#include "tests/oracle/peers/peer_problem.h"

namespace tend::index::test {

// Schlosser, Kossmann and Boissier, "Efficient scalable multi-attribute index selection using
// recursive strategies", ICDE 2019: each step adds a single-column index or appends a column to a
// chosen one, whichever saves most cost per byte, as long as the workload gets 0.3 % cheaper.
PeerChoice extend(PeerProblem& problem, std::optional<Bytes> budget);

// Valentin et al., "DB2 Advisor: an optimizer smart enough to recommend its own indexes", ICDE
// 2000: each statement is offered everything once; what it uses is taken by gain per byte until the
// budget is full; then random exchanges (from a fixed seed) that make the workload cheaper.
PeerChoice db2advis(PeerProblem& problem, std::optional<Bytes> budget);

// Chaudhuri and Narasayya, "An efficient, cost-driven index selection tool for Microsoft SQL
// Server", VLDB 1997: the best set of each statement first, then greedily the best of their union
// for the workload; then again with the winners widened by a column.
PeerChoice autoadmin(PeerProblem& problem, std::optional<Bytes> budget, int width);

}  // namespace tend::index::test
