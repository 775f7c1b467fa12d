# SPDX-License-Identifier: PostgreSQL
# tend.forget_literals(): what was captured with literals is gone, and what was on its way as well.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('forget_literals', conf => <<~'CONF');
    pg_tend.enabled = off
    pg_tend.capture_waits = off
    pg_tend.capture_rate = 0
    CONF
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE customer AS SELECT g AS id, 'name ' || g AS name FROM generate_series(1, 100) g;
    CREATE ROLE admin IN ROLE tend_admin;
    CREATE ROLE anybody;
});

sub capture
{
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=on';
    $node->safe_psql('postgres', $_[0]);
}
my $kept = q{SELECT count(*) FROM tend.captured_statements WHERE query ~ 'secret'};
sub ask { return $node->safe_psql('postgres', $_[0]) }

capture(q{SELECT * FROM customer WHERE name = 'secret one'});
ask('SELECT tend.sample()');
is(ask($kept), 1, 'an execution is kept with its literals');
capture(q{SELECT id FROM customer WHERE name = 'secret two'});
ask('SELECT tend.sample()');
is(ask($kept), 2, 'switching capture_literals off deletes nothing');

# one that no sample has read yet
capture(q{SELECT name FROM customer WHERE name = 'secret three'});
my ($ret, $out, $err) = $node->psql('postgres', 'SET ROLE anybody; SELECT tend.forget_literals()');
like($err, qr/permission denied for function forget_literals/, 'not everybody may forget');
is(ask('SET ROLE admin; SELECT tend.forget_literals() >= 3'), 't', 'a member of tend_admin may, and is told how many');
is(ask('SELECT count(*) FROM tend.captured_statement'), 0, 'none is left');
ask('SELECT tend.sample()');
is(ask('SELECT count(*) FROM tend.captured_statement'), 0, 'what was on its way does not come later');
is(ask('SELECT sum(captured) FROM tend.known_statements'), 0, 'the reservoirs begin anew');
is(ask(q{SELECT calls FROM tend.statements WHERE query LIKE 'SELECT * FROM customer WHERE%'}), 1, 'figures stay');

capture(q{SELECT * FROM customer WHERE name = 'secret four'});
ask('SELECT tend.sample()');
is(ask($kept), 1, 'and what is captured later is kept again');
($ret, $out, $err) = $node->psql('postgres', 'BEGIN READ ONLY; SELECT tend.forget_literals()');
like($err, qr/cannot execute tend\.sample\(\) in a read-only transaction/, 'a read-only transaction cannot');

# beside a sampler it says so, and forgets nothing
my $sampler = $node->background_psql('postgres');
$sampler->query_safe('BEGIN; SELECT tend.sample()');
($ret, $out, $err) = $node->psql('postgres', '\set VERBOSITY sqlstate' . "\nSELECT tend.forget_literals()");
like($err, qr/55P03/, 'beside a sampler it is refused');
$sampler->query_safe('COMMIT');
is(ask($kept), 1, 'and nothing is gone');
$sampler->quit;

is(ask('SELECT hook_failures FROM tend.capture_state()'), 0, 'no hook has failed');
$node->stop;
done_testing();
