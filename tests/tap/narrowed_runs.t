# SPDX-License-Identifier: PostgreSQL
# What tend.recommendations shows after a run over the history that a limit narrowed: one order of
# all that is open, and which figures are of which run.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('narrowed_runs', conf => "pg_tend.enabled = off\nautovacuum = off\n");

sub value_of { return $node->safe_psql('postgres', "SET client_min_messages = error; $_[0]") }

# One row an open recommendation, in its rank: rank, columns, of the latest run?
sub open_ones
{
    return value_of(q{SELECT string_agg(format('%s %s%s', priority, substring(ddl FROM '\(.*'),
        CASE WHEN NOT in_latest_run THEN ' earlier' END), ', ' ORDER BY priority) FROM tend.recommendations
        WHERE source = 'history' AND state = 'proposed'});
}
sub advise { return value_of('SELECT count(*) FROM tend.recommend_indexes(' . ($_[0] // '') . ')') }

value_of(q{CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend;
    CREATE TABLE item AS SELECT g AS id, g % 5000 AS owner, g % 3000 AS shop, g % 500 AS a, g % 700 AS b FROM generate_series(1, 50000) g;
    VACUUM ANALYZE item; SELECT pg_stat_statements_reset();});
value_of('SELECT * FROM item WHERE owner = 5;' x 40 . 'SELECT * FROM item WHERE shop = 5;' x 30);

is(advise(), 2, 'two indexes');
is(open_ones(), '1 (owner), 2 (shop)', 'ranked, both of the latest run');
my $before = value_of('SELECT cost_before FROM tend.recommendations WHERE ddl LIKE $$%(shop)$$');

is(advise('max_indexes => 1'), 1, 'one of them');
is(open_ones(), '1 (owner), 2 (shop) earlier', 'each has a rank of its own, and the one left out is told apart');
is(value_of('SELECT cost_before FROM tend.recommendations WHERE ddl LIKE $$%(shop)$$'), $before, 'with the figures of its run');
is(value_of(q{SELECT r.run_id < a.run_id FROM tend.recommendations r, (SELECT max(run_id) AS run_id FROM tend.advice_runs) a
    WHERE ddl LIKE '%(shop)'}), 't', 'which run_id names');

is(advise('storage_budget => 8192'), 0, 'none within a page');
is(open_ones(), '1 (owner) earlier, 2 (shop) earlier', 'then none is of the latest run, and the order stays');

is(advise('queries => ARRAY[$$SELECT * FROM item WHERE a = $1$$]'), 1, 'given texts');
is(value_of('SELECT source || priority || coalesce(in_latest_run::text, $$, no run$$) FROM tend.recommendations WHERE ddl LIKE $$%(a)$$'), 'adhoc1, no run', 'are ranked by themselves');
is(advise('queries => ARRAY[$$SELECT * FROM item WHERE b = $1$$]'), 1, 'and others after them');
is(value_of(q{SELECT string_agg(priority || substring(ddl FROM '\(.*'), ' ' ORDER BY priority) FROM tend.recommendations WHERE source = 'adhoc'}),
    '1(b) 2(a)', 'come first');

# Keys cut short are no verdict on the longer index.
value_of('SELECT pg_stat_statements_reset(); SELECT tend.dismiss(recommendation_id) FROM tend.recommendations');
value_of('SELECT * FROM item WHERE a = 5 AND b = 5;' x 2000);
is(advise(), 1, 'an index on two columns');
my $wide = value_of(q{SELECT recommendation_id FROM tend.recommendations WHERE priority = 1 AND source = 'history'});
cmp_ok(advise('max_columns => 1'), '<=', 1, 'one column at most');
is(value_of("SELECT state FROM tend.recommendations WHERE recommendation_id = $wide"), 'proposed', 'does not supersede it');

# Nor is a verdict on them one on all.
is(advise(q{queries => ARRAY['SELECT * FROM item WHERE a = $1 AND b = $2', 'INSERT INTO item VALUES (1, 2, 3, 4, 5)'],
    calls => ARRAY[1, 1000000], max_columns => 1}), 0, 'where no index of one column pays');
like(value_of('SELECT reason FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1'), qr/^no index of at most 1 key \(max_columns\)/, 'the verdict is on those alone');

is(value_of(q{SELECT count(*) FROM tend.recommendations WHERE (priority IS NULL) = (state = 'proposed')}), 0,
    'what is open has a rank, and nothing else');

done_testing();
