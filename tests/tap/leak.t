# SPDX-License-Identifier: PostgreSQL
# No call leaves memory behind; the short version of tests/tap/long/leak.t.
use strict;
use warnings;
use LeakCheck;

leak_check(parses => 10_000, what_ifs => 1_000, advices => 50);
