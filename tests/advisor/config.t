# SPDX-License-Identifier: PostgreSQL
# The configuration file: what is accepted, what is refused and with which line.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

sub refused {
    my ($name, $toml, $line, $complaint) = @_;
    my $file = temporary_file($toml, '.toml');
    my $run = run_tend(['--config', $file, 'analyze', '-'], stdin => 'SELECT 1');
    is($run->{code}, 2, "$name is refused");
    like($run->{err}, qr/^tend: \Q$file:$line: \E.*$complaint/, "$name: line $line and the reason");
    return $run;
}

sub accepted {
    my ($name, $toml, $arguments) = @_;
    my $file = temporary_file($toml, '.toml');
    my $run = run_tend(['--config', $file, @$arguments], stdin => "SELECT * FROM a, b;\n");
    return $run;
}

subtest 'what is refused' => sub {
    refused('an unknown key', "format = \"json\"\n\ncolor = true\n", 3, 'unknown key "color"');
    refused('an unknown section', "[pool]\nsize = 1\n", 1, 'unknown key "pool"');
    refused('an unknown key of a section', "[report]\n\nstatement = 5\n", 3, 'unknown key "statement"');
    refused('an unknown key of a database',
        "[[database]]\nname = \"a\"\nuri = \"\"\nport = 1\n", 4, 'unknown key "port"');
    refused('a number for a string', "\nformat = 3\n", 2, '"format": must be a string, not an integer');
    refused('a string for a number', "connect_timeout_s = \"5\"\n", 1, 'must be an integer, not a string');
    refused('a float for a number', "connect_timeout_s = 5.0\n", 1, 'must be an integer, not a float');
    refused('a number out of range', "statement_timeout_s = 0\n", 1, 'must be between 1 and 3600, not 0');
    refused('a table for a string', "[format]\n", 1, 'must be a string, not a table');
    refused('a table for a list', "[database]\nname = \"a\"\n", 1, 'must be a list of tables');
    refused('an unknown format', "format = \"xml\"\n", 1, 'must be text, json, markdown or csv');
    refused('an unknown severity', "fail_on = \"bad\"\n", 1, 'must be never, low');
    refused('a database without uri', "\n[[database]]\nname = \"a\"\n", 2, 'needs both name and uri');
    refused('an empty name', "[[database]]\nname = \"\"\nuri = \"\"\n", 2, 'must not be empty');
    refused('a name used twice',
        "[[database]]\nname = \"a\"\nuri = \"\"\n[[database]]\nname = \"a\"\nuri = \"\"\n",
        4, 'two databases are named "a"');
    refused('a bad connection string', "db = \"postgresql://[\"\n", 1, 'not valid');
    refused('broken TOML', "format = \"json\"\nfail_on = never\n", 2, 'not valid TOML');
};

subtest 'an unknown key says what is known' => sub {
    my $run = refused('an unknown key', "[report]\nrows = 1\n", 2, 'unknown key');
    like($run->{err}, qr/\[report\] takes: statements, time_limit_s/, 'the known keys are listed');
};

subtest 'a flag goes before the file' => sub {
    my $toml = "format = \"csv\"\nfail_on = \"high\"\n";
    my $run = accepted('both', $toml, [qw(analyze -)]);
    is($run->{code}, 1, 'fail_on of the file holds');
    like($run->{out}, qr/^line,score,/, 'format of the file holds');

    $run = accepted('both', $toml, [qw(analyze - --fail-on never --format json)]);
    is($run->{code}, 0, '--fail-on goes before it');
    like($run->{out}, qr/^\{/, '--format goes before it');
};

subtest 'the example file' => sub {
    my $path = "$FindBin::Bin/../../advisor/tend.toml.example";
    open my $in, '<', $path or BAIL_OUT("$path: $!");
    my $example = do { local $/; <$in> };
    is(run_tend(['--config', $path, 'analyze', '-'], stdin => 'SELECT 1')->{code}, 0, 'is accepted');

    # Every setting shown in a comment is a real one with a value of the right type.
    my $uncommented = $example =~ s/^# (?=\w+ = |\[)//gmr;
    my $file = temporary_file($uncommented, '.toml');
    my $run = run_tend(['--config', $file, 'analyze', '-'], stdin => 'SELECT 1');
    is($run->{code}, 0, 'is accepted with every setting switched on') or diag($run->{err});
    like($uncommented, qr/^$_ = /m, "shows $_")
      for qw(db format fail_on connect_timeout_s statement_timeout_s statements time_limit_s name uri);
};

done_testing();
