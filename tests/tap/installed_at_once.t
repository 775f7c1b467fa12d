# SPDX-License-Identifier: PostgreSQL
# Two databases get the extension at the same time: the role that both want is made once. One that
# somebody else makes at that time is held to the same rule as any that is there.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('installed_at_once', conf => "pg_tend.enabled = off\n");
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(one two);

my ($first, $second) = map { $node->background_psql($_, on_error_stop => 0) } qw(one two);

# The second creates the extension while the first has not committed what it does.
sub both
{
    my ($statement, $what) = @_;
    $first->query("BEGIN; $statement;");
    $second->{stdin} .= "CREATE EXTENSION pg_tend;\n";
    $second->{run}->pump_nb;
    ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity
        WHERE datname = 'two' AND query LIKE 'CREATE EXTENSION%' AND wait_event_type = 'Lock'}), $what);
    $first->query('COMMIT');
}

both('CREATE ROLE tend_admin LOGIN', 'the second waits for the role');
is($second->query('SELECT count(*) FROM pg_extension WHERE extname = $$pg_tend$$') =~ s/\s+\z//r, '0', 'which may log in: no extension');
like($second->{stderr}, qr/role "tend_admin" exists and can log in/, 'and an error that says so');
$second->{stderr} = '';
$node->safe_psql('postgres', 'DROP ROLE tend_admin');

both('CREATE EXTENSION pg_tend', 'the second waits for the first');
is($second->query('SELECT extname FROM pg_extension WHERE extname = $$pg_tend$$') =~ s/\s+\z//r, 'pg_tend', 'and then has it, too');
is($second->{stderr}, '', 'without an error');
$_->quit for $first, $second;

done_testing();
