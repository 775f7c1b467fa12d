# SPDX-License-Identifier: PostgreSQL
# Runs the TAP files of one suite, several at a time, and writes its counts and times.
#   perl tap_suite.pl --jobs N --results PREFIX [--directory DIR] [--limit SECONDS] [--again] FILE...
# Writes PREFIX.count ("passed failed skipped", top-level assertions) and PREFIX.times.
# With --again what failed beside other tests runs once more, alone, and that run counts; files
# that then passed are named in PREFIX.unsteady (docs/decisions/0006).
# A file that dies, plans other than it runs, exceeds the limit (default 600 s) or exits non-zero
# without a failed assertion counts as one failure; a skipped file as one skipped test.
# Tested by tests/structure/runner.t.
use strict;
use warnings;
use Getopt::Long;
use File::Basename;
use TAP::Harness;

my ($jobs, $limit, $results, $directory, $again) = (1, 600);
GetOptions('jobs=i' => \$jobs, 'limit=i' => \$limit, 'results=s' => \$results,
    'directory=s' => \$directory, 'again' => \$again)
  or exit 2;
die "no --results\n" unless defined $results;
if (defined $directory)
{
    chdir $directory or die "cannot enter $directory: $!\n";
}
my @files = @ARGV or die "no test file\n";

sub parsers_of
{
    my ($at_once, @run) = @_;
    my $harness = TAP::Harness->new({
        jobs      => $at_once,
        verbosity => 0,
        failures  => 1,
        timer     => 1,
        merge     => 0,
        exec      => ['timeout', '-k', '10', $limit, $^X],
    });
    my $aggregate = $harness->runtests(@run);
    return map { $_ => $aggregate->parsers($_) } @run;
}

# What is wrong with a file's run: its failed assertions, or one for all else.
sub wrong
{
    my ($parser) = @_;
    return scalar $parser->failed if $parser->failed;
    return 1 if $parser->has_problems;
    return !$parser->skip_all && $parser->tests_run == 0 ? 1 : 0;
}

# Where the second run keeps its servers: the first one's are left for whoever looks into it.
sub with_a_folder_of_its_own
{
    return unless defined $ENV{TESTDIR};
    $ENV{TESTDIR} .= '/again';
    mkdir $ENV{TESTDIR} or die "$ENV{TESTDIR}: $!\n";
    return;
}

my %parsers = parsers_of($jobs, @files);
my @unsteady;
if ($again and my @failed = grep { wrong($parsers{$_}) } @files)
{
    print "once more, each alone: @failed\n";
    with_a_folder_of_its_own();
    %parsers  = (%parsers, parsers_of(1, @failed));
    @unsteady = grep { !wrong($parsers{$_}) } @failed;
}

sub write_lines
{
    my ($path, @lines) = @_;
    open my $out, '>', $path or die "$path: $!\n";
    print $out map { "$_\n" } @lines;
    close $out;
    return;
}

my ($passed, $failed, $skipped) = (0, 0, 0);
my $suite = basename($results);
my @times;
foreach my $file (@files)
{
    my $parser = $parsers{$file};
    $passed += scalar $parser->passed;
    $failed += wrong($parser);
    $skipped += $parser->skip_all ? 1 : scalar $parser->skipped;
    push @times, sprintf "%.2f\t%s: %s", $parser->end_time - $parser->start_time, $suite, $file;
}
write_lines("$results.times", @times);
write_lines("$results.unsteady", @unsteady) if @unsteady;
write_lines("$results.count", "$passed $failed $skipped");
exit($failed == 0 ? 0 : 1);
