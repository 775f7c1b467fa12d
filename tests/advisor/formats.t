# SPDX-License-Identifier: PostgreSQL
# Four forms, one content; plain where nobody watches.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my $file = <<'SQL';
SELECT 1;

SELECT "odd, ""name""", '|pipe|', `x` FROM t;
SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.name = 'a "quoted", word';
VACUUM;
SQL

sub analysis {
    my ($format, %option) = @_;
    return run_tend(['analyze', '-', '--format', $format], stdin => $file, %option)->{out};
}

my $json       = tend_json(['analyze', '-'], stdin => $file);
my @statements = @{ $json->{statements} };

subtest 'JSON' => sub {
    is($json->{command}, 'analyze', 'names the command');
    is(scalar @statements, 4, 'has every statement');
    is_deeply([map { $_->{line} } @statements], [1, 3, 4, 5], 'with its line');
    my @keys = qw(line score level class joins join_graph cartesian severity text reasons error);
    is_deeply([sort keys %$_], [sort @keys], 'with the same keys in every row') for @statements;
    is(ref $statements[0]{reasons}, 'ARRAY', 'lists are arrays');
    ok(JSON::PP::is_bool($statements[0]{cartesian}), 'truth values are truth values');
    is($statements[3]{score}, undef, 'what is not known is null');
    is(ref $json->{summary}, 'HASH', 'the summary is an object');
    is_deeply([sort keys %{ $json->{findings} }], [sort qw(low medium high critical)],
        'findings are counted by severity');
};

subtest 'CSV carries the same rows' => sub {
    my @blocks = csv_blocks(analysis('csv'));
    is(scalar @blocks, 1, 'an analysis is one block');
    my ($header, @rows) = @{ $blocks[0] };
    is_deeply($header,
        [qw(line score level class joins join_graph cartesian severity text reasons error)],
        'the header has the keys of JSON in their order');
    is(scalar @rows, scalar @statements, 'as many rows as JSON');
    for my $i (0 .. $#rows) {
        is(scalar @{ $rows[$i] }, scalar @$header, 'a field for every column');
        my %row = map { $header->[$_] => $rows[$i][$_] } 0 .. $#$header;
        is($row{$_}, $statements[$i]{$_} // '', "row $i: $_ is that of JSON")
          for qw(line score level class joins text error);
    }
};

subtest 'text and markdown carry the same rows' => sub {
    my $text     = analysis('text');
    my $markdown = analysis('markdown');
    for my $statement (grep { !$_->{error} } @statements) {
        my $score = $statement->{score} // '-';
        like($text, qr/^ +$statement->{line} +\Q$score\E +$statement->{level} /m,
            "text has line $statement->{line}");
        like($markdown, qr/^\| $statement->{line} \| \Q$score\E \| $statement->{level} \|/m,
            "markdown has line $statement->{line}");
    }
    like($text,     qr/^findings: 1 medium$/m, 'text counts the findings');
    like($markdown, qr/^Findings: 1 medium$/m, 'markdown counts the findings');
    my ($head) = grep { /^\| line/ } split /\n/, $markdown;
    my $columns = () = $head =~ /\|/g;
    for my $row (grep { /^\|/ } split /\n/, $markdown) {
        my $bars = () = $row =~ /(?<!\\)\|/g;
        is($bars, $columns, 'a row of markdown has every cell');
    }
};

subtest 'a grid is aligned' => sub {
    my ($head, @rows) = grep { /^ +(?:line|\d)/ } split /\n/, analysis('text') =~ s/\nSummary.*//sr;
    my $place = index $head, 'level';
    is(substr($_, $place - 2, 2), '  ', 'level stands below its title') for @rows;
};

subtest 'colour' => sub {
    unlike(analysis('text'), qr/\e/, 'there is none in a pipe');
    unlike(analysis('text', env => { TERM => 'xterm-256color', CLICOLOR_FORCE => 1 }),
        qr/\e/, 'whatever the terminal is called');
    SKIP: {
        eval { require IO::Pty; 1 } or skip 'IO::Pty is not installed', 4;
        my $on_terminal = sub {
            my ($arguments, %env) = @_;
            local %ENV = (%ENV, TERM => 'xterm', %env);
            delete $ENV{NO_COLOR} unless exists $env{NO_COLOR};
            my $path = temporary_file($file, '.sql');
            my $out = '';
            IPC::Run::run([$ENV{TEND}, 'analyze', $path, @$arguments], '>pty>', \$out);
            return $out;
        };
        like($on_terminal->([]), qr/\e\[1m/, 'there is on a terminal');
        unlike($on_terminal->([], NO_COLOR => 1), qr/\e/, 'not under NO_COLOR');
        unlike($on_terminal->([], TERM => 'dumb'), qr/\e/, 'not on a dumb one');
        unlike($on_terminal->(['--format', 'json']), qr/\e/, 'not in JSON');
    }
};

done_testing();
