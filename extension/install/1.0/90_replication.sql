/* ---- logical replication ----------------------------------------------------------------------

   A publication FOR ALL TABLES carries these tables too. A subscriber that has the extension
   watches itself and must not take another server's rows; these triggers fire only where changes
   are applied (session_replication_role = replica), and skip every row. A subscriber that lacks the
   tables stops: whoever has such a publication already is told before it is too late. */

CREATE FUNCTION tend.ignore_replicated_row() RETURNS trigger
LANGUAGE c
AS 'MODULE_PATHNAME', 'pg_tend_ignore_replicated_row';
COMMENT ON FUNCTION tend.ignore_replicated_row() IS
'Trigger: skips a row that logical replication brings from another server';
REVOKE EXECUTE ON FUNCTION tend.ignore_replicated_row() FROM PUBLIC;

DO $$
DECLARE
    name pg_catalog.text;
BEGIN
    FOR name IN
        SELECT c.oid::pg_catalog.regclass::pg_catalog.text FROM pg_catalog.pg_class c
         WHERE c.relnamespace OPERATOR(pg_catalog.=) 'tend'::pg_catalog.regnamespace
           AND c.relkind OPERATOR(pg_catalog.=) 'r'
         ORDER BY c.oid
    LOOP
        EXECUTE pg_catalog.format('CREATE TRIGGER ignore_replicated_row BEFORE INSERT OR UPDATE OR DELETE ON %s'
            ' FOR EACH ROW EXECUTE FUNCTION tend.ignore_replicated_row()', name);
        EXECUTE pg_catalog.format('ALTER TABLE %s ENABLE REPLICA TRIGGER ignore_replicated_row', name);
    END LOOP;
END
$$;

DO $$
DECLARE
    names pg_catalog.text := pg_catalog.string_agg(pg_catalog.quote_ident(p.pubname), ', ' ORDER BY p.oid)
                        FROM pg_catalog.pg_publication p WHERE p.puballtables;
BEGIN
    IF names IS NULL THEN
        RETURN;
    END IF;
    RAISE WARNING 'the tables of pg_tend are published by %', names
    USING DETAIL = 'Logical replication stops at a subscriber that lacks them, and this server keeps WAL for it.',
          HINT = 'Run CREATE EXTENSION pg_tend in each subscribing database, best before here: it goes on by itself.';
END
$$;
