# SPDX-License-Identifier: PostgreSQL
# tend check: what is there, what is missing, and that the line given really gets it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use TendProgram;

my $database = create_database('tend_check');

# The rows of a check by item.
sub checks {
    my (%env) = @_;
    my ($json, $run) = tend_json(['check', '--db', $database], env => \%env);
    is($run->{code}, 0, 'the check is done') or diag($run->{err});
    return map { $_->{item} => $_ } @{ $json->{databases}[0]{checks} };
}

subtest 'a database without extensions' => sub {
    my %check = checks();
    ok($check{connection}{ok}, 'the connection is fine');
    my $version = sql_value($database, 'SHOW server_version');
    like($check{'server version'}{value}, qr/^\Q$version\E/, 'the server\'s version is shown');
    ok($check{'server version'}{ok}, 'and supported');
    my $role = sql_value($database, 'SELECT current_user');
    like($check{role}{value}, qr/^\Q$role\E /, 'so is the role');
    for my $item (qw(pg_stat_statements pg_tend)) {
        ok(!$check{$item}{ok}, "$item is missing");
        is($check{$item}{severity}, 'medium', '  which is a medium finding');
        ok(length $check{$item}{lost}, '  with what is lost');
        is($check{$item}{hint}, "CREATE EXTENSION $item;", '  and the line to get it')
          if $item ne 'pg_tend' || has_extension();
    }
    for my $row (values %check) {
        is(!!$row->{severity}, !$row->{ok}, "$row->{item}: a severity means that it is not ok");
    }
};

subtest 'the line for pg_stat_statements gets it' => sub {
    my %before = checks();
    sql($database, $before{pg_stat_statements}{hint});
    my %after = checks();
    my $version = sql_value($database,
        q{SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements'});
    my $preloaded = sql_value($database, 'SHOW shared_preload_libraries') =~ /pg_stat_statements/;
    if ($preloaded) {
        ok($after{pg_stat_statements}{ok}, 'it is there');
        is($after{pg_stat_statements}{value}, $version, 'with its version');
    }
    else {
        ok(!$after{pg_stat_statements}{ok}, 'it is there, but unusable without preload');
        like($after{shared_preload_libraries}{hint}, qr/pg_stat_statements.*restart/, 'which is said');
    }
};

subtest 'a role without rights' => sub {
    my $role = create_role(q{Plain "role"; --'});
    my %check = checks(PGUSER => $role);
    is($check{role}{value}, $role, 'its name is shown as it is');
    ok(!$check{role}{ok}, 'it lacks rights');
    is($check{role}{severity}, 'medium', 'which is a medium finding');
    like($check{shared_preload_libraries}{value}, qr/hidden/, 'what it may not see is not guessed');

    sql($database, $check{role}{hint});
    my %after = checks(PGUSER => $role);
    ok($after{role}{ok}, 'the line given gets them');
    unlike($after{shared_preload_libraries}{value}, qr/hidden/, 'and it sees the rest');
};

subtest '--fail-on' => sub {
    my $bare = create_database('tend_check');
    is(run_tend(['check', '--db', $bare, '--fail-on', 'medium'])->{code}, 1, 'medium findings count');
    is(run_tend(['check', '--db', $bare, '--fail-on', 'high'])->{code}, 0, 'there is no high one');
};

subtest 'CSV names table and database' => sub {
    my ($block) = csv_blocks(run_tend(['check', '--db', $database, '--format', 'csv'])->{out});
    my ($header, @rows) = @$block;
    is_deeply($header, [qw(table database item value ok severity lost hint)], 'in two columns');
    is_deeply([@{ $rows[0] }[0 .. 2, 4]], ['checks', $database, 'connection', 'true'], 'of each row');
};

subtest 'with the extension' => sub {
    plan skip_all => 'TEND_HAVE_EXTENSION is not set' unless has_extension();
    my %before = checks();
    sql($database, $before{pg_tend}{hint});
    my %check = checks();
    ok($check{pg_tend}{ok}, 'the line given gets it');
    is($check{pg_tend}{value},
        sql_value($database, q{SELECT extversion FROM pg_extension WHERE extname = 'pg_tend'}),
        'with its version');
    my @status = split /\n/, sql($database, q{SELECT item, ok FROM tend.status});
    cmp_ok(scalar @status, '>', 0, 'the extension has a status');
    for my $line (@status) {
        my ($item, $ok) = split /\|/, $line;
        my $row = $check{"pg_tend: $item"};
        ok($row, "status \"$item\" is a row") or next;
        is($row->{ok} ? 't' : 'f', $ok, '  with its verdict') if $ok ne '';
        ok($row->{hint}, '  and a hint where it is not ok') if $ok eq 'f';
    }
};

subtest 'a monitoring role that may not read the tables' => sub {
    plan skip_all => 'TEND_HAVE_EXTENSION is not set' unless has_extension();
    sql($database, 'CREATE TABLE salary (amount int);');
    my $role = create_role('tend_monitor');
    sql($database, "GRANT pg_monitor TO $role;");
    my %check = checks(PGUSER => $role);
    ok($check{role}{ok}, 'sees the workload');
    ok(!$check{tables}{ok}, 'but not every text of a recommendation');
    is($check{tables}{severity}, 'low', 'which is a low finding');
    sql($database, $check{tables}{hint});
    my %after = checks(PGUSER => $role);
    ok($after{tables}{ok}, 'the line given mends it');
};

done_testing();
