# SPDX-License-Identifier: PostgreSQL
# The extension comes, works with and without preloading, and leaves only its role behind.
use strict;
use warnings;
use TendCluster;
use Test::More;

# Everything that an extension could leave: every object of the catalogs that has a name.
my $inventory = q{
    SELECT 'class', n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    UNION ALL SELECT 'proc', n.nspname, p.oid::regprocedure::text
      FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    UNION ALL SELECT 'type', n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
    UNION ALL SELECT 'namespace', '', nspname FROM pg_namespace
    UNION ALL SELECT 'extension', '', extname FROM pg_extension
    UNION ALL SELECT 'event trigger', '', evtname FROM pg_event_trigger
    UNION ALL SELECT 'default', defaclnamespace::text, defaclacl::text FROM pg_default_acl
    UNION ALL SELECT 'setting', setdatabase::text, setconfig::text FROM pg_db_role_setting
    UNION ALL SELECT 'security label', '', count(*)::text FROM pg_seclabels
    UNION ALL SELECT 'member', roleid::regrole::text, member::regrole::text FROM pg_auth_members
    UNION ALL SELECT 'role', '', rolname FROM pg_roles WHERE rolname <> 'tend_admin'
    ORDER BY 1, 2, 3};

sub check_life_of_extension
{
    my ($node, $how) = @_;
    my $before = $node->safe_psql('postgres', $inventory);

    $node->safe_psql('postgres', 'CREATE EXTENSION pg_tend');

    isnt($node->safe_psql('postgres', $inventory), $before, "$how: the extension makes objects");
    is($node->safe_psql('postgres',
            "SELECT count(*) FROM pg_extension WHERE extname = 'pg_tend'"),
        1, "$how: it is there");
    my $items = $node->safe_psql('postgres', 'SELECT count(*) FROM tend.status');
    cmp_ok($items, '>', 0, "$how: tend.status can be read");
    is($node->safe_psql('postgres',
            "SELECT count(*) FROM tend.status WHERE NOT ok AND coalesce(hint, '') = ''"),
        0, "$how: whatever is missing has a hint");
    is($node->safe_psql('postgres',
            "SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'tend_admin'"),
        'f|f', "$how: tend_admin can neither log in nor is it a superuser");

    $node->safe_psql('postgres', 'DROP EXTENSION pg_tend');

    is($node->safe_psql('postgres', $inventory), $before, "$how: DROP EXTENSION leaves nothing");
    is($node->safe_psql('postgres', "SELECT count(*) FROM pg_roles WHERE rolname = 'tend_admin'"),
        1, "$how: but the role");
    $node->safe_psql('postgres', 'CREATE EXTENSION pg_tend; DROP EXTENSION pg_tend;');
    is($node->safe_psql('postgres', $inventory), $before, "$how: it comes and goes a second time");
}

my $preloaded = TendCluster->started('preloaded');
check_life_of_extension($preloaded, 'preloaded');

# A role of that name that can log in might belong to somebody; it is not taken over.
$preloaded->safe_psql('postgres', 'ALTER ROLE tend_admin LOGIN');
my ($output, $error, $state) = $preloaded->try_sql('CREATE EXTENSION pg_tend');
is($state, '55000', 'a tend_admin that can log in is refused');
is($preloaded->safe_psql('postgres', "SELECT count(*) FROM pg_namespace WHERE nspname = 'tend'"),
    0, 'and nothing was made');
$preloaded->stop;

my $bare = TendCluster->started('bare', preload => '');
check_life_of_extension($bare, 'not preloaded');
$bare->stop;

done_testing();
