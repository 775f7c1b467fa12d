# SPDX-License-Identifier: PostgreSQL
# How long questions over 30 days take, on generated history at its fullest: 500 statements, all of
# which ran in each interval of 30 days of five minutes and 400 days of hours.
#
# Method: each question is asked three times, each time in a new session, so nothing is planned or cached
# beforehand; the longest counts.
# Tested by make bench-overhead.
package Trend;

use strict;
use warnings;
use Exporter 'import';
use Time::HiRes qw(time);
use Server qw(start stop query);
use Verdicts qw(heading note judged);

our @EXPORT_OK = qw(measure_trend);

my $MOST_S = 10;
my $TIMES  = 3;
my %LEVELS = (
    1 => { name => 'five minutes', seconds => 300,  intervals => 30 * 288, first_slot => 4 },
    2 => { name => 'hours',        seconds => 3600, intervals => 400 * 24, first_slot => 8 },
);

my $STATEMENTS = q{
    INSERT INTO tend.statement (queryid, userid, role, query, first_seen)
    SELECT 1000 + n, 10, 'postgres',
           format('SELECT a.name, sum(b.price) FROM shop_%1$s a JOIN sale_%1$s b ON b.shop = a.id WHERE a.region = $1 AND b.at > $2 GROUP BY a.name', n),
           now() - interval '400 days'
      FROM generate_series(1, 500) n};

# A third of a level's time in each of three slots, as rotation leaves it; the fourth is empty.
my $INTERVALS = q{
    INSERT INTO tend.history_interval (level, slot, totals, started_at, ended_at, seconds, samples, statement_ms, active_ms)
    SELECT %1$s, %2$s + 3 * (n - 1) / %3$s, false, begin, begin + %4$s * interval '1 s', %4$s, %4$s / 30, 100000, 110000
      FROM generate_series(1, %3$s) n
      CROSS JOIN LATERAL (SELECT date_trunc('hour', now()) - (%3$s - n + 1) * %4$s * interval '1 s' AS begin) b};

my $ROWS = q{
    INSERT INTO tend.statement_interval
    SELECT c.calls, c.calls * m.mean, h.interval_id, s.statement_id, c.calls * m.mean * m.mean * 1.25, c.calls, c.calls * 20, c.calls,
           0, 0, 0, 0, c.calls * m.mean * 0.1, 0, 100, 0, h.slot
      FROM tend.history_interval h
      CROSS JOIN tend.statement s
      CROSS JOIN LATERAL (SELECT 1 + (h.interval_id + s.statement_id) % 97 AS calls) c
      CROSS JOIN LATERAL (SELECT 1.5 * s.statement_id * (1 + (h.interval_id % 24) / 48.0) AS mean) m
     WHERE h.level = %1$s};

# One in five statements was captured often enough for a bucket of its own.
my $LATENCIES = q{
    INSERT INTO tend.latency_interval
    SELECT h.interval_id, s.statement_id, 5, 80 + s.statement_id % 20, h.slot
      FROM tend.history_interval h JOIN tend.statement s ON s.statement_id % 5 = 0
     WHERE h.level = %1$s};

sub generate
{
    query('postgres', 'CREATE DATABASE trend');
    query('trend', 'CREATE EXTENSION pg_stat_statements', 'CREATE EXTENSION pg_tend', $STATEMENTS);
    foreach my $level (sort keys %LEVELS)
    {
        my @numbers = ($level, @{ $LEVELS{$level} }{qw(first_slot intervals seconds)});
        query('trend', map { my $sql = $_; $sql =~ s/%(\d)\$s/$numbers[$1 - 1]/g; $sql } $INTERVALS, $ROWS, $LATENCIES);
    }
}

# As autovacuum, which is off here, does it: tables, not their parents.
sub vacuum_all
{
    my @commands = query('trend',
        q{SELECT format('VACUUM (ANALYZE) %s', oid::regclass) FROM pg_class WHERE relnamespace = 'tend'::regnamespace AND relkind = 'r'});
    query('trend', @commands);
}

sub ask_it
{
    my ($what, $sql) = @_;
    my @seconds;
    my $rows = 0;
    foreach (1 .. $TIMES)
    {
        my $from = time;
        $rows = query('trend', $sql);
        push @seconds, time - $from;
    }
    @seconds = sort { $a <=> $b } @seconds;
    judged($what, sprintf('%.2f s', $seconds[-1]), spread => sprintf('%.2f to %.2f s', @seconds[ 0, -1 ]),
        noise => "$rows rows", bar => "< $MOST_S s", met => $rows > 0 && $seconds[-1] < $MOST_S);
}

sub measure_trend
{
    heading("Questions over 30 days: 500 statements, five minutes for 30 days, hours for 400");
    start(shared_preload_libraries => 'pg_stat_statements,pg_tend', 'pg_tend.enabled' => 'off');
    generate();
    vacuum_all();
    note('rows of history', query('trend', 'SELECT count(*) FROM tend.statement_interval'),
        spread => query('trend', 'SELECT pg_size_pretty(pg_database_size(current_database()))'));
    ask_it("tend.statement_history(..., '30 days')", "SELECT count(*) FROM tend.statement_history(1250, '30 days')");
    ask_it("tend.slow_queries(500, '30 days')",      "SELECT count(*) FROM tend.slow_queries(500, '30 days')");
    ask_it("tend.slow_queries(0, '30 days')",        "SELECT count(*) FROM tend.slow_queries(0, '30 days')");
    stop();
}

1;
