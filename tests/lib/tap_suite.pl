# SPDX-License-Identifier: PostgreSQL
# Runs the TAP files of one suite, several at a time, and writes its counts and times.
#   perl tap_suite.pl --jobs N --results PREFIX [--directory DIR] [--limit SECONDS] FILE...
# Writes PREFIX.count ("passed failed skipped", top-level assertions) and PREFIX.times.
# A file that dies, plans other than it runs, exceeds the limit (default 600 s) or exits non-zero
# without a failed assertion counts as one failure; a skipped file as one skipped test.
# Tested by tests/structure/runner.t.
use strict;
use warnings;
use Getopt::Long;
use File::Basename;
use TAP::Harness;

my ($jobs, $limit, $results, $directory) = (1, 600);
GetOptions('jobs=i' => \$jobs, 'limit=i' => \$limit, 'results=s' => \$results,
    'directory=s' => \$directory)
  or exit 2;
die "no --results\n" unless defined $results;
if (defined $directory)
{
    chdir $directory or die "cannot enter $directory: $!\n";
}
my @files = @ARGV or die "no test file\n";

my $harness = TAP::Harness->new({
    jobs      => $jobs,
    verbosity => 0,
    failures  => 1,
    timer     => 1,
    merge     => 0,
    exec      => ['timeout', '-k', '10', $limit, $^X],
});
my $aggregate = $harness->runtests(@files);

my ($passed, $failed, $skipped) = (0, 0, 0);
open my $times, '>', "$results.times" or die "$results.times: $!\n";
my $suite = basename($results);
foreach my $file ($aggregate->descriptions)
{
    my ($parser) = $aggregate->parsers($file);
    my $wrong = scalar $parser->failed;
    $wrong = 1 if $wrong == 0 && $parser->has_problems;
    $wrong = 1 if $wrong == 0 && !$parser->skip_all && $parser->tests_run == 0;
    $passed += scalar $parser->passed;
    $failed += $wrong;
    $skipped += $parser->skip_all ? 1 : scalar $parser->skipped;
    printf $times "%.2f\t%s: %s\n", $parser->end_time - $parser->start_time, $suite, $file;
}
close $times;

open my $count, '>', "$results.count" or die "$results.count: $!\n";
print $count "$passed $failed $skipped\n";
close $count;
exit($failed == 0 ? 0 : 1);
