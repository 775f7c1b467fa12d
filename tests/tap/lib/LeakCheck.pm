# SPDX-License-Identifier: PostgreSQL
# Whether a backend's memory grows with the number of calls.
#
#   use LeakCheck;
#   leak_check(parses => 100_000, what_ifs => 10_000, advices => 300);
#
# Method: one backend makes the calls in ten equal batches and reads, after each, its own anonymous
# memory from /proc and the total of all its memory contexts. The first four batches warm up: caches
# of catalogs and plans fill, and malloc's arenas reach the size that the largest call needs. After
# that the slope over the other six must be nothing.
# Tested by tests/tap/leak.t and tests/tap/long/leak.t, which use it.
package LeakCheck;

use strict;
use warnings;
use Exporter 'import';
use TendCluster;
use Test::More;

our @EXPORT = qw(leak_check);

my $BATCHES = 10;
my $WARM_UP = 4;
# Anonymous memory comes from the kernel in steps: malloc moves its top by 128 kB, the allocator of
# contexts asks for blocks of up to 8 MB in doubling steps. One such step in six batches is noise of
# fragmentation, not a leak; a leak of 100 bytes a call would be ten times that in the long test.
my $STEP_KB = 512;

# In the backend: a statement that tells kilobytes of anonymous memory, and bytes of contexts.
my $measure = q{SELECT 'memory', (regexp_match(pg_read_file('/proc/self/status', 0, 4096), 'RssAnon:\s+(\d+)'))[1],
    (SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name NOT LIKE 'CacheMemory%' AND parent IS DISTINCT FROM 'CacheMemoryContext');};

my $setup = q{
    CREATE EXTENSION pg_tend;
    CREATE TABLE item (id int PRIMARY KEY, owner int, shop int, state text, made timestamptz);
    INSERT INTO item SELECT g, g % 500, g % 300, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END, now() FROM generate_series(1, 5000) g;
    CREATE TABLE part (id int, owner int) PARTITION BY HASH (id);
    CREATE TABLE part_0 PARTITION OF part FOR VALUES WITH (modulus 2, remainder 0);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES WITH (modulus 2, remainder 1);
    INSERT INTO part SELECT g, g % 500 FROM generate_series(1, 5000) g;
    VACUUM ANALYZE item, part;
    -- Texts that differ from call to call; every seventh fails: bad, empty, two, too deep, a utility.
    CREATE FUNCTION parse(i int) RETURNS int LANGUAGE plpgsql AS $$
    DECLARE
      query text := CASE i % 7
        WHEN 0 THEN (ARRAY['SELEC ' || i, '', 'SELECT 1; SELECT ' || i, 'SELECT ' || repeat('(', 2000) || i, 'VACUUM t' || i])[i / 7 % 5 + 1]
        WHEN 1 THEN 'SELECT ' || i || ', $1 FROM a' || i || ' JOIN b USING (x) WHERE a.y IN (SELECT z FROM c WHERE d > ' || i || ')'
        WHEN 2 THEN 'WITH q AS (SELECT row_number() OVER (ORDER BY ' || i || ') FROM t) SELECT * FROM q, r, s UNION SELECT count(*), 2 FROM u'
        WHEN 3 THEN 'UPDATE t SET x = ' || i || ' WHERE y = any (array[' || array_to_string(array_agg_numbers(i % 50), ',') || '])'
        ELSE 'INSERT INTO t VALUES (' || i || ', ''' || repeat('x', i % 3000) || ''')' END;
    BEGIN
      PERFORM tend.fingerprint(query);
      PERFORM * FROM tend.complexity(query);
      RETURN 1;
    EXCEPTION WHEN syntax_error OR statement_too_complex OR program_limit_exceeded THEN RETURN 0;
    END $$;
    CREATE FUNCTION array_agg_numbers(n int) RETURNS int[] LANGUAGE sql AS 'SELECT array_agg(g) FROM generate_series(0, n) g';
    CREATE FUNCTION what(i int) RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM * FROM tend.what_if(
        (ARRAY['SELECT * FROM item WHERE owner = ' || i, 'SELECT * FROM item i JOIN part p USING (owner) WHERE i.shop = $1 AND made > now() - interval $2',
               'UPDATE item SET shop = 1 WHERE state = ''open'' AND owner = $1', 'SELECT nothing', 'SELECT 1 / 0'])[i % 5 + 1],
        ARRAY['CREATE INDEX ON item (owner) WHERE state = ''open''', 'CREATE INDEX ON part (owner) INCLUDE (id)', 'DROP INDEX item_pkey',
              (ARRAY['CREATE INDEX ON item ((shop + owner))', 'CREATE INDEX ON item (shop, owner)', 'CREATE INDEX ON item (' || i || ')'])[i % 3 + 1]]);
      RETURN 1;
    EXCEPTION WHEN undefined_column OR division_by_zero OR syntax_error THEN RETURN 0;
    END $$;
};
my $advice = q{SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM item WHERE owner = $1', 'SELECT * FROM part WHERE owner = $1',
    'SELECT * FROM item WHERE state = ''open'' ORDER BY made LIMIT 5', 'SELECT nothing', 'UPDATE item SET shop = shop + 1 WHERE shop = $1', 'rubbish']);};

sub check_growth
{
    my ($node, $name, $batch) = @_;
    my $answer = $node->safe_psql('postgres', join "\n", 'SET client_min_messages = error;', ("$batch\n$measure") x $BATCHES);
    my @memory = map { [ (split /\|/)[ 1, 2 ] ] } grep { /^memory/ } split /\n/, $answer;
    is(scalar @memory, $BATCHES, "$name: $BATCHES batches in one backend");
    my ($first, $last) = @memory[ $WARM_UP - 1, $BATCHES - 1 ];
    note("$name: RssAnon kB ", join(' ', map { $_->[0] } @memory), '; contexts ', join(' ', map { $_->[1] } @memory));
    cmp_ok($last->[0] - $first->[0], '<=', $STEP_KB, sprintf '%s: anonymous memory %d -> %d kB', $name, $first->[0], $last->[0]);
    is($last->[1] - $first->[1], 0, sprintf '%s: memory contexts %d -> %d bytes', $name, $first->[1], $last->[1]);
}

sub leak_check
{
    my (%calls) = @_;
    my $node = TendCluster->started('leak');
    $node->safe_psql('postgres', $setup);
    check_growth($node, "$calls{parses} parses", sprintf 'SELECT sum(parse(g)) FROM generate_series(1, %d) g;', $calls{parses} / $BATCHES);
    check_growth($node, "$calls{what_ifs} what_if", sprintf 'SELECT sum(what(g)) FROM generate_series(1, %d) g;', $calls{what_ifs} / $BATCHES);
    check_growth($node, "$calls{advices} recommend_indexes", $advice x ($calls{advices} / $BATCHES));
    $node->stop;
    done_testing();
}

1;
