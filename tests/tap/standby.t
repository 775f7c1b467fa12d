# SPDX-License-Identifier: PostgreSQL
# A standby advises as well as its primary; it only cannot record. Promoted, it can.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $primary = TendCluster->started('primary', init => { allows_streaming => 1 });
$primary->backup('base');
my $standby = TendCluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;

$primary->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner, g % 900 AS shop FROM generate_series(1, 20000) g;
    ANALYZE item;
    SELECT count(*) FROM item WHERE owner = 5;
});
my $given = q{SELECT recommendation_id, run_id, ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}')};
my $recorded = $primary->safe_psql('postgres', $given);
like($recorded, qr/^\d+\|\d+\|CREATE INDEX/, 'the primary records');
$primary->wait_for_catchup($standby);

my ($output, $error, $state) = $standby->try_sql("\\set VERBOSITY default\n$given");
is($output, '||' . ($recorded =~ s/^\d+\|\d+\|//r), 'the standby gives the same row without ids');
like($error, qr/NOTICE:  this advice was not recorded: the server is a standby/, 'and says why');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM tend.recommendations'), 1, 'it shows what the primary recorded');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM tend.status WHERE NOT ok'), 0, 'its status is fine');

# Its own workload, which no other server has seen.
$standby->safe_psql('postgres', 'SELECT count(*) FROM item WHERE shop = 7');
($output, $error, $state) = $standby->try_sql("\\set VERBOSITY default\nSELECT recommendation_id, ddl FROM tend.recommend_indexes()");
is($output, '|CREATE INDEX item_shop_idx ON public.item USING btree (shop)', 'advice on what ran on the standby');
is($standby->safe_psql('postgres', q{SELECT cardinality(used), cost_after < cost_before
        FROM tend.what_if('SELECT * FROM item WHERE owner = 5', ARRAY['CREATE INDEX ON item (owner)'])}), '1|t', 'what_if works');
is($standby->safe_psql('postgres', q{SELECT joins FROM tend.complexity('SELECT 1 FROM a JOIN b USING (x)')}), 1, 'complexity works');
($output, $error, $state) = $standby->try_sql('SELECT tend.dismiss(1)');
is($state, '25006', 'dismiss is refused as any write');
($output, $error, $state) = $standby->try_sql(q{SELECT * FROM tend.what_if('SELECT nothing', NULL)});
is($state, '42703', 'errors are the same');

$standby->promote;
is($standby->safe_psql('postgres', $given), $recorded =~ s/^(\d+)\|\d+\|/"$1|" . "RUN|"/er =~ s/RUN/$standby->safe_psql('postgres', 'SELECT max(run_id) FROM tend.advice_runs')/er,
    'promoted, it records under the same id');

$standby->stop;
$primary->stop;
done_testing();
