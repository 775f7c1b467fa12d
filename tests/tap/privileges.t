# SPDX-License-Identifier: PostgreSQL
# Planning runs user code: a stranger's function, operator, type or view gains nothing through us,
# whoever asks; and nobody learns through us what EXPLAIN would not tell.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = TendCluster->started('privileges');
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_stat_statements;
    CREATE EXTENSION pg_tend;
    CREATE ROLE mallory LOGIN;
    CREATE ROLE alice LOGIN;
    CREATE SCHEMA m AUTHORIZATION mallory;
    GRANT CREATE ON SCHEMA public TO mallory;
    CREATE TABLE public.loot (what text);
    GRANT INSERT, SELECT ON public.loot TO mallory;
});

# What mallory's code tries whenever it is run: to become a superuser, to write, to leave a trace
# of whose rights it had. The notice shows in the server's log even if all else is refused.
my $attack = q{
    RAISE LOG 'evil ran as %', current_user;
    BEGIN ALTER ROLE mallory SUPERUSER; EXCEPTION WHEN others THEN NULL; END;
    BEGIN PERFORM set_config('role', 'postgres', false); EXCEPTION WHEN others THEN NULL; END;
    BEGIN PERFORM set_config('session_authorization', 'postgres', false); EXCEPTION WHEN others THEN NULL; END;
    BEGIN PERFORM set_config('transaction_read_only', 'off', false); EXCEPTION WHEN others THEN NULL; END;
    BEGIN INSERT INTO public.loot VALUES (current_user); EXCEPTION WHEN others THEN NULL; END;
    BEGIN CREATE TABLE m.loot_table (); EXCEPTION WHEN others THEN NULL; END;
};
sub as_mallory { $node->safe_psql('postgres', shift, extra_params => [ '-U', 'mallory' ]) }

as_mallory(qq{
    CREATE FUNCTION m.evil(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS \$\$ BEGIN $attack RETURN \$1; END \$\$;
    CREATE FUNCTION m.check_it(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS \$\$ BEGIN $attack RETURN true; END \$\$;
    CREATE DOMAIN m.d AS int CHECK (m.check_it(value));
    CREATE TYPE m.c AS (a m.d);
    CREATE TYPE m.e AS ENUM ('open', 'done');
    CREATE TABLE m.t (id int, arr m.d[], c m.c, e m.e, x int, pad text);
    INSERT INTO m.t SELECT g, array[g % 100], row(g % 100)::m.c, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END::m.e,
                           g % 1000, repeat('x', 100) FROM generate_series(1, 20000) g;
    CREATE VIEW m.by_array AS SELECT id, pad FROM m.t WHERE arr = '{5}'::m.d[];
    CREATE VIEW m.by_row AS SELECT id, pad FROM m.t WHERE c = '(6)'::m.c;
    CREATE VIEW m.by_enum AS SELECT id, pad FROM m.t WHERE e = 'open';
    CREATE VIEW m.by_function AS SELECT * FROM m.t WHERE x = m.evil(5);
    CREATE INDEX evil_expression ON m.t ((m.evil(x)));
    CREATE INDEX evil_predicate ON m.t (id) WHERE m.check_it(x);
    ANALYZE m.t;
    -- names that a careless search path would find first
    CREATE FUNCTION public.unnest(name[]) RETURNS SETOF name LANGUAGE plpgsql AS \$\$ BEGIN $attack END \$\$;
    CREATE FUNCTION public.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS \$\$ BEGIN $attack RETURN NULL; END \$\$;
    CREATE FUNCTION public.has_column_privilege(oid, smallint, text) RETURNS boolean LANGUAGE plpgsql AS \$\$ BEGIN $attack RETURN true; END \$\$;
    CREATE FUNCTION public.text_eq(name, text) RETURNS boolean LANGUAGE plpgsql AS \$\$ BEGIN $attack RETURN true; END \$\$;
    CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION = public.text_eq);
    CREATE OPERATOR public.<> (LEFTARG = name, RIGHTARG = text, FUNCTION = public.text_eq);
    CREATE FUNCTION public.concatenate(text, text) RETURNS text LANGUAGE plpgsql AS \$\$ BEGIN $attack RETURN ''; END \$\$;
    CREATE OPERATOR public.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = public.concatenate);
    CREATE TABLE public.pg_class ();
    CREATE TABLE public.recommendation ();
});

# Everything above ran as mallory and as nobody else; from here on its code may run as mallory only.
sub forget_workload { $node->safe_psql('postgres', 'SELECT pg_stat_statements_reset()') }
my @history = (
    'SELECT count(*) FROM m.t WHERE id = m.evil(5)',
    'SELECT count(*) FROM m.by_function',
    'SELECT count(pad) FROM m.by_array WHERE id BETWEEN 5 AND 5000',
    'SELECT pad FROM m.by_array ORDER BY id LIMIT 5',
    'SELECT count(pad) FROM m.by_row WHERE id BETWEEN 5 AND 5000',
    'SELECT pad FROM m.by_row ORDER BY id LIMIT 5',
    'SELECT pad FROM m.by_enum ORDER BY id LIMIT 5',
    'SELECT pad FROM m.t WHERE m.check_it(x) ORDER BY id LIMIT 5',
    'SELECT count(*) FROM m.t WHERE m.evil(x) = 7');
forget_workload();
as_mallory(join(';', @history));
$node->safe_psql('postgres', 'DELETE FROM loot');

# Runs SQL as a superuser whose search path begins with mallory's schemas. Returns its output and
# the roles that mallory's code ran as meanwhile.
sub attacked
{
    my ($sql, %options) = @_;
    my $at = -s $node->logfile;
    my ($output, $error);
    $node->psql('postgres', "SET search_path = m, public, pg_catalog; SET client_min_messages = error;\n$sql",
        stdout => \$output, stderr => \$error, on_error_stop => 0, %options);
    my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile, $at);
    my %roles = map { $_ => 1 } $log =~ /evil ran as (\S+)/g;
    return ($output, $error, join(',', sort keys %roles));
}

sub gained_nothing
{
    my ($name) = @_;
    is($node->safe_psql('postgres', q{
            SELECT rolsuper, (SELECT count(*) FROM loot),
                   (SELECT count(*) FROM pg_class WHERE relname LIKE 'loot\_%')
              FROM pg_roles WHERE rolname = 'mallory'}),
        'f|0|0', "$name: mallory gained nothing and nothing was written");
}

my ($output, $error, $roles) = attacked('SELECT relation, kind FROM tend.recommend_indexes() ORDER BY ddl');
is($roles, 'mallory', 'texts of the history are planned as mallory and as nobody else');
is($error, '', 'without an error');
gained_nothing('recommend_indexes() by a superuser');
like($output, qr/^m\.t\|/m, 'and mallory gets advice like everybody');

# The recommended statements are run by hand by superusers: they carry nobody's code either.
my @ddl = split /\n/, $node->safe_psql('postgres', 'SELECT ddl FROM tend.recommendations');
cmp_ok(scalar(@ddl), '>', 0, 'there are recommendations on her table');
unlike(join("\n", @ddl), qr/m\.(?:d|c|evil|check_it)\b/, 'that hold no constant or function of hers');
($output, $error, $roles) = attacked(join("\n", map { s/INDEX \S+ ON/INDEX ON/r . ' WHERE false;' } grep { !/WHERE/ } @ddl));

# The views, and the status, with her operators and functions in front.
forget_workload();
foreach my $view (qw(status advice_runs recommendations unindexable))
{
    ($output, $error, $roles) = attacked("SELECT * FROM tend.$view");
    is("$roles$error", '', "tend.$view runs nothing of hers");
    isnt($output, '', "tend.$view has rows");
}
($output, $error, $roles) = attacked(q{SELECT tend.dismiss(max(recommendation_id), 'no') FROM tend.recommendations;
    SELECT (tend.complexity('SELECT 1 WHERE 1 = 1 || 2')).statement_class; SELECT tend.fingerprint('SELECT 1')});
is("$roles$error", '', 'nor do tend.dismiss, tend.complexity and tend.fingerprint');

# A new recommendation on an ordinary table of a superuser, recorded with her names in front.
$node->safe_psql('postgres', q{
    CREATE TABLE public.plain AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 20000) g;
    ANALYZE public.plain});
($output, $error, $roles) = attacked(
    q{SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM public.plain WHERE owner OPERATOR(pg_catalog.=) 5}')});
is("$output|$roles|$error", '1||', 'recording runs nothing of hers');
($output, $error, $roles) = attacked(q{
    CREATE TEMP TABLE recommendation (); CREATE TEMP TABLE pg_class (); CREATE TEMP TABLE pg_index ();
    CREATE FUNCTION pg_temp.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT 1/0; SELECT NULL::regclass';
    SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM public.plain WHERE owner OPERATOR(pg_catalog.=) 5}');
    SELECT count(*) FROM tend.recommendations WHERE relid OPERATOR(pg_catalog.=) 'public.plain'::regclass});
is("$output|$error", "1\n1|", 'temporary objects of the same names are not taken for the catalogs');
gained_nothing('views and recording');

# A text given by hand is planned as the caller, as EXPLAIN would; restricted and read-only.
foreach my $call (
    q{SELECT count(*) FROM tend.what_if('SELECT * FROM m.t WHERE id = m.evil(5)', NULL)},
    q{SELECT count(*) FROM tend.what_if('SELECT * FROM m.by_function', ARRAY['CREATE INDEX ON m.t (x)'])},
    q{SELECT count(*) FROM tend.what_if('SELECT * FROM m.t', ARRAY['CREATE INDEX ON m.t ((m.evil(x) + m.evil(1)))'])},
    q{SELECT count(*) FROM tend.what_if('SELECT * FROM m.t', ARRAY['CREATE INDEX ON m.t (id) WHERE arr = ''{7}''::m.d[]'])},
    q{SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM m.t WHERE id = m.evil(5)}')})
{
    ($output, $error, $roles) = attacked($call);
    isnt("$output$error", '', "ran: $call");
    gained_nothing($call);
}
is($node->safe_psql('postgres', 'SHOW transaction_read_only'), 'off', 'the session is not read-only afterwards');

$node->stop;
done_testing();
