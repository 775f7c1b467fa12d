# SPDX-License-Identifier: PostgreSQL
# What-if planning says what the really built index would cost: a deterministic selection of what
# `make bench-whatif` measures at length.
#
# Tables stay under 30,000 rows, which ANALYZE then reads whole: statistics, plans and costs are the
# same in every run. Both arms plan on the same statistics, in one transaction a case.
use strict;
use warnings;
use TendCluster;
use Test::More;

my $TOLERANCE = 0.06;    # the project's bar for costs

my $node = TendCluster->started('accuracy',
    conf => "jit = off\nautovacuum = off\nrandom_page_cost = 1.1\n");
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_tend;
    CREATE TABLE client (id int PRIMARY KEY, email text NOT NULL, joined date NOT NULL, vip bool NOT NULL,
      profile jsonb NOT NULL);
    INSERT INTO client SELECT i, 'Client' || i || '@example.org', date '2020-01-01' + i / 10, i % 97 = 0,
      jsonb_build_object('plan', 'p' || i % 70, 'score', i * 7 % 1000)
      FROM generate_series(1, 9000) i;
    -- each column tells something about another
    CREATE TABLE parcel (id int PRIMARY KEY, country text NOT NULL, town text NOT NULL, state text NOT NULL,
      sent date NOT NULL, received date, shop int NOT NULL);
    INSERT INTO parcel SELECT i, 'country ' || i * i::bigint % 211 % 30, 'town ' || i * i::bigint % 211,
      CASE WHEN i > 27000 THEN 'open' ELSE 'done' END, date '2024-01-01' + i / 200,
      CASE WHEN i <= 27000 THEN date '2024-01-03' + i / 200 + i % 5 END,
      CASE WHEN i % 2 = 0 THEN 7 ELSE i END
      FROM generate_series(1, 29000) i;
    CREATE TABLE sale (id int PRIMARY KEY, client_id int NOT NULL, state text NOT NULL,
      made timestamp NOT NULL, sent timestamp, total numeric(9, 2) NOT NULL, note text NOT NULL);
    INSERT INTO sale SELECT i, 1 + (i::bigint * 7919 * i) % 9000,
      CASE WHEN i % 50 = 0 THEN 'new' WHEN i % 11 = 0 THEN 'paid' ELSE 'sent' END,
      timestamp '2024-01-01' + i * interval '17 minutes',
      CASE WHEN i % 4 > 0 THEN timestamp '2024-01-03' + i * interval '17 minutes' END,
      (i::bigint * 104729 % 100000) / 100.0, repeat(md5(i::text), 4)
      FROM generate_series(1, 29000) i;
    CREATE TABLE visit (id int, client_id int, at date NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE visit_1 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
    CREATE TABLE visit_2 (at date NOT NULL, client_id int, id int);
    ALTER TABLE visit ATTACH PARTITION visit_2 FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
    INSERT INTO visit SELECT i, 1 + i * 31 % 9000, date '2024-01-01' + i % 366 FROM generate_series(1, 25000) i;
    CREATE VIEW sale_of AS SELECT s.*, c.email FROM client c JOIN sale s ON s.client_id = c.id;
    VACUUM ANALYZE;
});

sub total_cost
{
    my ($plan) = @_;
    $plan =~ /"Total Cost": ([0-9.]+)/ or die "no cost in: $plan";
    return $1;
}

sub node_types
{
    my ($plan) = @_;
    return join ' > ', $plan =~ /"Node Type": "([^"]+)"/g;
}

# Both arms: the index built, analyzed if it needs statistics of its own, and dropped; then
# hypothetical.
sub plans_of
{
    my ($query, $ddl, $analyze) = @_;
    my $real = "BEGIN; $ddl; $analyze; EXPLAIN (FORMAT JSON) $query; ROLLBACK;";
    my $hypothetical = "SELECT plan FROM tend.what_if(\$what\$$query\$what\$, ARRAY[\$what\$$ddl\$what\$]);";
    return map { $node->safe_psql('postgres', $_) } $real, $hypothetical;
}

sub check_case
{
    my ($name, $query, $ddl, $analyze) = @_;
    my ($real, $hypothetical) = plans_of($query, $ddl, $analyze // '');

    my ($cost, $estimate) = (total_cost($real), total_cost($hypothetical));

    is(node_types($hypothetical), node_types($real), "$name: the real index's plan");
    cmp_ok(abs($estimate - $cost), '<=', $TOLERANCE * $cost + 0.01,
        "$name: cost $estimate, with the real index $cost");
    like($hypothetical, qr/\(hypothetical\)/, "$name: by the index that was offered");
}

check_case('equality', 'SELECT * FROM sale WHERE client_id = 77',
    'CREATE INDEX new_index ON sale (client_id)');
check_case('equality and range', q{SELECT * FROM sale WHERE state = 'paid' AND made > '2024-11-20'},
    'CREATE INDEX new_index ON sale (state, made)');
check_case('partial', q{SELECT id FROM sale WHERE state = 'new' AND made > '2024-11-01'},
    q{CREATE INDEX new_index ON sale (made) WHERE state = 'new'});
check_case('covering', 'SELECT sum(total) FROM sale WHERE client_id BETWEEN 50 AND 90',
    'CREATE INDEX new_index ON sale (client_id) INCLUDE (total)');
check_case('descending with a limit', 'SELECT * FROM sale ORDER BY sent DESC NULLS LAST LIMIT 7',
    'CREATE INDEX new_index ON sale (sent DESC NULLS LAST)');
check_case('minimum and maximum', 'SELECT min(total), max(total) FROM sale',
    'CREATE INDEX new_index ON sale (total)');
check_case('few values', q{SELECT count(*) FROM sale WHERE state = 'paid'},
    'CREATE INDEX new_index ON sale (state)');
check_case('prefix search', q{SELECT * FROM client WHERE email LIKE 'Client12%'},
    'CREATE INDEX new_index ON client (email text_pattern_ops)');
check_case('expression', q{SELECT * FROM client WHERE lower(email) = 'client44@example.org'},
    'CREATE INDEX new_index ON client (lower(email))', 'ANALYZE client');
check_case('expression that merges values', q{SELECT count(*) FROM sale WHERE date_trunc('day', made) = '2024-03-03'},
    q{CREATE INDEX new_index ON sale (date_trunc('day', made))}, 'ANALYZE sale');
check_case('range of an expression', q{SELECT * FROM sale WHERE made::date BETWEEN '2024-03-03' AND '2024-03-05'},
    'CREATE INDEX new_index ON sale ((made::date))', 'ANALYZE sale');
check_case('two columns in one expression', q{SELECT * FROM sale WHERE coalesce(sent, made) < '2024-01-09'},
    'CREATE INDEX new_index ON sale (coalesce(sent, made))', 'ANALYZE sale');
check_case('member of a document', q{SELECT * FROM client WHERE profile ->> 'plan' = 'p9'},
    q{CREATE INDEX new_index ON client ((profile ->> 'plan'))}, 'ANALYZE client');
check_case('number in a document', q{SELECT * FROM client WHERE (profile ->> 'score')::int > 990},
    q{CREATE INDEX new_index ON client (((profile ->> 'score')::int))}, 'ANALYZE client');
check_case('expression, partial', q{SELECT * FROM client WHERE vip AND lower(email) = 'client970@example.org'},
    'CREATE INDEX new_index ON client (lower(email)) WHERE vip', 'ANALYZE client');
check_case('correlated keys', q{SELECT count(*) FROM parcel WHERE country = 'country 7' AND town = 'town 37'},
    'CREATE INDEX new_index ON parcel (country, town)');
check_case('all keys of correlated columns', 'SELECT country, town, count(*) FROM parcel GROUP BY 1, 2',
    'CREATE INDEX new_index ON parcel (country, town)');
check_case('partial by conditions that go together',
    q{SELECT sum(shop) FROM parcel WHERE state = 'open' AND received IS NULL},
    q{CREATE INDEX new_index ON parcel (shop) WHERE state = 'open' AND received IS NULL});
check_case('inner side of a join',
    'SELECT * FROM client c JOIN sale s ON s.client_id = c.id WHERE c.id BETWEEN 10 AND 12',
    'CREATE INDEX new_index ON sale (client_id)');
check_case('partial, through a view', q{SELECT id FROM sale_of WHERE state = 'new' AND made > '2024-12-01'},
    q{CREATE INDEX new_index ON sale (made) WHERE state = 'new'});
check_case('partitions', 'SELECT * FROM visit WHERE client_id = 32',
    'CREATE INDEX new_index ON visit (client_id)');
check_case('update', 'UPDATE sale SET note = $$$$ WHERE client_id = 77',
    'CREATE INDEX new_index ON sale (client_id)');

# What is recommended has the size it was promised to have, also where keys repeat, some more than others.
my $SIZE_TOLERANCE = 0.10;
my @recommended = split /\n/, $node->safe_psql('postgres', q{
    SELECT size_bytes || ' ' || ddl FROM tend.recommend_indexes(queries => ARRAY[
      'SELECT * FROM sale WHERE client_id = 77',
      'SELECT * FROM client WHERE email = $$Client7@example.org$$',
      'SELECT id FROM sale WHERE made > $$2024-12-05$$',
      'SELECT count(*) FROM parcel WHERE country = $$country 7$$ AND town = $$town 37$$',
      'SELECT id FROM parcel WHERE shop = 77',
      'SELECT * FROM sale WHERE date_trunc($$day$$, made) = $$2024-03-03$$',
      'SELECT * FROM client WHERE profile ->> $$plan$$ = $$p9$$',
      'SELECT * FROM visit WHERE client_id = 32']) ORDER BY ddl});
is(scalar @recommended, 8, 'eight lookups, eight indexes');
foreach my $row (@recommended)
{
    my ($estimate, $ddl) = $row =~ /^(\d+) (.*)$/;
    my $built = $node->safe_psql('postgres', qq{
        CREATE TEMP TABLE before AS SELECT oid FROM pg_class;
        BEGIN; $ddl;
        SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'i' AND oid NOT IN (SELECT oid FROM before)
          AND relname NOT LIKE 'pg_toast%';
        ROLLBACK});
    cmp_ok(abs($estimate - $built), '<=', $SIZE_TOLERANCE * $built, "$estimate bytes, built $built: $ddl");
}

$node->stop;
done_testing();
