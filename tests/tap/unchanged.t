# SPDX-License-Identifier: PostgreSQL
# Differential: with everything captured, the server answers byte by byte as without us: plans with
# their costs, results, errors, notices, cursors, prepared statements, PL/pgSQL, portals in parts.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $settings = "compute_query_id = regress\nautovacuum = off\n";
my %arms = (
    without      => { preload => '' },
    with         => { preload => 'pg_stat_statements,pg_tend', conf => "pg_tend.capture_rate = 1\npg_tend.capture_literals = on\n" },
    'with first' => { preload => 'pg_tend,pg_stat_statements', conf => "pg_tend.capture_rate = 1\npg_tend.capture_literals = on\npg_tend.sample_interval = 100ms\n" },
);

my $script = <<'SQL';
\set VERBOSITY verbose
\pset null '(null)'
SET client_min_messages = notice;
CREATE TABLE shop (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE sale (id serial PRIMARY KEY, shop_id int REFERENCES shop, at timestamptz NOT NULL, price numeric(10,2) CHECK (price >= 0), note text);
CREATE INDEX ON sale (shop_id);
INSERT INTO shop SELECT g, 'shop ' || g FROM generate_series(1, 100) g;
INSERT INTO sale (shop_id, at, price, note) SELECT g % 100 + 1, '2026-01-01'::timestamptz + g * interval '1 minute', g % 977, repeat('n', g % 50) FROM generate_series(1, 20000) g;
VACUUM ANALYZE shop, sale;
CREATE TABLE part (id int, k int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (1000);
CREATE TABLE part_2 PARTITION OF part DEFAULT;
INSERT INTO part SELECT g, g % 7 FROM generate_series(1, 2000) g;
ANALYZE part;
EXPLAIN (COSTS ON) SELECT * FROM sale WHERE shop_id = 5 AND price > 100 ORDER BY at LIMIT 3;
EXPLAIN (COSTS ON, VERBOSE) SELECT s.name, sum(price) FROM shop s JOIN sale l ON l.shop_id = s.id WHERE s.id < 10 GROUP BY 1 ORDER BY 2 DESC;
EXPLAIN (ANALYZE, COSTS ON, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT count(*) FROM sale WHERE note LIKE 'nnn%';
EXPLAIN (ANALYZE, COSTS ON, TIMING OFF, SUMMARY OFF, VERBOSE) UPDATE sale SET price = price + 1 WHERE id < 5 RETURNING id;
EXPLAIN (COSTS ON, FORMAT JSON, VERBOSE) DELETE FROM sale WHERE id = 7;
SELECT * FROM sale WHERE shop_id = 5 AND price > 100 ORDER BY at LIMIT 3;
SELECT s.name, sum(price) FROM shop s JOIN sale l ON l.shop_id = s.id WHERE s.id < 10 GROUP BY 1 ORDER BY 2 DESC;
WITH moved AS (DELETE FROM sale WHERE id > 19990 RETURNING *) SELECT count(*), min(id), max(note) FROM moved;
INSERT INTO sale (shop_id, at, price) VALUES (1, '2026-02-02', 5), (2, '2026-02-02', 6) RETURNING shop_id, price;
INSERT INTO shop VALUES (1, 'again') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING *;
MERGE INTO shop s USING (VALUES (1, 'merged'), (101, 'new')) v (id, name) ON s.id = v.id WHEN MATCHED THEN UPDATE SET name = v.name WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.name);
SELECT 1/0;
SELECT * FROM no_such_table;
INSERT INTO sale (shop_id, at, price) VALUES (1000, now(), 1);
INSERT INTO sale (shop_id, at, price) VALUES (1, '2026-02-02', -1);
SELECT 'a'::int;
SELEC 1;
BEGIN;
SELECT 1;
SELECT nothing;
SELECT 2;
ROLLBACK;
BEGIN;
SAVEPOINT a;
SELECT 1/0;
ROLLBACK TO a;
DECLARE c SCROLL CURSOR FOR SELECT id, note FROM sale WHERE id < 20 ORDER BY id;
FETCH 3 FROM c;
FETCH BACKWARD 2 FROM c;
MOVE FORWARD 5 IN c;
FETCH ALL FROM c;
DECLARE u CURSOR FOR SELECT * FROM shop WHERE id = 3 FOR UPDATE;
FETCH u;
UPDATE shop SET name = 'current' WHERE CURRENT OF u RETURNING *;
CLOSE c;
COMMIT;
DECLARE h CURSOR WITH HOLD FOR SELECT id FROM shop ORDER BY id LIMIT 3;
FETCH ALL FROM h;
CLOSE h;
PREPARE p (int, text) AS SELECT id, $2 FROM shop WHERE id = $1;
EXECUTE p (4, 'x');
EXECUTE p (5, NULL);
EXPLAIN (COSTS ON) EXECUTE p (6, 'y');
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS ON, VERBOSE) EXECUTE p (6, 'y');
EXECUTE p (6, 'y');
RESET plan_cache_mode;
EXECUTE p ('no number', 'z');
DEALLOCATE p;
CREATE FUNCTION spent(which int) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE total numeric;
BEGIN
  RAISE NOTICE 'asked for %', which;
  SELECT sum(price) INTO STRICT total FROM sale WHERE shop_id = which;
  IF total IS NULL THEN RAISE EXCEPTION 'no sale of %', which USING HINT = 'Sell something.'; END IF;
  RETURN total;
EXCEPTION WHEN division_by_zero THEN RETURN -1;
END $$;
SELECT spent(3), spent(4);
SELECT spent(101);
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM shop ORDER BY id LIMIT 3 LOOP RAISE NOTICE 'shop %', r.id; END LOOP;
  BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN RAISE NOTICE 'caught %', sqlerrm; END;
  RAISE EXCEPTION 'out of here';
END $$;
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% %', tg_op, new.id; RETURN new; END $$;
CREATE TRIGGER log_change AFTER INSERT OR UPDATE ON shop FOR EACH ROW EXECUTE FUNCTION log_change();
UPDATE shop SET name = upper(name) WHERE id < 3;
CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON shop DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION log_change();
BEGIN; UPDATE shop SET name = 'late' WHERE id = 9; SELECT 'before commit'; COMMIT;
CREATE PROCEDURE walk() LANGUAGE plpgsql AS $$ BEGIN UPDATE shop SET name = 'w' WHERE id = 10; COMMIT; UPDATE shop SET name = 'v' WHERE id = 10; ROLLBACK; RAISE NOTICE 'walked'; END $$;
CALL walk();
SELECT name FROM shop WHERE id = 10;
COPY (SELECT id, name FROM shop WHERE id < 4 ORDER BY id) TO STDOUT;
COPY shop FROM STDIN;
200	two hundred
bad	row
\.
CREATE TABLE copied AS SELECT * FROM shop WHERE id < 5;
CREATE MATERIALIZED VIEW seen AS SELECT count(*) FROM sale;
REFRESH MATERIALIZED VIEW seen;
SELECT * FROM seen;
SELECT * FROM part WHERE id = 1500;
EXPLAIN (COSTS ON) SELECT * FROM part WHERE id = (SELECT 1500);
UPDATE part SET id = id + 5000 WHERE id = 3 RETURNING tableoid::regclass, *;
SET statement_timeout = 50;
SELECT pg_sleep(20);
RESET statement_timeout;
SELECT count(*) FROM generate_series(1, 5) \; SELECT 'second' \; SELECT 1/0 \; SELECT 'never';
SELECT 1 AS one \gdesc
SELECT id FROM shop ORDER BY id LIMIT 2 \gset got_
\echo :got_id
\set FETCH_COUNT 7
SELECT id, name FROM shop WHERE id < 30 ORDER BY id;
\unset FETCH_COUNT
SET force_parallel_mode = on;
SELECT count(*), sum(price) FROM sale;
EXPLAIN (COSTS ON) SELECT count(*) FROM sale;
RESET force_parallel_mode;
SELECT setseed(0.5);
SELECT random() < 2, round(random()::numeric, 6);
DROP TABLE shop;
DROP TABLE shop, sale, part, copied CASCADE;
SQL

my %output;
foreach my $arm (sort keys %arms)
{
    my $node = TendCluster->started($arm =~ s/ /_/r, preload => $arms{$arm}{preload}, conf => $settings . ($arms{$arm}{conf} // ''));
    # Without the extension created in any database: preloading alone must change nothing.
    my ($out, $err) = ('', '');
    # -e puts each statement before what it gave; both streams into one, in order.
    my $file = $node->basedir . '/script.sql';
    open my $handle, '>', $file or die "$file: $!";
    print $handle $script;
    close $handle;
    IPC::Run::run([ 'psql', '-XeAt', '-d', $node->connstr('postgres'), '-f', $file ], '<', \undef, '>', \$out, '2>&1');
    $out =~ s/\Q$file\E/FILE/g;
    $output{$arm} = $out;
    if ($arm ne 'without')
    {
        $node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');
        cmp_ok($node->safe_psql('postgres', 'SELECT captured FROM tend.capture_state()'), '>', 50, "$arm: the statements were captured");
        is($node->safe_psql('postgres', 'SELECT hook_failures FROM tend.capture_state()'), 0, "$arm: without a failure");
    }
    $node->stop;
}
cmp_ok(length $output{without}, '>', 10_000, 'there is output to compare');
like($output{without}, qr{DROP TABLE shop, sale, part, copied CASCADE;\n.*\nDROP TABLE\n\z}s, 'to the end of the script');
foreach my $arm (grep { $_ ne 'without' } sort keys %arms)
{
    my @a = split /\n/, $output{without};
    my @b = split /\n/, $output{$arm};
    my ($first) = grep { ($a[$_] // '') ne ($b[$_] // '') } 0 .. ($#a > $#b ? $#a : $#b);
    ok($output{$arm} eq $output{without}, "$arm pg_tend: the same, byte by byte")
      or diag("line $first:\n  without: $a[$first]\n  with:    $b[$first]");
}
done_testing();
