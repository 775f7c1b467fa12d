# SPDX-License-Identifier: PostgreSQL
# The help: complete, and the documentation shows the real one.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my @commands = qw(check analyze report completion);

subtest 'help of the program' => sub {
    my $run = run_tend(['--help']);
    is($run->{err}, '', 'goes to standard output');
    like($run->{out}, qr/^  $_ /m, "lists the command $_") for @commands;
    like($run->{out}, qr/--$_ /,   "explains --$_")        for qw(config db format fail-on);
    like($run->{out}, qr/^  $_  \S/m, "explains exit code $_") for 0 .. 4;
    unlike($run->{out}, qr/--store|collect|forecast/, 'offers nothing that does not exist yet');
};

subtest 'help of each command' => sub {
    for my $command (@commands) {
        my $run = run_tend([$command, '--help']);
        is($run->{code}, 0, "tend $command --help");
        like($run->{out}, qr/^Usage: tend $command/m, 'shows its usage');
    }
    my $report = run_tend(['report', '--help'])->{out};
    like($report, qr/0 to 1000/,          'ranges are named');
    like($report, qr/Seconds .* 1 to 3600/, 'units are named');
    like($report, qr/Default: 10/,        'defaults are named');
};

subtest 'no line of help is too long for a terminal' => sub {
    for my $arguments (['--help'], map { [$_, '--help'] } @commands) {
        my @long = grep { length > 100 } split /\n/, run_tend($arguments)->{out};
        is_deeply(\@long, [], "@$arguments");
    }
};

subtest 'docs/program.md shows the real help' => sub {
    my $path = "$FindBin::Bin/../../docs/program.md";
    open my $in, '<', $path or BAIL_OUT("$path: $!");
    my $page = do { local $/; <$in> };
    my %shown = $page =~ /^```\n\$ (tend [^\n]*)\n(.*?)^```$/msg;
    for my $arguments (['--help'], map { [$_, '--help'] } @commands) {
        my $help = run_tend($arguments)->{out} =~ s/\n+\z/\n/r;
        is($shown{"tend @$arguments"} // 'not in the page', $help, "tend @$arguments");
    }
    my @codes = run_tend(['--help'])->{out} =~ /^  (\d)  \S/mg;
    like($page, qr/^\| $_ \|/m, "the table has exit code $_") for @codes;
};

done_testing();
