// SPDX-License-Identifier: PostgreSQL
// The Catch2 program's main; every other file of tests/unit and tests/oracle registers into it.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
