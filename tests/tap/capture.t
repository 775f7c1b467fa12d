# SPDX-License-Identifier: PostgreSQL
# The capture of executions: what counts as one, what is written of it, and what never is.
use strict;
use warnings;
use TendCluster;
use IPC::Run ();
use Test::More;

my $node = TendCluster->started('capture', conf => <<~'CONF');
    pg_tend.enabled = off
    pg_tend.capture_waits = off
    pg_tend.capture_rate = 0
    restart_after_crash = on
    CONF
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE TABLE item (id int PRIMARY KEY, owner int, note text);
    INSERT INTO item SELECT g, g % 100, 'note ' || g FROM generate_series(1, 10000) g;
    ANALYZE item;
    CREATE FUNCTION owners(lowest int) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE n bigint; BEGIN SELECT count(*) INTO n FROM item WHERE owner >= lowest; RETURN n; END $$;
    CREATE FUNCTION stable_owners() RETURNS int LANGUAGE plpgsql STABLE AS $$
    BEGIN RETURN (SELECT max(owner) FROM item); END $$;
    CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM 1 FROM item WHERE id = new.id; RETURN new; END $$;
    CREATE TRIGGER noted AFTER UPDATE ON item FOR EACH ROW EXECUTE FUNCTION noted();
    CREATE PROCEDURE change(which int) LANGUAGE plpgsql AS $$
    BEGIN UPDATE item SET note = 'changed' WHERE id = which; COMMIT; DELETE FROM item WHERE id = -1; END $$;
    CREATE TABLE late (id int);
    CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM FROM item WHERE id BETWEEN 1 AND new.id; IF new.id < 0 THEN RAISE 'not below 0'; END IF; RETURN new; END $$;
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late();
});

# Asked with capture off, so that asking is not captured.
sub ask
{
    my ($sql) = @_;
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=0 -c compute_query_id=off';
    return $node->safe_psql('postgres', $sql);
}
sub state { return ask("SELECT $_[0] FROM tend.capture_state()"); }

# Runs a script in one session that captures everything; returns what it left in the ring as lines of
# "columns", ends first by default.
sub captured_by
{
    my ($script, %options) = @_;
    my $columns = $options{columns} // "actual_rows";
    my $where   = $options{where}   // 'finished';
    my $before  = state('captured');
    my $rate = $options{rate} // 1;
    my ($output, $error);
    {
        local $ENV{PGOPTIONS} = "-c pg_tend.capture_rate=$rate -c pg_tend.capture_literals=" . ($options{literals} // 'off')
          . ' ' . ($options{settings} // '');
        $node->psql('postgres', $script, stdout => \$output, stderr => \$error, on_error_stop => 0);
    }
    my $new = state('captured') - $before;
    my @lines = split /\n/, ask("SELECT $columns FROM (SELECT *, row_number() OVER () n, count(*) OVER () total FROM tend.captured_now()) c
        WHERE n > total - $new AND $where ORDER BY n");
    return wantarray ? @lines : join ',', @lines;
}

isnt(state('memory_epoch'), 0, 'the shared memory has a number');
is(state('captured'), 0, 'nothing was captured with capture_rate 0');
is(captured_by('SELECT 1; SELECT 2', rate => 0), '', 'nor is it later');

# What counts
is(captured_by("SELECT 1;\nSELECT * FROM item LIMIT 7;\nINSERT INTO item VALUES (10001, 1, 'x');\nDELETE FROM item WHERE id = 10001 RETURNING id"),
    '1,7,1,1', 'each statement once, with its rows');
is(captured_by("SELECT 1 \\; SELECT 2 \\; SELECT 3"), '1,1,1', 'several in one message');
is(captured_by('SELECT owners(50), owners(60)'), '1', 'what a function runs does not count');
is(captured_by('SELECT * FROM item WHERE owner = stable_owners() LIMIT 2'), '2', 'nor what it runs while the planner estimates');
is(captured_by("UPDATE item SET note = 'n' WHERE id < 4"), '3', 'nor what a trigger runs');
is(captured_by("WITH c AS (UPDATE item SET owner = owner RETURNING owners(1)) SELECT 5 FROM generate_series(1, 2)", settings => '-c session_replication_role=replica'),
    '2', 'nor what is left of WITH at the end');
is(captured_by('INSERT INTO late SELECT generate_series(1, 3); SELECT 1 WHERE false'), '3,0', 'nor what a deferred trigger runs after the statement');
is(captured_by('BEGIN; INSERT INTO late VALUES (4); SELECT 1 WHERE false; COMMIT; SELECT 1; BEGIN; INSERT INTO late VALUES (5); SET CONSTRAINTS ALL IMMEDIATE; COMMIT; SELECT 1'),
    '1,0,1,1,1', 'or at COMMIT, or when it is asked to');
is(captured_by('BEGIN; INSERT INTO late VALUES (-1); COMMIT; INSERT INTO late VALUES (-2); SELECT 1; CALL change(1); SELECT 2 WHERE false'), '1,1,1,0',
    'one that fails ends the transaction, not the statement that brought it about');
is(captured_by('DO $$ BEGIN PERFORM count(*) FROM item; PERFORM owners(1); END $$'), '', 'nor what a DO block runs');
is(captured_by('CALL change(5)'), '', 'nor what a procedure runs');
is(captured_by('SELECT 1; CALL change(6); SELECT 2 WHERE false; DO $$BEGIN END$$; SELECT 3'), '1,0,1', 'the nesting is counted back');
is(captured_by('EXPLAIN SELECT * FROM item; EXPLAIN ANALYZE SELECT * FROM item'), '', 'EXPLAIN does not count');
is(captured_by('COPY item TO STDOUT; COPY (SELECT * FROM item) TO STDOUT'), '', 'COPY does not count');
is(captured_by('CREATE TABLE copied AS SELECT * FROM item; DROP TABLE copied'), '', 'CREATE TABLE AS does not count');
is(captured_by('BEGIN; DECLARE c CURSOR FOR SELECT * FROM item; FETCH 5 FROM c; FETCH 5 FROM c; CLOSE c; COMMIT; SELECT 1'), '1', 'cursors of SQL do not count');
is(captured_by('PREPARE p (int) AS SELECT * FROM item WHERE id <= $1; EXECUTE p(3); EXECUTE p(4); EXPLAIN ANALYZE EXECUTE p(5)'), '3,4', 'EXECUTE counts');
is(captured_by('SELECT 1/0; SELECT 1; BEGIN; SELECT 1; SELECT id / 0 FROM item; ROLLBACK; SELECT 2'), '1,1,1', 'a failed execution does not end');
is(captured_by(q{SELECT 1; DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN PERFORM 2; END $$; SELECT 2;
    SELECT owners(1) FROM item WHERE id = 1 / (id - 1) LIMIT 1; SELECT 3}), '1,1,1', 'errors inside leave the nesting right');
is(captured_by('BEGIN; SAVEPOINT a; SELECT owners(id / 0) FROM item; ROLLBACK TO a; SELECT 1; RELEASE a; SELECT owners(1) WHERE false; COMMIT; SELECT 1'), '1,0,1',
    'so do savepoints');
is(captured_by('SELECT owner, pg_sleep(20) FROM item; SELECT 1', settings => '-c statement_timeout=100'), '1', 'a cancelled execution does not end');
is(captured_by('SELECT count(*) FROM item', settings => '-c force_parallel_mode=on -c parallel_setup_cost=0 -c min_parallel_table_scan_size=0 -c max_parallel_workers_per_gather=2'),
    '1', 'parallel workers do not count');
is(state('hook_failures'), 0, 'no hook has failed');
is(state('dropped'), 0, 'and nothing was dropped');

# Differential: the same calls and rows as pg_stat_statements, and the sum of the times
my $mixed = join ";\n", ('SELECT * FROM item WHERE id = 5', 'SELECT owners(3)', "UPDATE item SET note = 'z' WHERE id = 9",
    'SELECT 1/0', 'DO $$ BEGIN PERFORM owners(7); END $$', 'PREPARE q AS SELECT 1', 'EXECUTE q', 'EXECUTE q', 'BEGIN',
    'DECLARE c CURSOR FOR SELECT 4', 'FETCH c', 'COMMIT', 'INSERT INTO item VALUES (20000) ON CONFLICT DO NOTHING', 'DELETE FROM item WHERE id = 20000') x 10;
foreach my $order ('pg_stat_statements,pg_tend', 'pg_tend,pg_stat_statements')
{
    $node->append_conf('postgresql.conf', "shared_preload_libraries = '$order'\n");
    my $epoch = state('memory_epoch');
    $node->restart;
    isnt(state('memory_epoch'), $epoch, 'a restart gives the memory a new number');
    is(state('captured'), 0, 'and an empty ring');
    ask('SELECT FROM pg_stat_statements_reset()');
    captured_by($mixed);
    # A statement of the client is one that is no utility command: those have no plan of their own.
    is(ask(q{
        WITH ours AS (SELECT queryid, count(*) AS calls, sum(actual_rows)::bigint AS rows, sum(duration_ms) AS ms
                        FROM tend.captured_now() WHERE finished GROUP BY queryid),
             theirs AS (SELECT queryid, calls, rows, total_exec_time AS ms FROM pg_stat_statements
                         WHERE toplevel AND query !~* '^(do|begin|commit|declare|fetch)')
        SELECT count(*), bool_and(o.calls = t.calls), bool_and(o.rows = t.rows),
               bool_and(abs(o.ms - t.ms) < 0.001), bool_and(o.ms > 0)
          FROM ours o FULL JOIN theirs t USING (queryid)}), '6|t|t|t|t', "$order: statements, calls, rows and times are those of pg_stat_statements");
    is(ask(q{SELECT sum(shared_blks_hit) > 0 AND sum(wal_bytes) > 0 FROM pg_stat_statements WHERE query LIKE 'UPDATE%'}), 't',
        "$order: which counts blocks and WAL as before");
}
is(captured_by('SELECT * FROM item WHERE id <= 50', columns => 'planned_rows > 10 AND planned_rows < 200, actual_rows, duration_ms > 0, duration_ms < 10000, search_path, userid = 10'),
    't|50|t|t|"$user", public|t', 'rows estimated and actual, duration, search path and role');
is(captured_by("UPDATE item SET note = 'y' WHERE id <= 50", columns => 'planned_rows > 10 AND planned_rows < 200, actual_rows'),
    't|50', 'of a change, the rows to change');

# A share of the executions: 3,000 at 0.1 give 300 with a standard deviation of 16.
my $before = state('captured');
$node->safe_psql('postgres', 'SET pg_tend.capture_rate = 0.1; ' . ('SELECT 1; ' x 3000));
my $share = state('captured') - $before;
cmp_ok(abs($share - 300), '<', 5 * 16.5, "capture_rate 0.1: $share of 3000");

# No literals, no text
sub texts { return ask(q{SELECT count(*) FROM tend.captured_now() WHERE query IS NOT NULL OR parameters IS NOT NULL}); }
captured_by("PREPARE p (text) AS SELECT \$1; " . ("SELECT 'secret one'; EXECUTE p('secret two'); " x 50));
is(texts(), 0, 'with capture_literals off no text and no value is kept');

# Literals
is(captured_by("SELECT 'a literal' \\;\n  SELECT /* said */ 2  \\; \tSELECT 3\n", literals => 'on', where => 'NOT finished', columns => 'query'),
    "SELECT 'a literal',SELECT /* said */ 2,SELECT 3", 'texts as they were sent, without blanks around');
is(captured_by("SELECT 'ü', id FROM item WHERE id = 3 \\; SELECT 'second'", literals => 'on', where => 'NOT finished', columns => 'query, search_path', settings => '-c search_path=public,pg_catalog'),
    "SELECT 'ü', id FROM item WHERE id = 3|public,pg_catalog,SELECT 'second'|public,pg_catalog", 'one statement of several, with its search path');
is(captured_by('SELECT 1; SELECT 2', literals => 'on', columns => 'finished, query', where => 'true'),
    'f|SELECT 1,t|,f|SELECT 2,t|', 'the text at the start, the numbers at the end');
is(captured_by('SELECT id / 0 FROM item', literals => 'on', columns => 'query', where => 'true'), 'SELECT id / 0 FROM item', 'the text of a failing statement is kept, too');
is(captured_by('SELECT owners(1)', literals => 'on', columns => 'query', where => 'NOT finished'), 'SELECT owners(1)', "a function's texts are not");
my $too_long = state('too_long');
is(captured_by("SELECT '" . ('x' x 2000) . "'", literals => 'on', columns => 'query', where => 'NOT finished'), '', 'a text that has no room is left out');
is(state('too_long') - $too_long, 1, 'and counted');

# Bound values
my $types = q{PREPARE v (bool, int2, int4, int8, float4, float8, numeric, text, varchar, bpchar, name, date, time, timestamp, timestamptz, interval, uuid, oid) AS
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18;};
my @values = (q{true}, -7, 2147483647, '-9223372036854775808', '1.5', '0.1', '-123456789012345678901234567890.000123', q{'it''s ü'}, q{'var'}, q{'ch'}, q{'nam'},
    q{'2026-02-03'}, q{'23:59:59.5'}, q{'2026-02-03 04:05:06'}, q{'2026-02-03 04:05:06+02'}, q{'1 year 2 days 03:04:05'}, q{'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'}, 42);
is(captured_by("$types EXECUTE v(" . join(', ', @values) . ')', literals => 'on', where => 'NOT finished', columns => q{array_to_string(parameters, ';', 'NULL')}, settings => '-c datestyle=german -c intervalstyle=iso_8601'),
    join(';', 't', -7, 2147483647, '-9223372036854775808', '1.5', '0.1', '-123456789012345678901234567890.000123', "it's ü", 'var', 'ch', 'nam',
        '2026-02-03', '23:59:59.5', '2026-02-03 04:05:06', '2026-02-03 02:05:06+00', '1 year 2 days 03:04:05', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 42),
    'values of every type, whatever the style of dates');
is(captured_by("$types EXECUTE v(" . join(', ', ('NULL') x 18) . ')', literals => 'on', where => 'NOT finished', columns => q{array_to_string(parameters, ';', '-'), parameter_types[1], parameter_types[18]}),
    join(';', ('-') x 18) . '|boolean|oid', 'NULLs, with their types');
is(captured_by(q{PREPARE w (float8, float4, date, timestamptz, numeric, int[], text[], uuid[], bigint[], int[], int[]) AS SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11;
    EXECUTE w('NaN', '-Infinity', 'infinity', '-infinity', 'NaN', '{1,NULL,-3}', '{"a b",NULL,"q\"\\\\",ü}', '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', '{}', '{{1},{2}}', array_fill(7, '{500}'))},
        literals => 'on', where => 'NOT finished', columns => q{array_to_string(parameters, ';', '-'), parameter_types[9:11]}),
    q{NaN;-Infinity;infinity;-infinity;NaN;{1,NULL,-3};{"a b",NULL,"q\"\\\\","ü"};{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11};{};-;-|{bigint[],-,-}},
    'what is not finite, and arrays; those of two dimensions or too long are not known');
is(captured_by(q{PREPARE x (jsonb, point, regclass, text, numeric) AS SELECT $1, $2, $3, $4, $5; EXECUTE x('{"a": 1}', '(1,2)', 'item', repeat('ä', 1000), 1e300)},
        literals => 'on', where => 'NOT finished', columns => q{array_to_string(parameters, ';', '-') = '-;-;-;' || repeat('ä', 128) || ';-', parameter_types}),
    't|{-,-,-,text,-}', 'other types and too long numbers are not known, long texts are cut at a character');
is(captured_by('PREPARE y (' . join(',', ('text') x 40) . ') AS SELECT $1; EXECUTE y(' . join(',', (q{repeat('y', 100)}) x 40) . ')',
        literals => 'on', where => 'NOT finished', columns => q{array_length(parameters, 1), array_length(array_remove(parameters, NULL), 1) > 1, parameter_types[40]}),
    '40|t|-', 'values that have no room left are not known');
is(state('hook_failures'), 0, 'no hook has failed');

# Portals of the extended protocol, read in parts, and many at once
sub extended
{
    my ($script, $mode) = @_;
    my $file = $node->basedir . '/script.sql';
    PostgreSQL::Test::Utils::append_to_file($file, '');
    open my $out, '>', $file or die $!;
    print $out $script;
    close $out;
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=1 -c pg_tend.capture_literals=on';
    $node->command_ok(['pgbench', '-n', '-t', 3, '-M', $mode, '-f', $file, 'postgres'], "pgbench -M $mode");
}
foreach my $mode ('extended', 'prepared')
{
    $before = state('captured');
    extended("\\set id 17\nSELECT * FROM item WHERE id = :id;\n", $mode);
    is(state('captured') - $before, 6, "$mode: three executions");
    is(ask(q{SELECT DISTINCT rtrim(query, ';'), parameters::text FROM tend.captured_now() WHERE query LIKE '%id = $1%' AND query NOT LIKE 'PREP%'}),
        'SELECT * FROM item WHERE id = $1|{17}', "$mode: text and bound value");
}

# Settings by reload, in open sessions
my $session = $node->background_psql('postgres');
$node->safe_psql('postgres', 'ALTER SYSTEM SET pg_tend.capture_rate = 1');
$node->reload;
$session->query_safe('SELECT 0') until $session->query_safe('SHOW pg_tend.capture_rate') eq '1';
$before = state('captured');
$session->query_safe('SELECT 1');
is(state('captured') - $before, 1, 'capture_rate is followed at a reload');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.capture_rate');
$node->reload;
$session->query_safe('SELECT 0') until $session->query_safe('SHOW pg_tend.capture_rate') eq '0';
$before = state('captured');
$session->query_safe('SELECT 1');
is(state('captured') - $before, 0, 'off as well');
$session->quit;

# Nobody's statements: autovacuum evaluates the expressions of indexes
$node->safe_psql('postgres', q{
    CREATE TABLE keyed (id int) WITH (autovacuum_analyze_threshold = 1);
    CREATE FUNCTION key_of(n int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN (SELECT count(*) FROM public.item WHERE id <= n); END $$;
    CREATE INDEX ON keyed (key_of(id));
    INSERT INTO keyed SELECT generate_series(1, 50)});
$before = state('captured');
$node->safe_psql('postgres', "ALTER SYSTEM SET pg_tend.capture_rate = 1");
$node->safe_psql('postgres', "ALTER SYSTEM SET autovacuum_naptime = '1s'");
$node->reload;
{
    local $ENV{PGOPTIONS} = '-c pg_tend.capture_rate=0';
    ok($node->poll_query_until('postgres', q{SELECT autoanalyze_count > 0 FROM pg_stat_user_tables WHERE relname = 'keyed'}), 'autovacuum has been there');
}
is(state('captured') - $before, 0, 'and was not captured');
$node->safe_psql('postgres', 'ALTER SYSTEM RESET pg_tend.capture_rate');
$node->reload;

# Rights
$node->safe_psql('postgres', 'CREATE ROLE nobody LOGIN; CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor');
foreach my $call ([ nobody => 'captured_now' ], [ monitor => 'captured_now' ])
{
    my ($output, $error, $sqlstate) = $node->try_sql("SELECT count(*) FROM tend.$call->[1]()", extra_params => [ '-U', $call->[0] ]);
    is($sqlstate, '42501', "$call->[0] may not call $call->[1]()");
}
is(($node->try_sql('SET pg_tend.capture_literals = on', extra_params => [ '-U', 'nobody' ]))[2], '42501', 'nor turn the capture of literals on');
is(($node->try_sql('SELECT captured >= 0 FROM tend.capture_state()', extra_params => [ '-U', 'nobody' ]))[0], 't', 'anybody may look at the counts, as tend.status does');

# A crash restart
my $epoch = state('memory_epoch');
my $victim = $node->background_psql('postgres', on_error_stop => 0);
my ($pid) = $victim->query('SELECT pg_backend_pid()') =~ /(\d+)/;
kill 'KILL', $pid;
$node->poll_query_until('postgres', "SELECT memory_epoch <> $epoch FROM tend.capture_state()") or die 'no restart';
is(captured_by('SELECT 1; SELECT 2'), '1,1', 'after a crash restart it captures on');

# Not preloaded
my $bare = TendCluster->started('bare', preload => '');
is($bare->safe_psql('postgres', 'CREATE EXTENSION pg_tend; SELECT * FROM tend.capture_state()'), '0|0|0|0|0|0|0|0|0', 'not preloaded: all zeroes');
is($bare->safe_psql('postgres', 'SELECT count(*) FROM tend.captured_now()'), '0', 'and an empty ring');
$bare->stop;
$node->stop;
done_testing();
