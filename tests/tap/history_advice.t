# SPDX-License-Identifier: PostgreSQL
# Advice from retained history: it outlives the counters it was taken from, captured constants and
# parameters decide, and nobody learns another role's texts or literals from it.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils ();
use Test::More;

my $node = TendCluster->started('history_advice', conf => <<~'CONF');
    pg_tend.enabled = off
    pg_tend.capture_rate = 0
    autovacuum = off
    CONF
# Three values, one of them rare: without a constant the planner expects a third of the rows, and with
# that nearly every page of rows that are this wide.
sub skewed
{
    my ($table) = @_;
    return qq{CREATE TABLE $table AS SELECT g AS id, CASE WHEN g % 1000 = 0 THEN 'open' WHEN g % 2 = 0 THEN 'done' ELSE 'held' END AS state,
        g % 7 AS shop, repeat('x', 1000) AS filler FROM generate_series(1, 10000) g; ANALYZE $table;};
}
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend; SELECT tend.sample();
    CREATE TABLE plain AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 50000) g; ANALYZE plain;'
    . join '', map { skewed($_) } qw(unseen rare common bound bound_common always mostly queue));

sub take_sample { return $node->safe_psql('postgres', 'SELECT tend.sample()'); }
# Table and columns of each recommended index, of one table or all.
sub advice
{
    my ($table) = @_;
    return join '; ', sort map { s/^CREATE INDEX \S+ ON public\.(\S+) USING btree /$1 /r } split /\n/,
      $node->safe_psql('postgres', 'SET client_min_messages = error; SELECT ddl FROM tend.recommend_indexes()'
        . ($table ? " WHERE relation = 'public.$table'" : ''));
}
sub run_captured
{
    my ($script, %option) = @_;
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=' . ($option{literals} // 'on');
    return $node->safe_psql('postgres', $script);
}

# --- history outlives what it was taken from -----------------------------------------------------------
$node->safe_psql('postgres', 'SELECT count(*) FROM plain WHERE owner = 5;' x 20);
take_sample();
my $wanted = 'plain (owner)';
is(advice(), $wanted, 'advice from the history');
is($node->safe_psql('postgres', 'SELECT source FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1'), 'history', 'which says so');
$node->safe_psql('postgres', 'SELECT pg_stat_statements_reset()');
is(advice(), $wanted, 'the same after pg_stat_statements_reset()');
$node->stop('immediate');
$node->start;
is(advice(), $wanted, 'and after the server went down');
take_sample();
is(advice(), $wanted, 'and after the next sample');
$node->safe_psql('postgres', 'DROP EXTENSION pg_stat_statements');
is(advice(), $wanted, 'and without pg_stat_statements');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');

# --- constants -------------------------------------------------------------------------------------------
run_captured("SELECT * FROM unseen WHERE state = 'open';" x 20, literals => 'off');
run_captured("SELECT * FROM rare WHERE state = 'open';" x 20);
run_captured("SELECT * FROM common WHERE state = 'done';" x 20);
take_sample();
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.captured_statements WHERE query LIKE '%unseen%'}), 0, 'without capture_literals no text is kept');
is(advice('unseen'), '', 'a constant that was not captured: half of the rows are expected, no index');
like(advice('rare'), qr/^rare \(state\)( INCLUDE .*)?$|WHERE \(state = 'open'/, 'the rare value was captured: an index is worth it');
is(advice('common'), '', 'the common one was captured: it is not');

# --- bound parameters: the text has none ---------------------------------------------------------------------
sub run_bound
{
    my ($protocol, $table, $value) = @_;
    my $script = PostgreSQL::Test::Utils::tempdir() . "/$table.sql";
    PostgreSQL::Test::Utils::append_to_file($script, "SELECT * FROM $table WHERE state = :value;\n");
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=on';
    $node->command_ok([ 'pgbench', '-n', '-t', 20, '-M', $protocol, '-D', "value=$value", '-f', $script, 'postgres' ],
        "20 executions of $table by the $protocol protocol");
    return;
}
run_bound('extended', 'bound', 'open');
run_bound('prepared', 'bound_common', 'done');
take_sample();
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT query || ' ' || parameters::text || ' ' || parameter_types::text, '; ')
        FROM tend.captured_statements WHERE query LIKE '% bound %'}), 'SELECT * FROM bound WHERE state = $1 {open} {text}',
    'parameters are captured with their types');
like(advice('bound'), qr/^bound \(state\)( INCLUDE .*)?$|WHERE \(state = 'open'/, 'a rare parameter: an index is worth it');
is(advice('bound_common'), '', 'a common one: it is not');
cmp_ok($node->safe_psql('postgres', q{SELECT count(*) FROM tend.captured_statements WHERE query LIKE '% bound %'}), '<=', 20,
    'a few executions are kept, not all');

# --- a constant of the text, which is $1 in pg_stat_statements, may prove a partial index ---------------------
run_captured("SELECT id FROM always WHERE state = 'open' AND shop = 3;" x 20);
# five fill the reservoir, so that the one is in it
run_captured("SELECT id FROM mostly WHERE state = 'lost' AND shop = 3;" . "SELECT id FROM mostly WHERE state = 'open' AND shop = 3;" x 4);
$node->safe_psql('postgres', "SELECT id FROM mostly WHERE state = 'open' AND shop = 3;" x 20);
run_captured("PREPARE next AS SELECT id FROM queue WHERE state = \$1 AND shop = 3;" . "EXECUTE next('open');" x 20);
take_sample();
like(advice('always'), qr/WHERE \(state = 'open'/, 'one that all captured executions have: a partial index');
like(advice('mostly'), qr/^mostly \((?!.*WHERE)/, 'one that differs: none, though an index');
unlike(advice('queue'), qr/WHERE/, 'a parameter, whatever was bound to it: none');

# --- whose texts they are ------------------------------------------------------------------------------------
$node->safe_psql('postgres', q{
    CREATE ROLE clerk LOGIN; CREATE ROLE nosy LOGIN; CREATE ROLE monitor LOGIN IN ROLE pg_read_all_stats;
    CREATE TABLE salary AS SELECT g AS id, 'person ' || g AS hush_name, g % 2000 AS hush_owner FROM generate_series(1, 20000) g; ANALYZE salary;
    GRANT SELECT ON salary TO clerk, monitor;
    ALTER ROLE clerk SET pg_tend.capture_rate = 1; ALTER ROLE clerk SET pg_tend.capture_literals = on;});
my $script = "SELECT count(*) /* hush_text */ FROM salary WHERE hush_name = 'hush_literal';
" x 20 . "SELECT hush_owner, pg_sleep(0.6) FROM salary WHERE hush_owner = 42 LIMIT 1;
SELECT hush_owner + 1 FROM salary WHERE to_char(hush_owner, hush_name) = 'hush_literal' LIMIT 1;
SELECT 1 / 0 /* hush_text */ WHERE 'hush_literal' <> '';";
$node->psql('postgres', $script, extra_params => [ '-U', 'clerk' ], on_error_stop => 0);
$node->safe_psql('postgres', 'SELECT tend.sample(); SELECT count(*) FROM tend.recommend_indexes()');
$node->safe_psql('postgres', q{SELECT tend.set_objective(queryid, 0.001, 0.002, 0.003) FROM tend.statements WHERE query LIKE '%hush_text%' LIMIT 1});
my $queryid = $node->safe_psql('postgres', q{SELECT queryid FROM tend.statements WHERE query LIKE '%hush_name%'});
my $secret = qr/hush_(?:text|literal|name|owner)/;

# Every view and table, and every function with every argument that could name something.
my @relations = split /\n/, $node->safe_psql('postgres', q{SELECT oid::regclass FROM pg_class WHERE relnamespace = 'tend'::regnamespace AND relkind IN ('v', 'r', 'p', 'm') ORDER BY 1});
my %value = (
    bigint => [ $queryid, 1 ], integer => [ 1, 10 ], 'double precision' => [ 0.5 ], interval => [ "interval '1 day'", 'NULL' ], text => [ "'SELECT 1'" ],
    'text[]' => [ 'NULL', "'{SELECT 1}'" ], 'bigint[]' => [ "'{$queryid}'", 'NULL' ], 'integer[]' => [ "'{1}'" ], 'double precision[]' => [ "'{1}'" ], smallint => [ 1 ], boolean => [ 'true' ],
    regclass => [ "'salary'" ], name => [ "'clerk'" ], oid => [ "'salary'::regclass" ], numeric => [ 1 ]);
my @calls;
foreach my $function (split /\n/, $node->safe_psql('postgres', q{SELECT oid::regproc, pronargs - pronargdefaults, (SELECT string_agg(format_type(t, -1), ',' ORDER BY i)
        FROM unnest(proargtypes) WITH ORDINALITY a(t, i)) FROM pg_proc WHERE pronamespace = 'tend'::regnamespace AND prorettype <> 'trigger'::regtype ORDER BY 1}))
{
    my ($name, $least, $types) = split /\|/, $function;
    my @types = split /,/, $types // '';
    my @unknown = grep { !$value{$_} } @types;
    die "no value for @unknown of $name" if @unknown;
    push @calls, "$name(" . join(', ', map { $value{$_}[0] } @types[ 0 .. $least - 1 ]) . ')';
    push @calls, "$name(" . join(', ', map { $value{$_}[0] } @types) . ')', "$name(" . join(', ', map { $value{$_}[-1] } @types) . ')' if @types;
}
cmp_ok(scalar @relations, '>', 30, 'there are relations to read');
cmp_ok(scalar @calls,     '>', 30, 'and functions to call');
sub all_shown
{
    my ($role) = @_;
    my ($output, $error);
    $node->psql('postgres', join('', map { "SELECT r FROM $_ r;\n" } @relations) . join('', map { "SELECT f FROM $_ f;\n" } @calls),
        stdout => \$output, stderr => \$error, on_error_stop => 0, extra_params => [ '-U', $role ]);
    return "$output\n$error" =~ s/^(?:STATEMENT|LINE).*$//mgr;
}
my $shown = all_shown('nosy');
unlike($shown, $secret, 'nosy reads no foreign text or literal, whatever it asks') or diag(join "\n", grep { $_ =~ $secret } split /\n/, $shown);
like($shown, qr/<insufficient privilege>/, 'but figures, with a mark in the text\'s place');
$shown = all_shown('clerk');
like($shown, qr/$_/, "clerk reads its own: $_") foreach qw(hush_text hush_literal hush_name);
like($node->safe_psql('postgres', 'SELECT query FROM tend.captured_statements', extra_params => [ '-U', 'monitor' ]), qr/hush_literal/, 'pg_read_all_stats reads all');
is($node->safe_psql('postgres', 'SELECT count(*) FROM tend.captured_statements', extra_params => [ '-U', 'nosy' ]), 0, 'captured executions of others do not show at all');
foreach my $query ('tend.statements WHERE pg_temp.leak(query)', 'tend.captured_statements WHERE pg_temp.leak(query)', 'tend.captured_statements WHERE pg_temp.leak(parameters::text)',
    'tend.slow_queries(0, NULL) WHERE pg_temp.leak(query)', 'tend.statement_intervals WHERE pg_temp.leak(query)', 'tend.known_statements WHERE pg_temp.leak(query)')
{
    my ($output, $error);
    $node->psql('postgres', qq{CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS \$\$
        BEGIN RAISE NOTICE 'saw %', \$1; RETURN true; END \$\$; SELECT count(*) FROM $query}, stdout => \$output, stderr => \$error, extra_params => [ '-U', 'nosy' ]);
    unlike("$output$error", $secret, "a leaky function in WHERE sees nothing: $query");
}
# A role that may not read all advises on what it ran itself.
unlike($node->safe_psql('postgres', 'SELECT relation, ddl, reason FROM tend.recommend_indexes()', extra_params => [ '-U', 'nosy' ]), qr/salary|hush/,
    'nosy gets no advice on the table of others');

$node->stop;
done_testing();
