# SPDX-License-Identifier: PostgreSQL
# Throughput and 99th percentile with many sessions and everything on: each execution captured, with
# literals; waits looked at; a sample a second; against a server that does not have pg_tend preloaded.
#
# Method: pairs of servers as in Pairs.pm, each with so many sessions; pgbench -S, prepared, with a log of
# each transaction, of which those count that ended while both servers were loaded. The bars are the
# A/A spread itself: what lies between two equal servers in 95 of 100 pairs.
# Tested by make bench-overhead.
package Sessions;

use strict;
use warnings;
use Exporter 'import';
use List::Util qw(max min);
use Pairs qw(median quantile run_pairs of_arm cross_ratios same_ratios interval_of_median);
use Server qw(at start stop query pgbench begin_pgbench end_pgbench scratch);
use Transactions qw(prepare_accounts);
use Verdicts qw(heading note judged);

our @EXPORT_OK = qw(measure_sessions);

my $SEED      = 20250630;
my $ROUND_S = 4;
# pgbench counts the time in which its sessions connect; on a busy machine one takes this long.
my $CONNECT_S = 0.02;
# Shorter, and a percentile is one process's bad luck.
my $LEAST_S = 1;
# The beginning of a round that does not count: plans are made, caches filled.
my $WARM_UP_S = 0.5;
my %ROOM = (max_connections => 600);
my %ARM  = (
    a => { %ROOM, shared_preload_libraries => 'pg_stat_statements' },
    b => {
        %ROOM,
        shared_preload_libraries   => 'pg_stat_statements,pg_tend',
        'pg_tend.capture_rate'     => 1,
        'pg_tend.capture_literals' => 'on',
        'pg_tend.sample_interval'  => '1s',
    },
);

# [end, latency] of each transaction in seconds and milliseconds, in the order of their ends.
sub logged
{
    my ($server) = @_;
    my @transactions;
    foreach my $log (glob scratch("$server.*"))
    {
        open my $file, '<', $log or die "$log: $!\n";
        while (my $line = <$file>)
        {
            my (undef, undef, $microseconds, undef, $second, $part) = split ' ', $line;
            push @transactions, [ $second + $part * 1e-6, $microseconds / 1000 ];
        }
        close $file;
        unlink $log;
    }
    return sort { $a->[0] <=> $b->[0] } @transactions;
}

sub figures
{
    my ($from, $until, @transactions) = @_;
    my @within = map { $_->[1] } grep { $_->[0] > $from && $_->[0] < $until } @transactions;
    return { tps => @within / ($until - $from), p99 => quantile(0.99, @within) };
}

# Both servers at once. Returns throughput and 99th percentile of each. Where the sessions took the whole
# round to connect, another one of twice the length is taken.
sub round_of
{
    my ($arms, $sessions) = @_;
    foreach my $longer (1, 2, 4)
    {
        my @figures = eval { timed_round($arms, $sessions, $longer * ($ROUND_S + int($sessions * $CONNECT_S))) };
        return @figures if @figures;
        die $@ if $@ !~ /^too short: /;
    }
    die $@;
}

sub timed_round
{
    my ($arms, $sessions, $seconds) = @_;
    my @options = ('-n', '-S', '-M', 'prepared', '-c', $sessions, '-j', 1, "--random-seed=$SEED");
    my %arm = (one => $arms->[0], other => $arms->[1]);
    foreach my $server (qw(one other))
    {
        at($server, sub {
            start(%{ $ARM{ $arm{$server} } });
            query('bench', map { "SELECT pg_prewarm('$_')" } qw(pgbench_accounts pgbench_accounts_pkey));
        });
    }
    my @runs = map {
        my $server = $_;
        at($server, sub { begin_pgbench(@options, '-T', $seconds, '--log', '--log-prefix=' . scratch($server), 'bench') })
    } qw(one other);
    end_pgbench($_) foreach @runs;
    at($_, \&stop) foreach qw(one other);
    my @done  = map { [ logged($_) ] } qw(one other);
    die "too short: $sessions sessions took longer than $seconds s to connect\n" if grep { !@$_ } @done;
    my $from  = max(map { $_->[0][0] } @done) + $WARM_UP_S;
    my $until = min(map { $_->[-1][0] } @done);
    die "too short: both servers were loaded for less than $LEAST_S s\n" if $until - $from < $LEAST_S;
    return map { figures($from, $until, @$_) } @done;
}

sub compare
{
    my ($sessions, $cycles) = @_;
    my @pairs = run_pairs($cycles, sub { round_of([@_], $sessions) });
    foreach my $figure ([ tps => 'throughput' ], [ p99 => '99th percentile' ])
    {
        my ($key, $name) = @$figure;
        my @ratios = cross_ratios($key, @pairs);
        my @equal  = same_ratios($key, @pairs);
        my ($ratio, $least, $most) = (median(@ratios), quantile(0.025, @equal), quantile(0.975, @equal));
        judged("$sessions sessions: $name, with / without", sprintf('%.3f', $ratio),
            spread => sprintf('%.3f to %.3f', interval_of_median(scalar @ratios, @ratios)),
            noise  => sprintf('%.3f to %.3f', $least, $most),
            bar    => $key eq 'tps' ? '>= least of A/A' : '<= most of A/A',
            met    => $key eq 'tps' ? $ratio >= $least : $ratio <= $most);
    }
    my @figures = map { my $key = $_; map { median(of_arm($_, $key, @pairs)) } qw(a b) } qw(tps p99);
    note("$sessions sessions: without, with", sprintf('%.0f, %.0f tps; %.1f, %.1f ms', @figures),
        spread => scalar(@pairs) . ' pairs');
}

sub measure_sessions
{
    my ($long) = @_;
    heading('Everything on, many sessions, pgbench -S');
    prepare_accounts();
    compare($_, $long ? 12 : 3) foreach 100, 500;
}

1;
