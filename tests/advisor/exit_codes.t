# SPDX-License-Identifier: PostgreSQL
# Every exit code, and which one is given when several apply.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my $cartesian = "SELECT * FROM a, b;\n";
my $simple    = "SELECT 1;\n";

sub code_is {
    my ($name, $arguments, $code, %option) = @_;
    my $run = run_tend($arguments, %option);
    is($run->{code}, $code, "$name gives $code")
      or diag("signal $run->{signal}\n$run->{out}\n$run->{err}");
    return $run;
}

subtest '0: done' => sub {
    code_is('an analysis without findings', [qw(analyze -)], 0, stdin => $simple);
    code_is('findings with the default --fail-on', [qw(analyze -)], 0, stdin => $cartesian);
    code_is('help',    ['--help'],    0);
    code_is('version', ['--version'], 0);
};

subtest '1: findings at or above the limit' => sub {
    code_is("high findings, --fail-on $_", ['analyze', '-', '--fail-on', $_], 1, stdin => $cartesian)
      for qw(low medium high);
    code_is('high findings, --fail-on critical', [qw(analyze - --fail-on critical)],
        0, stdin => $cartesian);
    code_is('no findings, --fail-on low', [qw(analyze - --fail-on low)], 0, stdin => $simple);
    code_is('a statement with an error, --fail-on medium', [qw(--fail-on medium analyze -)],
        1, stdin => 'SELEC 1');
};

subtest '2: usage and configuration' => sub {
    my %wrong = (
        'no command'             => [],
        'an unknown command'     => ['frobnicate'],
        'a later command'        => ['collect'],
        'an unknown option'      => [qw(check --frobnicate)],
        'an unknown format'      => [qw(check --format xml)],
        'an unknown severity'    => [qw(check --fail-on sometimes)],
        'analyze without file'   => ['analyze'],
        'a file that is missing' => [qw(analyze /nonexistent/file.sql)],
        'a folder as file'       => [qw(analyze /)],
        'a number out of range'  => [qw(report --statements 1001)],
        'a word for a number'    => [qw(report --statements many)],
        'a missing config file'  => [qw(--config /nonexistent/tend.toml check)],
        'an unknown table'       => [qw(report --only everything)],
        'an unknown shell'       => [qw(completion tcsh)],
    );
    for my $name (sort keys %wrong) {
        my $run = code_is($name, $wrong{$name}, 2);
        like($run->{err}, qr/^tend: \S/, "$name says why on standard error");
        is($run->{out}, '', "$name prints nothing on standard output");
    }
};

subtest 'a wrong word is named' => sub {
    my %said = (
        'unknown command "anlyze"' => [qw(anlyze x)],
        '--format needs a value'   => [qw(check --format)],
        'a command is required'    => [],
        'No such file or directory' => [qw(--config nofile.toml check)],
    );
    like(run_tend($said{$_})->{err}, qr/^tend: .*\Q$_\E\n/, $_) for sort keys %said;
    my $help = run_tend(['--help'])->{out};
    is(run_tend($_)->{out}, $help, "@$_ is --help") for ['help'], ['-h'];
    is(run_tend([qw(help report)])->{out}, run_tend([qw(report --help)])->{out}, 'help COMMAND is its --help');
};

subtest '3: a source was not reached' => sub {
    my %nowhere = (without_server_variables(), PGHOST => '/nonexistent');
    code_is('check', ['check'], 3, env => \%nowhere);
    code_is('report', ['report'], 3, env => \%nowhere);
    code_is('check with findings too', [qw(check --fail-on low)], 3, env => \%nowhere);
};

subtest '4: the output could not be written' => sub {
    plan skip_all => 'this system has no /dev/full' unless -c '/dev/full';
    my $file = temporary_file($simple, '.sql');
    for my $format (qw(text json)) {
        my $err = qx('$ENV{TEND}' analyze '$file' --format $format 2>&1 >/dev/full);
        is($? >> 8, 4, "$format to a full device gives 4");
        like($err, qr/^tend: the output could not be written/, 'and says so');
    }
};

done_testing();
