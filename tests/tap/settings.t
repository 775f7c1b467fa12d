# SPDX-License-Identifier: PostgreSQL
# docs/settings.md says what the loaded extension defines; unknown names are refused.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = TendCluster->started('settings');

my $generated = $node->safe_psql('postgres', slurp_file("$ENV{TEND_TREE}/tests/lib/settings.sql"));
my $written = slurp_file("$ENV{TEND_TREE}/docs/settings.md");
s/\s+\z// foreach ($generated, $written);
is($generated, $written, 'docs/settings.md is what tests/lib/settings.sql prints');

my ($output, $error, $state) =
    $node->try_sql("LOAD 'pg_tend'; SET pg_tend.no_such_setting = 1");
is($state, '42602', 'an unknown setting is refused');

done_testing();
