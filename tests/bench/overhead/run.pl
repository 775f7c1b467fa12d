# SPDX-License-Identifier: PostgreSQL
# What does pg_tend cost? Processor time per transaction, many sessions with everything on, one
# sample of a large database, the worker's memory, questions over 30 days of history.
#
# Prints a table of figures with spread and bar; ends with 1 if a bar is missed. How two servers, with and
# without, are compared is in Pairs.pm.
# Usage: run.pl [PART ...], parts transactions sessions samples memory trend, default all. Started by
# tests/lib/bench, which sets BENCH_DATA, BENCH_SCRATCH, PG* and PATH. LONG=1 takes more rounds.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Time::HiRes qw(time);
use Samples qw(measure_samples measure_memory);
use Server qw(stop_all);
use Sessions qw(measure_sessions);
use Transactions qw(measure_transactions);
use Trend qw(measure_trend);
use Verdicts qw(judged print_table missed);

my @PARTS = (
    [ transactions => \&measure_transactions ],
    [ sessions     => \&measure_sessions ],
    [ samples      => \&measure_samples ],
    [ memory       => \&measure_memory ],
    [ trend        => \&measure_trend ],
);

sub load_average
{
    open my $file, '<', '/proc/loadavg' or return 'unknown';
    return join ' ', (split ' ', <$file>)[ 0 .. 2 ];
}

my %known = map { $_->[0] => 1 } @PARTS;
foreach my $part (@ARGV) { $known{$part} or die "no such part: $part\n" }
my %wanted = map { $_ => 1 } @ARGV ? @ARGV : keys %known;

$| = 1;
my ($from, $load) = (time, load_average());
foreach my $part (@PARTS)
{
    next if !$wanted{ $part->[0] } || eval { $part->[1]->($ENV{LONG}); 1 };
    # The others are worth having all the same.
    print STDERR $@;
    judged("$part->[0]: not measured", 'failed', met => 0);
    die "the server's folder is gone\n" unless -d $ENV{BENCH_DATA};
    stop_all();
}
print_table();
printf "\n%.0f s; load of the machine before: %s, after: %s; %s cores\n", time - $from, $load, load_average(),
  `nproc` =~ s/\n//r;
printf "bars missed: %d\n", missed();
exit(missed() ? 1 : 0);
