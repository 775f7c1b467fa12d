# SPDX-License-Identifier: PostgreSQL
# Names, texts and objects made to mislead the program or steer a terminal.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Encode ();
use Test::More;
use TendProgram;

# Every form of every answer must be clean.
sub clean {
    my ($name, @arguments) = @_;
    for my $format (qw(text markdown)) {
        my $out = run_tend([@arguments, '--format', $format])->{out};
        unlike($out, qr/[\x00-\x09\x0b-\x1f\x7f]/, "$name: no control character in $format");
        ok(eval { Encode::decode('UTF-8', my $copy = $out, Encode::FB_CROAK); 1 },
            "$name: $format is UTF-8");
        unlike($out, qr/\xe2\x80\xae/, "$name: no reordering mark in $format");
    }
    my ($json, $run) = tend_json([@arguments]);
    return ($json, $run);
}

subtest 'database names' => sub {
    my @names = (
        'Ti"t\'le; DROP DATABASE x; --',
        'dbname=postgres host=/nonexistent',
        'postgresql://u:p@h/db',
        "red\e[31m\r\nline",
        "\xe2\x80\xaereversed",
        "\xe5\xa4\xa7\xe6\x96\x87\xe5\xad\x97",
        '%s %n {} {0}',
        '| a | b |',
    );
    for my $given (@names) {
        my $database = create_database($given);
        my $quoted = $database =~ s/([\\'])/\\$1/gr;
        for my $command (qw(check report)) {
            my ($json, $run) = clean("\"$given\" $command", $command, '--db', "dbname='$quoted'");
            is($run->{code}, 0, 'it is reached');
            is(Encode::encode('UTF-8', $json->{databases}[0]{database}), $database, 'under its name');
        }
    }
};

subtest 'a schema with a hostile name' => sub {
    my $database = create_database('tend_hostile');
    sql($database, <<'SQL');
CREATE SCHEMA "Ex""t'; DROP TABLE x; --";
CREATE EXTENSION pg_stat_statements SCHEMA "Ex""t'; DROP TABLE x; --";
SQL
    my $json = tend_json(['report', '--db', $database]);
    ok(exists $json->{databases}[0]{statements}, 'pg_stat_statements is found in it');
};

subtest 'query texts' => sub {
    my $database = create_database('tend_hostile');
    sql($database, 'CREATE EXTENSION pg_stat_statements;');
    sql($database, qq{SELECT 1 AS "\e]0;title\a\e[31m", 2 AS "a|b", 3 AS "\xe2\x80\xae"});
    sql($database, qq{SELECT 1 AS "``` <b>bold</b> [x](y)"});
    my ($json) = clean('query texts', 'report', '--db', $database, '--statements', 1000);
    my @found = grep { ($_->{query} // '') =~ /title/ } @{ $json->{databases}[0]{statements} };
    is(scalar @found, 1, 'the statement is reported');
    like($found[0]{query}, qr/\e\]0;/, 'JSON has the text itself');
};

subtest 'other encodings' => sub {
    # A UTF-8 database's text has no form in LATIN1, so the server cannot show the view there.
    my $utf8 = create_database('tend_hostile');
    sql($utf8, qq{SELECT 1 AS "\xe5\xa4\xa7"});
    my $latin = create_database('tend_hostile', 'LATIN1');
    sql($latin, 'CREATE EXTENSION pg_stat_statements;');
    my ($json, $run) = clean('LATIN1', 'report', '--db', $latin);
    is($run->{code}, 0, 'a view that cannot be read does not stop the report');
    my ($problem) = @{ $json->{databases}[0]{problems} };
    is($problem->{what}, 'pg_stat_statements', 'it is named');
    like($problem->{hint}, qr/another encoding/, 'and explained');

    my $bytes = create_database('tend_hostile', 'SQL_ASCII');
    ($json, $run) = clean('SQL_ASCII', 'check', '--db', $bytes);
    is($run->{code}, 0, 'a database without encoding is checked');

    ($json, $run) = clean('not UTF-8', 'check', '--db', "caf\xe9");
    is($run->{code}, 3, 'a name that is not UTF-8 is looked for');
    is($json->{databases}[0]{database}, "caf\x{fffd}", 'and shown with a replacement');
};

subtest 'a schema named tend without the extension' => sub {
    my $database = create_database('tend_hostile');
    sql($database, <<'SQL');
CREATE SCHEMA tend;
CREATE FUNCTION tend.trap() RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE 'sprung'; END$$;
CREATE VIEW tend.status AS SELECT 'x' AS item, tend.trap()::text AS value, true AS ok, '' AS hint;
CREATE VIEW tend.recommendations AS SELECT 'proposed' AS state, tend.trap() AS recommendation_id, 1 AS priority;
SQL
    for my $command (qw(check report)) {
        my $run = run_tend([$command, '--db', $database]);
        is($run->{code}, 0, "$command works");
        unlike($run->{out}, qr/sprung/, 'and reads nothing of it');
    }
};

subtest 'a search path full of traps' => sub {
    my $database = create_database('tend_hostile');
    sql($database, <<'SQL');
CREATE EXTENSION pg_stat_statements;
CREATE SCHEMA trap;
CREATE FUNCTION trap.current_database() RETURNS name LANGUAGE plpgsql AS $$BEGIN RAISE 'sprung'; END$$;
CREATE FUNCTION trap.quote_ident(name) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE 'sprung'; END$$;
CREATE FUNCTION trap.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE 'sprung'; END$$;
CREATE VIEW trap.pg_extension AS SELECT 'pg_tend'::name AS extname, 'x' AS extversion, 1::oid AS extnamespace;
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = trap, pg_catalog, public', current_database()); END$$;
SQL
    for my $command (['check'], ['report', '--statements', 0]) {
        my ($json, $run) = tend_json([@$command, '--db', $database]);
        is($run->{code}, 0, "$command->[0] works");
        unlike($run->{out}, qr/sprung/, 'without touching them');
        ok(!$json->{databases}[0]{problems}, 'and reads all it wants');
        is($json->{databases}[0]{database}, $database, 'and knows where it is');
    }
};

subtest 'a configuration and files with hostile names' => sub {
    my $file = temporary_file(qq{[[database]]\nname = "a\\u001b[31m\\n"\nuri = "host=/nonexistent"\n}, '.toml');
    my $run = run_tend(['--config', $file, 'check']);
    is($run->{code}, 3, 'the database is tried');
    unlike($run->{out} . $run->{err}, qr/\e/, 'its name does not reach the terminal raw');
    $run = run_tend(['analyze', "/nonexistent/\e[31m.sql"]);
    is($run->{code}, 2, 'a file is missing');
    unlike($run->{err}, qr/\e/, 'nor does a file\'s');
    $run = run_tend(["\e[31m"]);
    is($run->{code}, 2, 'an argument is unknown');
    unlike($run->{err}, qr/\e/, 'nor does an argument');
};

subtest 'a text to analyze' => sub {
    my $run = run_tend([qw(analyze -)], stdin => qq{SELECT 1 AS "\e[31m|\xe2\x80\xae" FROM "\a";\n});
    is($run->{code}, 0, 'is analyzed');
    unlike($run->{out}, qr/[\e\a]|\xe2\x80\xae/, 'its characters do not reach the terminal');
};

done_testing();
