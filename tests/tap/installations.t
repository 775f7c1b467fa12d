# SPDX-License-Identifier: PostgreSQL
# With and without preloading, with and without pg_stat_statements, in every encoding: what works
# works everywhere, and what is missing is named.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $setup = q{
    CREATE TABLE item AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 20000) g;
    ANALYZE item;
    CREATE EXTENSION pg_tend;
};
my $given = q{SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1}')};
my $advice = 'CREATE INDEX item_owner_idx ON public.item USING btree (owner)';

sub check_advice
{
    my ($node, $how, $dbname) = @_;
    is($node->safe_psql($dbname, $given), $advice, "$how: advice on given texts");
    is($node->safe_psql($dbname, q{SELECT cardinality(used) FROM tend.what_if('SELECT * FROM item WHERE owner = 5', ARRAY['CREATE INDEX ON item (owner)'])}),
        1, "$how: what_if");
    is($node->safe_psql($dbname, q{SELECT joins FROM tend.complexity('SELECT * FROM a, b')}), 1, "$how: complexity");
}
sub without_history
{
    my ($node, $how, $dbname, $status, $message) = @_;
    my ($output, $error, $state) = $node->try_sql("\\set VERBOSITY default\nSELECT count(*) FROM tend.recommend_indexes()", dbname => $dbname);
    is("$output|$state", '0|', "$how: no history is no error, and no rows");
    like($error, $message, "$how: a notice says what is missing");
    like($error, qr/HINT:/, "$how: and what to do");
    is($node->safe_psql($dbname, q{SELECT value, ok FROM tend.status WHERE item = 'pg_stat_statements'}), "$status|f", "$how: tend.status says $status");
    is($node->safe_psql($dbname, q{SELECT count(*) FROM tend.status WHERE NOT ok AND hint IS NULL}), 0, "$how: every gap has a hint");
}

# Nothing preloaded: loaded by its first call. pg_stat_statements missing, then created in vain.
my $bare = TendCluster->started('bare', preload => '');
$bare->safe_psql('postgres', $setup);
check_advice($bare, 'not preloaded', 'postgres');
without_history($bare, 'not preloaded', 'postgres', 'missing', qr/NOTICE:  no index is recommended: there is no workload to read: extension pg_stat_statements is not installed/);
$bare->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');
without_history($bare, 'created but not loaded', 'postgres', 'created, not loaded', qr/NOTICE:  no index is recommended: there is no workload to read: pg_stat_statements must be loaded/);
is($bare->safe_psql('postgres', q{SELECT value, ok FROM tend.status WHERE item = 'preload'}), 'no|f', 'status: not preloaded');
like($bare->safe_psql('postgres', q{SELECT hint FROM tend.status WHERE item = 'preload'}),
    qr/shared_preload_libraries = 'pg_stat_statements, pg_tend'/, 'with the line to add');

# The line is right: it is set as told, and the server comes up with it.
my ($line) = $bare->safe_psql('postgres', q{SELECT hint FROM tend.status WHERE item = 'preload'}) =~ /(shared_preload_libraries = '[^']*')/;
$bare->append_conf('postgresql.conf', "$line\n");
$bare->restart;
is($bare->safe_psql('postgres', 'SELECT count(*) FROM tend.status WHERE NOT ok'), 0, 'set and restarted, all is well');
$bare->safe_psql('postgres', 'SELECT count(*) FROM item WHERE owner = 5');
is($bare->safe_psql('postgres', 'SELECT ddl FROM tend.recommend_indexes()'), $advice, 'and the history is read');

# pg_stat_statements in a schema of its own, with quotes in its name, and not in this database
$bare->safe_psql('postgres', 'DROP EXTENSION pg_stat_statements; CREATE SCHEMA "Sta.t""s"; CREATE EXTENSION pg_stat_statements SCHEMA "Sta.t""s"');
is($bare->safe_psql('postgres', 'SELECT ddl FROM tend.recommend_indexes()'), $advice, 'pg_stat_statements may live anywhere');
$bare->safe_psql('postgres', 'CREATE DATABASE other');
$bare->safe_psql('other', $setup);
without_history($bare, 'not created here', 'other', 'loaded, not created in this database', qr/NOTICE:  no index is recommended: there is no workload to read: extension pg_stat_statements is not installed/);

# Only this database's statements, and each session alone: a library loaded late knows as much.
$bare->safe_psql('other', 'CREATE EXTENSION pg_stat_statements');
$bare->safe_psql('other', q{SELECT count(*) FROM tend.recommend_indexes() \g /dev/null});
is($bare->safe_psql('other', q{SELECT count(*) FROM tend.recommend_indexes() WHERE ddl LIKE '%item%'}), 0, "another database's statements are not ours");

# Encodings. The texts below are bytes of the database's own encoding, and so are the names.
foreach my $case ([ 'LATIN1', "\xFCber", "gr\xFC\xDFe" ], [ 'SQL_ASCII', "\xFCber", "\xC3\xBC\xFF" ], [ 'EUC_JP', "\xC6\xFC\xCB\xDC", "\xB8\xEC" ], [ 'WIN1252', "\x80uro", "\x93q\x94" ])
{
    my ($encoding, $table, $literal) = @$case;
    my $database = lc "db_$encoding";
    $bare->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    my $client = "SET client_encoding = '$encoding';\n";
    my $run = sub {
        my ($sql) = @_;
        my ($output, $error, $state) = $bare->try_sql("SET client_min_messages = error;\n$client$sql", dbname => $database);
        return $state ne '' ? $state : $output;
    };
    is($run->(qq{CREATE EXTENSION pg_tend;
        CREATE TABLE "$table" AS SELECT g AS id, g % 1000 AS "$table", CASE WHEN g % 50 = 0 THEN '$literal' ELSE 'x' END AS state FROM generate_series(1, 20000) g;
        ANALYZE "$table"}), '', "$encoding: prepared");
    is($run->(qq{SELECT ddl FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM "$table" WHERE "$table" = \$1'])}) =~ s/INDEX \S+ ON/INDEX ON/r,
        qq{CREATE INDEX ON public."$table" USING btree ("$table")}, "$encoding: names come back as they are");
    is($run->(qq{SELECT cardinality(used) FROM tend.what_if('SELECT * FROM "$table" WHERE state = ''$literal'' ORDER BY id LIMIT 3',
        ARRAY['CREATE INDEX "$literal" ON "$table" (id) WHERE state = ''$literal'''])}), 1, "$encoding: literals too");
    is($run->(qq{SELECT ddl LIKE '%$literal%' FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM "$table" WHERE state = ''$literal'' ORDER BY id LIMIT 3'])}),
        't', "$encoding: in recommended predicates");
    is($run->(qq{SELECT cardinality(used) FROM tend.what_if('SELECT * FROM "$table" WHERE "$table" = \$1 AND now() > now() - interval \$2', ARRAY['CREATE INDEX ON "$table" ("$table")'])}),
        $encoding eq 'SQL_ASCII' ? '22021' : 1, "$encoding: a text that needs repair");
    my $complex = $run->(qq{SELECT joins FROM tend.complexity('SELECT ''$literal'' FROM "$table" a JOIN "$table" b USING ("$table")')});
    # Bytes of no known meaning cannot be turned into UTF-8, which the parser reads.
    is($complex, $encoding eq 'SQL_ASCII' ? '22021' : 1, "$encoding: complexity");
    is($run->(qq{SELECT tend.fingerprint('SELECT ''$literal''') = tend.fingerprint('SELECT ''x''')}), $encoding eq 'SQL_ASCII' ? '22021' : 't', "$encoding: fingerprint");
    is($run->(q{SELECT class FROM tend.unindexable}), '', "$encoding: nothing was skipped");
    is($run->(qq{SELECT count(*) FROM tend.recommendations WHERE reason <> '' AND relation = 'public."$table"' AND relid IS NOT NULL}), 2, "$encoding: recorded");
}

$bare->stop;
done_testing();
