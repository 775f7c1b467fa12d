# SPDX-License-Identifier: PostgreSQL
# Two arms compared in pairs that run at the same time.
#
# Method: two servers that differ in nothing but the arm are loaded at once, so that whoever else uses the
# machine disturbs both alike, and the scheduler interleaves them by milliseconds. Servers change
# arms: ab, aa, ba, bb, ab ... Pairs of different arms give the ratio b/a; pairs of the same arm tell
# what chance makes of two equal servers (A/A), and count together with their reciprocals, since
# which of them is above is chance. The ratio reported is the median; its interval is the bootstrap's
# 95 % (Efron, "Bootstrap methods", Annals of Statistics 7 (1979)), seeded.
# Tested by make bench-overhead, whose A/A intervals hold 1.
package Pairs;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(median quantile run_pairs of_arm cross_ratios same_ratios interval_of_median);

# Enough for two digits of a 95 % interval.
my $RESAMPLES = 2000;
my $SEED      = 20250630;

sub quantile
{
    my ($p, @values) = @_;
    @values = sort { $a <=> $b } @values;
    my $rank = $p * $#values;
    my $low  = int $rank;
    return $values[$low] if $low == $#values;
    return $values[$low] + ($rank - $low) * ($values[ $low + 1 ] - $values[$low]);
}

sub median { return quantile(0.5, @_) }

# run_pairs($cycles, $round): calls $round->($arm_of_one, $arm_of_other), four times a cycle. It returns
# the figures of both, as two references to hashes. Returns a list of [arms, figures].
sub run_pairs
{
    my ($cycles, $round) = @_;
    return map { [ $_, [ $round->(@$_) ] ] } ([qw(a b)], [qw(a a)], [qw(b a)], [qw(b b)]) x $cycles;
}

# All values of a figure in an arm.
sub of_arm
{
    my ($arm, $figure, @pairs) = @_;
    return map {
        my $pair = $_;
        map { $pair->[0][$_] eq $arm ? $pair->[1][$_]{$figure} : () } 0, 1
    } @pairs;
}

# b over a.
sub cross_ratios
{
    my ($figure, @pairs) = @_;
    return map {
        my ($arms, $figures) = @$_;
        my ($above, $below) = $arms->[0] eq 'b' ? @$figures : reverse @$figures;
        $arms->[0] eq $arms->[1] ? () : $above->{$figure} / $below->{$figure}
    } @pairs;
}

sub same_ratios
{
    my ($figure, @pairs) = @_;
    my @ratios = map { $_->[1][0]{$figure} / $_->[1][1]{$figure} } grep { $_->[0][0] eq $_->[0][1] } @pairs;
    return map { ($_, 1 / $_) } @ratios;
}

# interval_of_median($size, @values): between what bounds the median of $size such values falls in 95
# of 100 repetitions.
sub interval_of_median
{
    my ($size, @values) = @_;
    srand $SEED;
    my @medians = map {
        median(map { $values[ rand @values ] } 1 .. $size)
    } 1 .. $RESAMPLES;
    return (quantile(0.025, @medians), quantile(0.975, @medians));
}

1;
