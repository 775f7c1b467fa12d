# SPDX-License-Identifier: PostgreSQL
# What one sample takes with 5,000 statements over 1,000 tables, and what memory the worker takes.
#
# Method: tables of one shape; five statements of different shape on each, which makes five query ids a
# table. Time of tend.sample() is that of a new session, as the worker's is when it comes for one sample.
# Memory is what only that process maps (Private_* of smaps_rollup), at its most.
# Tested by make bench-overhead.
package Samples;

use strict;
use warnings;
use Exporter 'import';
use POSIX ();
use Time::HiRes qw(time);
use Processes qw(children_of title_of running_seconds private_megabytes);
use Pairs qw(median quantile);
use Server qw(start stop postmaster query script scratch connect_session ask leave pause);
use Verdicts qw(heading note judged);

our @EXPORT_OK = qw(measure_samples measure_memory);

my $TABLES  = 1000;
my $SAMPLES = 10;
my $MOST_MS = 100;
my $MOST_MB = 50;
# Long enough for ten samples by one worker, which grow its caches.
my $WATCH_S = 15;
my $LOOK_EVERY_S = 0.03;
my %SETTINGS = (
    shared_preload_libraries => 'pg_stat_statements,pg_tend',
    'pg_stat_statements.max' => 20000,
    max_connections          => 100,
    'pg_tend.enabled'        => 'off',
);

my @SHAPES = (
    'SELECT name, price FROM %s WHERE id = 17',
    'SELECT category, count(*), sum(price) FROM %s WHERE changed_at > now() - interval \'1 day\' GROUP BY category',
    'SELECT id, name FROM %s WHERE category = 3 AND price < 100 ORDER BY changed_at DESC LIMIT 20',
    'INSERT INTO %s (name, category, price) VALUES (\'a thing\', 4, 12.5)',
    'UPDATE %s SET price = price + 1, changed_at = now() WHERE category = 4 AND name = \'no such thing\'',
);

sub write_script
{
    my ($name, @lines) = @_;
    open my $file, '>', scratch($name) or die "$name: $!\n";
    print $file map { "$_;\n" } @lines;
    close $file;
}

sub statements_on
{
    my ($first, $last) = @_;
    return map { my $table = sprintf 'item_%05d', $_; map { sprintf $_, $table } @SHAPES } $first .. $last;
}

sub create_tables
{
    my ($first, $last) = @_;
    write_script('tables.sql', map {
            my $table = sprintf 'item_%05d', $_;
            ("CREATE TABLE $table (id serial PRIMARY KEY, name text, category int, price numeric, changed_at timestamptz DEFAULT now())",
                "CREATE INDEX ON $table (category)")
    } $first .. $last);
    script('shop', 'tables.sql');
}

my $prepared = 0;

sub prepare
{
    return if $prepared++;
    start(%SETTINGS);
    query('postgres', 'CREATE DATABASE shop');
    query('shop', 'CREATE EXTENSION pg_stat_statements', 'CREATE EXTENSION pg_tend');
    create_tables(1, $TABLES);
    # Two thousand more, which made the tables.
    query('shop', 'SELECT pg_stat_statements_reset()');
    write_script('all.sql',   statements_on(1, $TABLES));
    write_script('tenth.sql', statements_on(1, $TABLES / 10));
    write_script('none.sql');
    stop();
}

# Milliseconds that passed, milliseconds of processor time, statements that the sample found moved.
sub one_sample
{
    my $session = connect_session('shop');
    my ($from, $before) = (time, running_seconds($session->{backend}));
    my $sample = ask($session, 'SELECT tend.sample()');
    my ($passed, $used) = (time - $from, running_seconds($session->{backend}) - $before);
    my $moved = ask($session, "SELECT count(*) FROM tend.statement_counts WHERE interval_id = $sample");
    leave($session);
    return { passed => 1000 * $passed, used => 1000 * $used, moved => $moved };
}

sub measure_one
{
    my ($name, $what, $samples) = @_;
    my @samples = map { script('shop', $name); one_sample() } 1 .. $samples;
    my @passed  = map { $_->{passed} } @samples;
    judged("one sample, $what", sprintf('%.0f ms', median(@passed)),
        spread => sprintf('%.0f to %.0f ms', quantile(0, @passed), quantile(1, @passed)),
        bar    => "<= $MOST_MS ms", met => median(@passed) <= $MOST_MS);
    note('  its processor time, statements moved',
        sprintf('%.0f ms, %.0f', map { my $key = $_; median(map { $_->{$key} } @samples) } qw(used moved)));
}

sub measure_samples
{
    my ($long) = @_;
    heading('One tend.sample(), 5,000 statements known, 1,000 tables, 2,000 indexes');
    prepare();
    start(%SETTINGS);
    script('shop', 'all.sql');
    note('the first one, which learns them', sprintf('%.0f ms', one_sample()->{passed}));
    my $samples = $long ? 40 : $SAMPLES;
    measure_one('all.sql',   'all 5,000 moved', $samples);
    measure_one('tenth.sql', '500 moved',       $samples);
    measure_one('none.sql',  'none moved',      $samples);
    stop();
}

# Most private memory of launcher and of samplers while all statements keep moving.
sub memory_at
{
    my ($tables) = @_;
    # Below a second the interval is kept as it is, whatever a sample costs.
    start(%SETTINGS, 'pg_tend.enabled' => 'on', 'pg_tend.sample_interval' => '900ms', 'pg_tend.advise_interval' => 0,
        'pg_tend.databases' => 'shop');
    my $load = fork // die "fork: $!\n";
    if ($load == 0)
    {
        my $until = time + $WATCH_S;
        script('shop', 'all.sql') while time < $until;
        POSIX::_exit(0);
    }
    my ($until, %most) = (time + $WATCH_S, launcher => 0, sampler => 0);
    while (time < $until)
    {
        foreach my $pid (children_of(postmaster()))
        {
            my ($kind) = title_of($pid) =~ /pg_tend (launcher|sampler)/ or next;
            my $now = private_megabytes($pid);
            $most{$kind} = $now if $now > $most{$kind};
        }
        pause($LOOK_EVERY_S);
    }
    waitpid $load, 0;
    my $samples = query('shop', 'SELECT sum(samples) FROM tend.worker_state()');
    stop();
    judged("worker's private memory, $tables tables", sprintf('%.1f MB', $most{sampler} + $most{launcher}),
        spread => sprintf('sampler %.1f, launcher %.1f', @most{qw(sampler launcher)}),
        noise  => "$samples samples",
        bar => "< $MOST_MB MB", met => $most{sampler} > 0 && $samples > 1 && $most{sampler} + $most{launcher} < $MOST_MB);
}

sub measure_memory
{
    heading('Memory of the worker, 5,000 statements moving');
    prepare();
    memory_at($TABLES);
    start(%SETTINGS);
    create_tables($TABLES + 1, 10 * $TABLES);
    write_script('touch.sql', map { sprintf 'INSERT INTO item_%05d (name) VALUES (NULL)', $_ } $TABLES + 1 .. 10 * $TABLES);
    script('shop', 'touch.sql');
    stop();
    memory_at(10 * $TABLES);
}

1;
