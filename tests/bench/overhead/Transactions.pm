# SPDX-License-Identifier: PostgreSQL
# Processor time per transaction at defaults against a server that does not have pg_tend preloaded.
#
# Method: pairs of servers as in Pairs.pm, started anew for each round, all on one CPU, one pgbench client
# each. What is counted is what the postmaster reaps: user and system time of the backend, connecting
# included, whoever else uses the machine. Rounds begin when the worker's first sample is over; what
# the worker takes is measured by itself, on an idle server over two sample intervals, and has a bar
# of its own.
# A ratio is met at 1.01, or when it is no further from 1 than the median of as many A/A pairs is in 95
# of 100 repetitions: the machine then cannot tell the two apart.
# Tested by make bench-overhead.
package Transactions;

use strict;
use warnings;
use Exporter 'import';
use Time::HiRes qw(time);
use Processes qw(first_cpu children_of title_of reaped_seconds running_seconds);
use Pairs qw(median run_pairs of_arm cross_ratios same_ratios interval_of_median);
use Server qw(at make_twin start stop postmaster query pgbench begin_pgbench end_pgbench pause wait_until background_is_quiet);
use Verdicts qw(heading note judged);

our @EXPORT_OK = qw(measure_transactions prepare_accounts);

my $SEED = 20250630;
# pgbench's own unit: 100,000 accounts. Fits into shared_buffers.
my $SCALE = 5;
my $WARM_UP = 500;
# Backends' time is counted in ticks of 10 ms; of a shorter round they would be too few.
my $ROUND_S = 4;
my $MOST_OF_BARE = 1.01;
# Two samples at the default interval of 30 s, whenever the window begins.
my $IDLE_S = 60;
my $MOST_OF_A_CORE = 0.005;

my %PRELOAD = (a => 'pg_stat_statements', b => 'pg_stat_statements,pg_tend');

sub begin_arm
{
    my ($arm) = @_;
    start(shared_preload_libraries => $PRELOAD{$arm});
    query('bench', map { "SELECT pg_prewarm('$_')" }
          qw(pgbench_accounts pgbench_accounts_pkey pgbench_branches pgbench_tellers));
    background_is_quiet('bench') if $arm eq 'b';
}

# Processor time of ended children once all backends are reaped that came after the given children. One
# that has ended has no title until the postmaster reaps it.
sub reaped_after
{
    my (%known) = map { $_ => 1 } @_;
    wait_until('the backends are gone',
        sub { !grep { !$known{$_} && title_of($_) =~ /^$| bench \[local\]/ } children_of(postmaster()) });
    return reaped_seconds(postmaster());
}

# Both servers at once. Returns for each the microseconds of a backend's processor time per transaction.
sub round_of
{
    my ($arms, @script) = @_;
    my %arm = (one => $arms->[0], other => $arms->[1]);
    my @options = ('-n', '-M', 'prepared', '-c', 1, "--random-seed=$SEED", @script);
    my %run;
    foreach my $server (qw(one other))
    {
        at($server, sub { begin_arm($arm{$server}); pgbench(@options, '-t', $WARM_UP, 'bench') });
    }
    foreach my $server (qw(one other))
    {
        my @known = at($server, sub { children_of(postmaster()) });
        my $before = at($server, sub { reaped_after(@known) });
        $run{$server} = { known => \@known, before => $before };
    }
    foreach my $server (qw(one other))
    {
        $run{$server}{load} = at($server, sub { begin_pgbench(@options, '-T', $ROUND_S, 'bench') });
    }
    return map { my $server = $_; at($server, sub { cost_of($run{$server}) }) } qw(one other);
}

sub cost_of
{
    my ($run) = @_;
    my $text = end_pgbench($run->{load});
    my ($done) = $text =~ /actually processed: (\d+)/ or die "no count in:\n$text";
    my $used = reaped_after(@{ $run->{known} }) - $run->{before};
    stop();
    return { us => 1e6 * $used / $done };
}

sub compare
{
    my ($name, $cycles, @script) = @_;
    my @pairs  = run_pairs($cycles, sub { round_of([@_], @script) });
    my @ratios = cross_ratios('us', @pairs);
    my @equal  = same_ratios('us', @pairs);
    my $ratio  = median(@ratios);
    my @within = interval_of_median(scalar @ratios, @equal);
    judged("$name: CPU per transaction, with / without", sprintf('%.3f', $ratio),
        spread => sprintf('%.3f to %.3f', interval_of_median(scalar @ratios, @ratios)),
        noise  => sprintf('%.3f to %.3f', @within),
        bar    => sprintf('<= %.2f or within A/A', $MOST_OF_BARE),
        met    => $ratio <= $MOST_OF_BARE || $ratio <= $within[1]);
    note("$name: CPU per transaction without, with",
        sprintf('%.1f us, %.1f us', map { median(of_arm($_, 'us', @pairs)) } qw(a b)),
        spread => scalar(@pairs) . " pairs of $ROUND_S s");
}

# Share of one core that launcher and samplers take; nothing else runs.
sub background
{
    begin_arm('b');
    my ($launcher) = grep { title_of($_) =~ /pg_tend launcher/ } children_of(postmaster());
    my $now = sub { reaped_seconds(postmaster()) + running_seconds($launcher) };
    my ($from, $before) = (time, $now->());
    pause($IDLE_S);
    my $share = ($now->() - $before) / (time - $from);
    stop();
    judged('worker at defaults, share of a core', sprintf('%.2f %%', 100 * $share),
        bar => sprintf('<= %.1f %%', 100 * $MOST_OF_A_CORE), met => $share <= $MOST_OF_A_CORE);
}

my $prepared = 0;

# The database that this part and Sessions.pm use.
sub prepare_accounts
{
    return if $prepared++;
    start(shared_preload_libraries => $PRELOAD{a}, 'pg_tend.enabled' => 'off');
    query('postgres', 'CREATE DATABASE bench');
    query('bench', 'CREATE EXTENSION pg_stat_statements', 'CREATE EXTENSION pg_prewarm', 'CREATE EXTENSION pg_tend');
    pgbench('-i', '-q', '-s', $SCALE, 'bench');
    stop();
    # Its first sample and first advice are no one's round.
    begin_arm('b');
    stop();
    make_twin();
}

sub measure_transactions
{
    my ($long) = @_;
    heading('At defaults, prepared statements');
    prepare_accounts();
    my $cycles = $long ? 20 : 6;
    local $Server::cpu = first_cpu();
    compare('pgbench -S', $cycles, '-S');
    compare('TPC-B-like', $cycles, '-b', 'tpcb-like');
    background();
}

1;
