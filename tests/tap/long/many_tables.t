# SPDX-License-Identifier: PostgreSQL
# One sample of a database with 10,000 tables, each with an index: its time and memory stay bounded,
# and a quiet one costs little.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $TABLES = 10_000;
# Generous: a machine that builds at the same time, and a debug build.
my $FIRST_S = 60;
my $LATER_S = 20;
# Beside what the server's own caches of 20,000 relations take; a row that is read costs about 1 kB.
my $MEMORY_KB = 200 * 1024;

my $node = TendCluster->started('many', conf => <<~'CONF');
    pg_tend.enabled = off
    autovacuum = off
    fsync = off
    max_locks_per_transaction = 256
    CONF
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');
$node->safe_psql('postgres', sprintf q{DO $$ BEGIN FOR i IN 1 .. %d LOOP
    EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY); INSERT INTO t%%s VALUES (1)', i, i);
    IF i %% 500 = 0 THEN COMMIT; END IF;
    END LOOP; END $$}, $TABLES);
$node->safe_psql('postgres', 'SELECT pg_stat_force_next_flush()');

# In one session: seconds and anonymous kilobytes of the backend around each sample.
my $memory = q{SELECT (regexp_match(pg_read_file('/proc/self/status', 0, 4096), 'RssAnon:\s+(\d+)'))[1] AS memory \gset
};
my $session = q{SELECT clock_timestamp() AS begun \gset
SELECT tend.sample() AS id \gset
SELECT extract(epoch FROM clock_timestamp() - :'begun') AS took \gset
} . $memory . q{SELECT :took, :memory;
};
my @samples = map { [ split /\|/ ] } split /\n/, $node->safe_psql('postgres', $memory . "SELECT 0, :memory;\n" . $session x 3);
note("seconds, kB: @$_") foreach @samples;
is($node->safe_psql('postgres', q{SELECT count(*), sum(inserted) FROM tend.table_interval t JOIN tend.relation r USING (relation_id) WHERE relation_name ~ '^t\d+$'}),
    "$TABLES|$TABLES", 'each table is in the history');
cmp_ok($samples[1][0], '<=', $FIRST_S, "the first sample of $TABLES tables");
cmp_ok($samples[3][0], '<=', $LATER_S, 'a quiet one');
cmp_ok($samples[1][1] - $samples[0][1], '<=', $MEMORY_KB, 'memory of the first');
cmp_ok($samples[3][1] - $samples[1][1], '<=', 4096, 'the next ones take no more');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.table_interval t JOIN tend.history_intervals h USING (interval_id)
        JOIN tend.relation r USING (relation_id) WHERE NOT totals AND relation_name ~ '^t\d+$'}), 0, 'tables that were left alone have no row');

# They go as well.
$node->safe_psql('postgres', sprintf q{DO $$ BEGIN FOR i IN 1 .. %d LOOP
    EXECUTE format('DROP TABLE t%%s', i);
    IF i %% 500 = 0 THEN COMMIT; END IF;
    END LOOP; END $$}, $TABLES);
$node->safe_psql('postgres', 'SELECT tend.sample()');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.relation WHERE gone_at IS NULL AND relation_name ~ '^t\d+'}), 0, 'tables that were dropped are marked');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tend.relation_seen s, unnest(s.relation_ids) i JOIN tend.relation r ON r.relation_id = i WHERE relation_name ~ '^t\d+'}), 0, 'and no longer watched');

$node->stop;
done_testing();
