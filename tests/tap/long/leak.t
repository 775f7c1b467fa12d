# SPDX-License-Identifier: PostgreSQL
# No call leaves memory behind, over as many calls as a busy backend makes in its life.
use strict;
use warnings;
use LeakCheck;

leak_check(parses => 100_000, what_ifs => 10_000, advices => 300);
