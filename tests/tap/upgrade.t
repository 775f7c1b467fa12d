# SPDX-License-Identifier: PostgreSQL
# pg_upgrade carries the extension with its history, its advice and what was seen last, and sampling
# goes on where it stopped. Old and new server are of one version here: what is tested is that the
# catalogs' way (a dump in binary mode, files moved) holds.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $conf = "pg_tend.enabled = off\ncompute_query_id = on\n";
my $old = TendCluster->started('old', conf => $conf);
$old->safe_psql('postgres', 'CREATE DATABASE shop');
$old->safe_psql('shop', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE "Or""der" AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 20000) g;
    ANALYZE;
});
# A sample in the history and one behind it, so that there is a rollup's worth of state.
$old->safe_psql('shop', 'SELECT count(*) FROM "Or""der" WHERE owner = 5; SELECT tend.sample()') for 1 .. 3;
$old->safe_psql('shop', q{SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM "Or""der" WHERE owner = $1'])});

my %kept = (
    intervals  => 'SELECT count(*), sum(interval_id) FROM tend.history_interval WHERE interval_id <= %d',
    statements => 'SELECT count(*), sum(calls) FROM tend.statement_counts WHERE interval_id <= %d',
    tables     => 'SELECT count(*), sum(inserted) FROM tend.table_interval WHERE interval_id <= %d',
    dictionary => q{SELECT count(*) FROM tend.statement s WHERE query LIKE '%%"Or""der"%%'},
    advice     => 'SELECT count(*), min(ddl), min(relid::regclass::text) FROM tend.recommendations',
);
my $last = $old->safe_psql('shop', 'SELECT max(interval_id) FROM tend.history_interval');
my %before = map { $_ => $old->safe_psql('shop', sprintf $kept{$_}, $last) } keys %kept;
isnt($before{intervals}, '0|', 'there is history');
like($before{advice}, qr/^1\|/, 'and advice');
$old->stop;

my $new = TendCluster->created('new', conf => $conf);
my $bindir = $old->config_data('--bindir');
my @upgrade = ('pg_upgrade', '--no-sync', '-U', 'postgres', '-d', $old->data_dir, '-D', $new->data_dir,
    '-b', $bindir, '-B', $bindir, '-s', $new->host, '-p', $old->port, '-P', $new->port);
# It writes into the folder that it is started in.
chdir $new->basedir or die "chdir: $!";
command_ok([ @upgrade, '--check' ], 'pg_upgrade finds nothing in its way');
command_ok(\@upgrade, 'pg_upgrade');

$new->start;
is($new->safe_psql('shop', sprintf $kept{$_}, $last), $before{$_}, "the same after it: $_") foreach sort keys %kept;
is($new->safe_psql('shop', q{SELECT count(*) FROM tend.status WHERE item = 'version' AND ok}), 1, 'tend.status answers');
is($new->safe_psql('shop', q{SELECT count(*) FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
    AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pg_tend')}) > 100, 1, 'its objects are its own');

# The new server's counters begin at zero: what it counted is added, nothing is negative.
$new->safe_psql('shop', 'SELECT count(*) FROM "Or""der" WHERE owner = 5') for 1 .. 7;
ok($new->safe_psql('shop', 'SELECT tend.sample()') > $last, 'a sample is taken');
$new->safe_psql('shop', 'SELECT count(*) FROM "Or""der" WHERE owner = 5') for 1 .. 4;
my $second = $new->safe_psql('shop', 'SELECT tend.sample()');
my $calls = q{SELECT coalesce(sum(calls), 0) FROM tend.statement_counts c JOIN tend.statement s USING (statement_id)
    WHERE s.query LIKE 'SELECT count(*) FROM "Or""der"%' AND c.interval_id};
is($new->safe_psql('shop', "$calls = $second"), 4, 'and the next one counts from there');
is($new->safe_psql('shop', 'SELECT count(*) FROM tend.statement_counts WHERE calls < 0'), 0, 'nothing is negative');
command_ok([ 'pg_dump', '--schema-only', '--binary-upgrade', '-d', $new->connstr('shop'), '-f', $new->basedir . '/again.sql' ],
    'it can be dumped for the next upgrade');
$new->safe_psql('shop', 'DROP EXTENSION pg_tend');
is($new->safe_psql('shop', q{SELECT count(*) FROM pg_namespace WHERE nspname = 'tend'}), 0, 'and dropped');
$new->stop;

done_testing();
