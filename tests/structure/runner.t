# SPDX-License-Identifier: PostgreSQL
# The runner counts what happened: planted passes, failures, crashes and skips.
use strict;
use warnings;
use lib 'tests/structure/lib';
use File::Temp qw(tempdir);
use Tree;
use Test::More;

my $folder = tempdir(CLEANUP => 1);

sub plant
{
    my ($name, $text) = @_;
    open my $out, '>', "$folder/$name" or die "$name: $!\n";
    print $out $text;
    close $out;
    return "$folder/$name";
}

sub count_of
{
    my ($program, @arguments) = @_;
    my $status = system("perl tests/lib/$program --results $folder/suite @arguments >$folder/log 2>&1");
    my $count  = text_of("$folder/suite.count");
    chomp $count;
    return [$status == 0 ? 'passed' : 'failed', $count];
}

my $good = plant('good.t', qq{print "1..2\\nok 1\\nok 2\\n";});
my $bad  = plant('bad.t',  qq{print "1..2\\nok 1\\nnot ok 2\\n"; exit 1;});
my $dead = plant('dead.t', qq{print "ok 1\\n"; die "gone";});
my $mute = plant('mute.t', q{});
my $skip = plant('skip.t', qq{print "1..0 # SKIP not here\\n";});
my $stuck = plant('stuck.t', qq{\$| = 1; print "ok 1\\n"; 1 while 1;});
my $short = plant('short.t', qq{print "1..3\\nok 1\\n";});

is_deeply(count_of('tap_suite.pl', $good), ['passed', '2 0 0'], 'TAP: what passes is counted');
is_deeply(count_of('tap_suite.pl', $good, $bad), ['failed', '3 1 0'], 'TAP: a failed assertion');
is_deeply(count_of('tap_suite.pl', $dead), ['failed', '1 1 0'], 'TAP: a file that died');
is_deeply(count_of('tap_suite.pl', $mute), ['failed', '0 1 0'], 'TAP: a file that says nothing');
is_deeply(count_of('tap_suite.pl', $short), ['failed', '1 1 0'], 'TAP: a file that ended early');
is_deeply(count_of('tap_suite.pl', '--limit 1', $stuck), ['failed', '1 1 0'], 'TAP: a file that hangs');
is_deeply(count_of('tap_suite.pl', $skip), ['passed', '0 0 1'], 'TAP: a skipped file');
is(scalar(() = text_of("$folder/suite.times") =~ /^[\d.]+\tsuite: .*skip\.t$/mg), 1, 'TAP: times are kept');

# Fails on its first run only.
my $moody = plant('moody.t', qq{
    my \$first = !-e '$folder/was_run';
    open my \$mark, '>', '$folder/was_run' or die;
    print "1..2\\nok 1\\n", \$first ? "not ok 2\\n" : "ok 2\\n";
    exit(\$first ? 1 : 0);});
is_deeply(count_of('tap_suite.pl', $moody, $good), ['failed', '3 1 0'], 'TAP: what fails once fails');
unlink "$folder/was_run";
is_deeply(count_of('tap_suite.pl', '--again', $moody, $good), ['passed', '4 0 0'], 'TAP: unless it may run again');
is(text_of("$folder/suite.unsteady"), "$moody\n", 'TAP: and is named');
unlink "$folder/suite.unsteady";
is_deeply(count_of('tap_suite.pl', '--again', $bad, $good), ['failed', '3 1 0'], 'TAP: what fails twice fails');
ok(!-e "$folder/suite.unsteady", 'TAP: and is not called unsteady');

my $case = sub {
    my ($name, $success, $inside) = @_;
    return qq{<TestCase name="$name" filename="x.cpp" line="1">$inside}
      . qq{<OverallResult success="$success" durationInSeconds="0.25"/></TestCase>\n};
};
my $wrong = '<Expression success="false" type="REQUIRE" filename="x.cpp" line="7">'
  . '<Original>a &lt; b</Original><Expanded>3 &lt; 2</Expanded></Expression>';
my $whole = plant('whole.xml', '<Catch>' . $case->('adds', 'true', '') . '</Catch>');
my $mixed = plant('mixed.xml',
    '<Catch>' . $case->('adds', 'true', '') . $case->('sorts', 'false', $wrong) . '</Catch>');
my $torn = plant('torn.xml', '<Catch>' . $case->('adds', 'true', '') . '<TestCase name="ends');

is_deeply(count_of('catch_report.pl', '--status 0', $whole), ['passed', '1 0 0'], 'Catch2: all pass');
is_deeply(count_of('catch_report.pl', '--status 1', $mixed), ['failed', '1 1 0'], 'Catch2: one fails');
like(text_of("$folder/log"), qr/FAILED sorts\n  x\.cpp:7: a < b\n    is 3 < 2/, 'Catch2: it is shown');
is_deeply(count_of('catch_report.pl', '--status 139', $torn), ['failed', '1 1 0'], 'Catch2: a crash');
is_deeply(count_of('catch_report.pl', '--status 1', $whole), ['failed', '1 1 0'], 'Catch2: a bad exit');
is(text_of("$folder/suite.times"), "0.25\tsuite: adds\n", 'Catch2: times are kept');

done_testing();
