# SPDX-License-Identifier: PostgreSQL
# The best answers of the planted corpus are true: each beats having no index, and each rival that a
# naive advisor would choose is worse by the very rules that advice is judged by.
# CORPUS_ONLY as in score.t.
use strict;
use warnings;
use lib 'tests/corpus/lib';
use CaseFile;
use Corpus;
use Test::More;

# Less than this is within what the planner takes for equal, and an index is not worth having.
my $WORTH_HAVING = 0.05;

my $only  = $ENV{CORPUS_ONLY} // '';
my @cases = grep { "$_->{file} $_->{class} $_->{name}" =~ /\Q$only\E/ } read_cases('tests/data/corpus');
my $node  = corpus_server('references');

sub shown
{
    my ($worth) = @_;
    return sprintf 'cost %.0f, buffers %.0f, bytes %d', @{$worth}{qw(cost buffers bytes)};
}

# Beside nothing: a rival that brings both less cost and fewer buffers proves that something helps.
sub check_nothing
{
    my ($case, $none) = @_;
    foreach my $rival (@{ $case->{rivals} })
    {
        my $worth = measure($node, $case, $rival);
        my ($cost, $buffers) = gain_of($worth, $none);
        ok($cost < $WORTH_HAVING || $buffers < $WORTH_HAVING, "$case->{name}: nothing is better than @$rival")
          or diag('none: ', shown($none), "\nrival: ", shown($worth));
    }
}

sub check_best
{
    my ($case, $none) = @_;
    my $best = measure($node, $case, $case->{best});
    my ($cost, $buffers) = gain_of($best, $none);
    ok(defined $case->{must} || ($cost >= $WORTH_HAVING && $buffers >= $WORTH_HAVING), "$case->{name}: better than nothing")
      or diag('none: ', shown($none), "\nbest: ", shown($best));
    my @broken = faults_of($case, $best, $best, $case->{best});
    my $budget = budget_of($case);
    push @broken, "$best->{bytes} bytes" if defined $budget && $best->{bytes} > $budget;
    ok(!@broken, "$case->{name}: the best set keeps its own rules") or diag("@broken");
    foreach my $rival (@{ $case->{rivals} })
    {
        my $worth = measure($node, $case, $rival);
        my @faults = faults_of($case, $worth, $best, $rival);
        ok(scalar @faults, "$case->{name}: better than @$rival")
          or diag('best: ', shown($best), "\nrival: ", shown($worth));
        note("$case->{name}: @$rival: @faults");
    }
}

foreach my $case (@cases)
{
    next unless @{ $case->{best} } || @{ $case->{rivals} };
    my $done = eval {
        prepare($node, $case);
        my $none = measure($node, $case, []);
        if (@{ $case->{best} }) { check_best($case, $none) }
        else                    { check_nothing($case, $none) }
        1;
    };
    ok(0, "$case->{name}: measured") || diag($@) unless $done;
    eval { clear($node, $case); 1 } or ok(0, "$case->{name}: cleared away") || diag($@);
}

$node->stop;
done_testing();
