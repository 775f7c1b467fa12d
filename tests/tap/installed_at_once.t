# SPDX-License-Identifier: PostgreSQL
# Two databases get the extension at the same time: the role that both want is made once.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('installed_at_once', conf => "pg_tend.enabled = off\n");
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(one two);

my ($first, $second) = map { $node->background_psql($_, on_error_stop => 0) } qw(one two);
$first->query('BEGIN; CREATE EXTENSION pg_tend;');
$second->{stdin} .= "CREATE EXTENSION pg_tend;\n";
$second->{run}->pump_nb;
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity
    WHERE datname = 'two' AND query LIKE 'CREATE EXTENSION%' AND wait_event_type = 'Lock'}), 'the second waits for the first');
$first->query('COMMIT');
is($second->query('SELECT extname FROM pg_extension WHERE extname = $$pg_tend$$') =~ s/\s+\z//r, 'pg_tend', 'and then has it, too');
is($second->{stderr}, '', 'without an error');
$_->quit for $first, $second;

done_testing();
