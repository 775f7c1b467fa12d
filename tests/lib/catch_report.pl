# SPDX-License-Identifier: PostgreSQL
# Reads the XML report of a Catch2 program: counts test cases, notes times, prints failures.
#   perl catch_report.pl --status EXIT_STATUS --results PREFIX REPORT.xml
# Writes PREFIX.count ("passed failed skipped") and PREFIX.times. A program that ended otherwise
# than by finishing its report (a crash, a time-out) counts as one failure more.
# Tested by tests/structure/runner.t.
use strict;
use warnings;
use Getopt::Long;
use File::Basename;

my ($status, $results);
GetOptions('status=i' => \$status, 'results=s' => \$results) or exit 2;
my $suite = basename($results);

sub plain
{
    my ($text) = @_;
    $text =~ s/&lt;/</g;
    $text =~ s/&gt;/>/g;
    $text =~ s/&quot;/"/g;
    $text =~ s/&amp;/&/g;
    $text =~ s/^\s+|\s+$//g;
    return $text;
}

sub print_failures
{
    my ($name, $body) = @_;
    print "FAILED $name\n";
    while ($body =~ m{<Expression success="false"[^>]*filename="([^"]*)" line="(\d+)"[^>]*>(.*?)</Expression>}sg)
    {
        my ($file, $line, $inner) = ($1, $2, $3);
        my ($original) = $inner =~ m{<Original>(.*?)</Original>}s;
        my ($expanded) = $inner =~ m{<Expanded>(.*?)</Expanded>}s;
        print "  $file:$line: ", plain($original // ''), "\n    is ", plain($expanded // ''), "\n";
        print "    threw ", plain($1), "\n" if $inner =~ m{<Exception[^>]*>(.*?)</Exception>}s;
    }
    while ($body =~ m{<(Exception|Failure|FatalErrorCondition)[^>]*line="(\d+)"[^>]*>(.*?)</\1>}sg)
    {
        print "  $1 at line $2: ", plain($3), "\n";
    }
}

open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
my $report = do { local $/; <$in> };
close $in;

my ($passed, $failed) = (0, 0);
open my $times, '>', "$results.times" or die "$results.times: $!\n";
while ($report =~ m{<TestCase name="([^"]*)"[^>]*>(.*?)</TestCase>}sg)
{
    my ($name, $body) = (plain($1), $2);
    my ($success, $seconds) =
      $body =~ m{<OverallResult success="(\w+)"(?: durationInSeconds="([^"]*)")?};
    printf $times "%.2f\t%s: %s\n", $seconds // 0, $suite, $name;
    if (($success // '') eq 'true') { $passed++; next; }
    $failed++;
    print_failures($name, $body);
}
close $times;

my $finished = $report =~ m{</Catch>\s*$};
if (!$finished || ($status != 0 && $failed == 0))
{
    print "$suite ended with status $status ", $finished ? '' : 'before its report was whole', "\n";
    print substr($report, -2000), "\n" unless $finished;
    $failed++;
}
open my $count, '>', "$results.count" or die "$results.count: $!\n";
print $count "$passed $failed 0\n";
close $count;
exit($failed == 0 ? 0 : 1);
