# SPDX-License-Identifier: PostgreSQL
# Advice plans statements again that others ran, at another time and for somebody else: nothing that
# was put in their way since may run as their author or as whoever asks, and nobody's run may spoil
# another's.
use strict;
use warnings;
use TendCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = TendCluster->started('replanning');
my $log_start = 0;

sub as { my ($role, $sql) = @_; $node->safe_psql('postgres', $sql, extra_params => [ '-U', $role ]) }
# What was counted, and what was sampled of it.
sub forget
{
    $node->safe_psql('postgres', q{SELECT pg_stat_statements_reset();
        TRUNCATE tend.statement, tend.statement_seen, tend.statement_interval, tend.history_interval;
        UPDATE tend.sampler_state SET sampled_at = NULL, statements_reset = NULL, rolled_up = 0;});
    $log_start = -s $node->logfile;
}
sub ran_as { my @who = substr(slurp_file($node->logfile), $log_start) =~ /evil ran as (\w+)/g; my %w = map { $_ => 1 } @who; join(',', sort keys %w) }

as('postgres', q{
    CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_tend;
    CREATE ROLE mallory LOGIN IN ROLE pg_monitor; CREATE ROLE bob LOGIN IN ROLE pg_monitor;
    CREATE ROLE alice LOGIN;
    CREATE SCHEMA m AUTHORIZATION mallory;
    CREATE SCHEMA secret;
    CREATE TABLE secret.t AS SELECT g AS id, g % 1000 AS owner, 'n' || g AS name FROM generate_series(1, 20000) g;
    CREATE TABLE public.s AS SELECT g AS id, ('v' || g)::varchar AS v FROM generate_series(1, 20000) g;
    ANALYZE secret.t, public.s;
});
as('mallory', q{
    CREATE FUNCTION m.tell() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE LOG 'evil ran as %', current_user; RETURN 1; END $$;
    CREATE FUNCTION m.evil(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM m.tell(); RETURN $1; END $$;
    CREATE TABLE m.t AS SELECT g AS id, g % 1000 AS owner FROM generate_series(1, 20000) g;
    CREATE STATISTICS m.st ON (id + m.evil(5)), owner FROM m.t;
    CREATE INDEX folded ON m.t (id) WHERE owner = m.evil(7);
    ANALYZE m.t;
    GRANT USAGE ON SCHEMA m TO PUBLIC; GRANT SELECT ON m.t TO PUBLIC;
});

# The caller's temporary objects stand before all others, whoever the statement's author is.
forget();
as('postgres', 'SELECT count(*) FROM pg_stat_activity WHERE pid = 1');
as('mallory', q{
    CREATE TEMP VIEW pg_stat_activity AS SELECT 1 AS pid WHERE m.evil(1) = 1;
    GRANT SELECT ON pg_stat_activity TO PUBLIC;
    SELECT count(*) FROM tend.recommend_indexes();
});
unlike(ran_as(), qr/postgres/, 'a temporary view does not stand in for a name of a superuser');

# A superuser's statement that was safe under its own search_path.
forget();
as('postgres', q{SET search_path = ''; SELECT count(*) FROM public.s WHERE pg_catalog.lower(v) = 'v5'; SELECT count(*) FROM public.s WHERE lower(v) = 'v6';});
as('postgres', 'GRANT CREATE ON SCHEMA public TO mallory');
as('mallory', q{CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM m.tell(); RETURN 'v6'; END $$;});
as('postgres', 'SELECT count(*) FROM tend.recommend_indexes()');
is(ran_as(), '', 'a better-matching function of another owner is not found in a guessed path');
as('postgres', 'DROP FUNCTION public.lower(varchar); REVOKE CREATE ON SCHEMA public FROM mallory');

# Expressions that hang on the table itself are folded whenever it is planned.
forget();
as('mallory', 'SELECT count(*) FROM m.t WHERE owner = 5 AND id > 3');
as('postgres', 'SELECT count(*) FROM m.t WHERE owner = 6');
forget_log();
as('postgres', 'SELECT count(*) FROM tend.recommend_indexes()');
unlike(ran_as(), qr/postgres/, 'neither extended statistics nor an index predicate run as the asker');
sub forget_log { $log_start = -s $node->logfile }
like(as('postgres', q{SELECT string_agg(reason, '; ') FROM tend.unindexable}), qr/not a superuser's/,
    "a superuser's statement on another's table is left alone, and it is said");

# Somebody who pretends to be a cancel stops his own statement only.
forget();
as('mallory', q{
    CREATE FUNCTION m.quits(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
        IF current_setting('lock_timeout') = '100ms' THEN RAISE 'stop' USING ERRCODE = '57014'; END IF;
        RETURN $1; END $$;
    SELECT count(*) FROM m.t WHERE owner = m.quits(5); SELECT count(*) FROM m.t WHERE owner = 8;});
cmp_ok(as('postgres', 'SELECT count(*) FROM tend.recommend_indexes()'), '>', 0,
    'a function that raises 57014 does not end the run');

# The record: readable without USAGE on every schema, and not another role's to change.
forget();
as('postgres', q{SELECT count(name) FROM secret.t WHERE owner = 5; SELECT * FROM secret.t WHERE name = 'n7';});
is(as('postgres', 'SELECT count(*) FROM tend.recommend_indexes()'), 2, 'two indexes for the history');
my $id = as('postgres', q{SELECT recommendation_id FROM tend.recommendations WHERE ddl LIKE '%(name)'});
like(as('bob', 'SELECT string_agg(ddl, $$;$$) FROM tend.recommendations'), qr/insufficient privilege/,
    'a role without USAGE on a schema reads the view, masked');
is(as('bob', q{SELECT count(*) FROM tend.recommend_indexes() WHERE relation = 'secret.t'}), 2,
    'a monitoring role without rights on the schema gets the same advice');
as('postgres', 'SELECT count(*) FROM tend.recommend_indexes(max_indexes => 1)');
is(as('postgres', q{SELECT count(*) FROM tend.recommendations WHERE relation = 'secret.t' AND state = 'proposed'}), 2,
    'a run with a limit supersedes nothing');
forget();
as('postgres', 'SELECT count(*) FROM public.s WHERE v = $$v9$$');
as('postgres', 'SELECT count(*) FROM tend.recommend_indexes()');
is(as('postgres', q{SELECT count(*) FROM tend.recommendations WHERE relation = 'secret.t' AND state = 'proposed'}), 2,
    'a run after a reset supersedes nothing whose statements it did not see');
as('postgres', "SELECT tend.dismiss($id); GRANT USAGE ON SCHEMA secret TO bob; GRANT SELECT ON secret.t TO bob");
as('bob', q{SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM secret.t WHERE name = $1'])});
is(as('postgres', "SELECT state || source FROM tend.recommendations WHERE recommendation_id = $id"),
    'dismissedhistory', 'texts given by another role do not reopen what was dismissed');

# Settings of the caller's transaction are as they were.
is(as('postgres', q{SET lock_timeout = '50ms'; SET quote_all_identifiers = on;
    SELECT count(*) * 0 FROM tend.recommend_indexes(queries => ARRAY['SELECT * FROM public.s WHERE v = $1']); SHOW lock_timeout}),
    "0\n50ms", 'the lock timeout of the session is left as it was');
is(as('postgres', q{SELECT count(DISTINCT relation) FROM tend.recommendations WHERE relation LIKE '%s' AND relation NOT LIKE '%t'}), 1,
    'the identity does not hang on quote_all_identifiers');

done_testing();
