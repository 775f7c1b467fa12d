# SPDX-License-Identifier: PostgreSQL
# What stands behind the counters may change: another owner, a copied database, an index built anew,
# a session that applies replicated changes. The history stays what was counted here.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $node = TendCluster->started('sampling_sources', conf => <<~'CONF');
    pg_tend.enabled = off
    autovacuum = off
    CONF
sub sql { my ($database, $text) = @_; return $node->safe_psql($database, $text); }
sub fresh
{
    my ($database) = @_;
    sql('postgres', "CREATE DATABASE $database");
    sql($database,  'CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend');
}
sub calls { my ($database, $like) = @_; return sql($database, "SELECT coalesce(sum(calls), 0) FROM tend.statements WHERE query LIKE '$like'"); }

# How long the first interval is: since pg_stat_statements counts, not since the server was made.
sql('postgres', 'CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset(); CREATE EXTENSION pg_tend');
sql('postgres', 'SELECT tend.sample()');
cmp_ok(abs(sql('postgres', q{SELECT extract(epoch FROM h.started_at - i.stats_reset) FROM tend.history_intervals h, pg_stat_statements_info i
    WHERE h.totals AND h.level = 0})), '<', 0.001, 'the first interval begins where pg_stat_statements does');

# A reset of single entries, which nothing announces, outgrown by the next sample: one call more, and
# more time than one call can have taken
fresh('partial');
my $reset_alone = q{SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements WHERE query LIKE 'SELECT pg_sleep($1) AS partial_reset%'};
foreach my $round (1 .. 3)
{
    sql('partial', join ";\n", ('SELECT pg_sleep(0.001) AS partial_reset') x 10);
    sql('partial', 'SELECT tend.sample()');
    sql('partial', $reset_alone);
    sql('partial', join ";\n", ('SELECT pg_sleep(0.02) AS partial_reset') x 11);
    sql('partial', 'SELECT tend.sample()');
    sql('partial', $reset_alone);
}
is(calls('partial', 'SELECT pg_sleep($1) AS partial_reset%'), 63, 'entries that were reset alone are counted, once');

# session_replication_role: our own triggers keep another server's rows out, never our own
fresh('replica');
sql('postgres', q{ALTER DATABASE replica SET session_replication_role = 'replica'});
my $sample = sql('replica', 'SELECT tend.sample()');
is(sql('replica', "SELECT count(*) FROM tend.history_intervals WHERE interval_id = $sample"), 1, 'a session that replicates samples');
sql('replica', 'SELECT tend.set_objective(42, 1, 2, 3)');
is(sql('replica', 'SELECT count(*) FROM tend.objectives WHERE queryid = 42'), 1, 'and declares objectives');

# An owner that may not see the others' statements
fresh('owned');
sql('owned', 'CREATE ROLE keeper; GRANT pg_read_all_stats TO keeper');
sql('owned', q{DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'tend'::regnamespace AND relkind IN ('r', 'p', 'v')
    LOOP EXECUTE 'ALTER TABLE ' || t || ' OWNER TO keeper'; END LOOP;
    ALTER SCHEMA tend OWNER TO keeper; END $$});
sql('owned', 'SELECT 1 AS seen_by_owner;' x 100);
sql('owned', 'SELECT tend.sample()');
is(calls('owned', 'SELECT $1 AS seen_by_owner%'), 100, 'an owner with pg_read_all_stats counts all');
sql('owned', 'REVOKE pg_read_all_stats FROM keeper');
$sample = sql('owned', 'SELECT tend.sample()');
is(sql('owned', "SELECT partial FROM tend.history_interval WHERE interval_id = $sample"), 't', 'without it the sample says that it is partial');
sql('owned', 'GRANT pg_read_all_stats TO keeper');
sql('owned', 'SELECT tend.sample()');
is(calls('owned', 'SELECT $1 AS seen_by_owner%'), 100, 'and nothing counts twice when the right is back');

# A database made from a sampled one
fresh('template_of');
my $errors = q{SELECT coalesce(sum(errors), 0) FROM tend.error_interval e JOIN tend.history_interval h USING (interval_id) WHERE h.level = 0};
$node->try_sql("SELECT 1/0;\n" x 40, dbname => 'template_of');
sql('template_of', 'SELECT 1 AS of_the_template;' x 40);
sql('template_of', 'SELECT tend.sample()');
is(sql('template_of', $errors), 40, 'the template has its errors');
sql('postgres', 'CREATE DATABASE copied TEMPLATE template_of');
$node->try_sql("SELECT 1/0;\n" x 30, dbname => 'copied');
sql('copied', 'SELECT 1 AS of_the_template;' x 7);
sql('copied', 'SELECT tend.sample()');
is(sql('copied', $errors), 70, 'the copy counts its own, however few');
is(calls('copied', 'SELECT $1 AS of_the_template%'), 47, 'statements as well');

# Literals of utility statements
fresh('secrets');
sql('secrets', q{CREATE ROLE clerk PASSWORD 'An0therSecret'; DO $body$ BEGIN PERFORM 'inTheBody'; END $body$});
sql('secrets', 'SELECT tend.sample()');
is(sql('secrets', q{SELECT count(*) FROM tend.statement WHERE query LIKE '%An0therSecret%' OR query LIKE '%inTheBody%'}), 0,
    'literals of utility statements are not kept');
is(sql('secrets', q{SELECT query FROM tend.statement WHERE query LIKE 'CREATE ROLE%'}), q{CREATE ROLE clerk PASSWORD '...'}, 'their texts are');
sql('secrets', q{ALTER ROLE clerk PASSWORD 'TheN3xtOne'; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w;
    CREATE USER MAPPING FOR clerk SERVER far OPTIONS (password 'AtTheF4rEnd')});
sql('secrets', 'SET pg_tend.capture_literals = on; SELECT tend.sample()');
is(sql('secrets', q{SELECT count(*) FROM tend.statement WHERE query ~ 'TheN3xtOne|AtTheF4rEnd'}), 0, 'nor with capture_literals on');
is(sql('secrets', q{SELECT query FROM tend.statement WHERE query LIKE 'ALTER ROLE%'}), q{ALTER ROLE clerk PASSWORD '...'}, 'which changes nothing about them');

# PREPARE and DECLARE CURSOR
fresh('prepared');
sql('prepared', 'CREATE TABLE pt AS SELECT g AS k, g % 10 AS v FROM generate_series(1, 50000) g; ANALYZE pt');
sql('prepared', 'PREPARE pp(int) AS SELECT count(*) FROM pt WHERE k = $1; EXECUTE pp(1); EXECUTE pp(2); EXECUTE pp(3)');
sql('prepared', 'SELECT tend.sample()');
is(sql('prepared', 'SELECT count(*) FROM tend.recommend_indexes()'), 1, 'what PREPARE holds is advised on');

# An index that is built anew goes on where the old one was
fresh('rebuilt');
sql('rebuilt', 'CREATE TABLE rt (id int PRIMARY KEY); INSERT INTO rt SELECT generate_series(1, 100); SET enable_seqscan = off;'
    . 'SELECT id FROM rt WHERE id = 5;' x 100);
sql('rebuilt', 'SELECT tend.sample()');
my $scans = q{SELECT sum(i.scans) FROM tend.index_interval i JOIN tend.relation r USING (relation_id) JOIN tend.history_interval h USING (interval_id)
    WHERE h.level = 0 AND r.relation_name = 'rt_pkey'};
is(sql('rebuilt', $scans), 100, 'an index has its scans');
sql('rebuilt', 'REINDEX INDEX CONCURRENTLY rt_pkey');
sql('rebuilt', 'SET enable_seqscan = off;' . 'SELECT id FROM rt WHERE id = 5;' x 10);
sql('rebuilt', 'SELECT tend.sample()');
is(sql('rebuilt', $scans), 110, 'after REINDEX CONCURRENTLY it has those that came since');
is(sql('rebuilt', q{SELECT count(*) FROM tend.relation WHERE relation_name = 'rt_pkey'}), 1, 'and it is the same index');
sql('rebuilt', 'ALTER TABLE rt DROP CONSTRAINT rt_pkey; ALTER TABLE rt ADD PRIMARY KEY (id)');
sql('rebuilt', 'SET enable_seqscan = off;' . 'SELECT id FROM rt WHERE id = 5;' x 7);
sql('rebuilt', 'SELECT tend.sample()');
is(sql('rebuilt', $scans), 117, 'one that only took over the name begins at zero');

# More statements than the rollups keep by name
fresh('churn');
sql('churn', join ";\n", map { 'SELECT ' . join(', ', (1) x $_) } 1 .. 1100);
sql('churn', 'SELECT tend.sample()');
sql('churn', q{UPDATE tend.history_interval SET started_at = started_at - interval '10 min', ended_at = ended_at - interval '10 min'});
sql('churn', 'SELECT tend.sample()');
my $calls = sql('churn', q{SELECT sum(s.calls) FROM tend.statement_interval s JOIN tend.history_interval h USING (interval_id)
    WHERE h.level = 0 AND h.interval_id <= (SELECT rolled_up FROM tend.sampler_state)});
cmp_ok($calls, '>=', 1100, 'every statement is sampled');
my $of_level = 'SELECT sum(s.calls), count(*) FROM tend.statement_interval s JOIN tend.history_interval h USING (interval_id) WHERE h.level = ';
is(sql('churn', $of_level . 1), "$calls|1001", 'five minutes keep a thousand by name and add the rest up');
is(sql('churn', $of_level . 2), "$calls|301", 'an hour three hundred');

# Any window
is(sql('postgres', q{SELECT count(*) > 0 FROM tend.intervals_since('10000 years')}), 't', 'a window of 10,000 years is all there is');
is(sql('postgres', q{SELECT count(*) FROM tend.intervals_since('1 day', -1)}), 1, 'no room still gives one level');

# Locks that anybody may take do not stop the sampling
my $holder = $node->background_psql('postgres');
$holder->query_safe('SELECT pg_advisory_lock(1952804452, 1)');
isnt(sql('postgres', 'SELECT tend.sample()'), '', 'an advisory lock of a session stops no sample');
$holder->quit;
$node->stop;
done_testing();
