-- The tables of an audit store in PostgreSQL. {s} is the schema, quoted; {owner}, {gw}, {reader} and {eraser} are roles.

CREATE SCHEMA IF NOT EXISTS {s} AUTHORIZATION {owner};
SET LOCAL ROLE {owner};

CREATE TABLE {s}.rec(
  tenant text NOT NULL, seq bigint NOT NULL, rid text NOT NULL, kind text NOT NULL,
  ts bigint NOT NULL, hdr bytea NOT NULL, leaf bytea NOT NULL,
  PRIMARY KEY(tenant, seq, ts), UNIQUE(rid, ts)) PARTITION BY RANGE (ts);
CREATE INDEX rec_kind ON {s}.rec(tenant, kind, seq);
CREATE TABLE {s}.head(
  tenant text PRIMARY KEY, size bigint NOT NULL, frontier bytea NOT NULL, note text NOT NULL);
CREATE TABLE {s}.body(tenant text NOT NULL, rid text PRIMARY KEY, sealed bytea NOT NULL);
CREATE TABLE {s}.shred(tenant text NOT NULL, rid text PRIMARY KEY, e bytea NOT NULL);
CREATE TABLE {s}.blind(tenant text NOT NULL, rid text PRIMARY KEY, nonce bytea NOT NULL);
CREATE TABLE {s}.token(tenant text NOT NULL, token bytea NOT NULL, rid text NOT NULL, PRIMARY KEY(token, rid));
CREATE INDEX token_rid ON {s}.token(rid);
CREATE TABLE {s}.erased(tenant text NOT NULL, rid text PRIMARY KEY, event text NOT NULL);
CREATE INDEX erased_event ON {s}.erased(event, rid);
CREATE TABLE {s}.signing(tenant text NOT NULL, public bytea NOT NULL, sealed bytea NOT NULL, PRIMARY KEY(tenant, public));

CREATE FUNCTION {s}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION {s}.in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM {s}.rec WHERE tenant = NEW.tenant)
     OR EXISTS (SELECT 1 FROM {s}.rec WHERE rid = NEW.rid) THEN
    RAISE EXCEPTION 'rec is gap-free and append-only';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION {s}.grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.tenant <> OLD.tenant OR NEW.size <= OLD.size THEN RAISE EXCEPTION 'head only grows'; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION {s}.on_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {s}.erased WHERE rid = OLD.rid) THEN
    RAISE EXCEPTION '% goes only with an erasure on record', TG_TABLE_NAME;
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON {s}.rec FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER ordered BEFORE INSERT ON {s}.rec FOR EACH ROW EXECUTE FUNCTION {s}.in_order();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.rec EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER grows BEFORE UPDATE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.grows();
CREATE TRIGGER keep BEFORE DELETE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.head EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON {s}.erased FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.erased EXECUTE FUNCTION {s}.refuse();

DO $do$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['body', 'shred', 'blind', 'token'] LOOP
    EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE ON {s}.%I FOR EACH ROW EXECUTE FUNCTION {s}.refuse()', each);
    EXECUTE format('CREATE TRIGGER erased BEFORE DELETE ON {s}.%I FOR EACH ROW EXECUTE FUNCTION {s}.on_record()', each);
    EXECUTE format('CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.%I EXECUTE FUNCTION {s}.refuse()', each);
  END LOOP;
  FOREACH each IN ARRAY ARRAY['rec', 'head', 'body', 'shred', 'blind', 'token', 'erased', 'signing'] LOOP
    EXECUTE format('ALTER TABLE {s}.%I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE {s}.%I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY own ON {s}.%I USING (tenant = current_setting(''app.tenant'', true)) '
                   'WITH CHECK (tenant = current_setting(''app.tenant'', true))', each);
  END LOOP;
END $do$;

-- A month's partition, made when its first record comes. TRUNCATE of a partition does not fire its parent's
-- trigger, so each has its own.
CREATE FUNCTION {s}.month(at bigint) RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  first timestamp := date_trunc('month', to_timestamp(at) AT TIME ZONE 'UTC');
  name text := 'rec_' || to_char(first, 'YYYY_MM');
  since bigint := extract(epoch FROM first AT TIME ZONE 'UTC');
  until bigint := extract(epoch FROM (first + interval '1 month') AT TIME ZONE 'UTC');
BEGIN
  IF to_regclass(format('%s.%I', '{s}', name)) IS NOT NULL THEN RETURN ARRAY[since, until]; END IF;
  EXECUTE format('CREATE TABLE {s}.%I PARTITION OF {s}.rec FOR VALUES FROM (%s) TO (%s)', name, since, until);
  EXECUTE format('CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.%I EXECUTE FUNCTION {s}.refuse()', name);
  EXECUTE format('ALTER TABLE {s}.%I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE {s}.%I FORCE ROW LEVEL SECURITY', name);
  RETURN ARRAY[since, until];
END $$;
REVOKE ALL ON FUNCTION {s}.month(bigint) FROM PUBLIC;

GRANT USAGE ON SCHEMA {s} TO {gw}, {reader}, {eraser};
GRANT EXECUTE ON FUNCTION {s}.month(bigint) TO {gw};
-- Headers hold no text: the gateway may read what it wrote, to find its place and its key again.
GRANT SELECT, INSERT ON {s}.rec TO {gw};
GRANT INSERT ON {s}.body, {s}.shred, {s}.blind, {s}.token TO {gw};
GRANT SELECT, INSERT, UPDATE ON {s}.head TO {gw};
GRANT SELECT, INSERT, DELETE ON {s}.signing TO {gw};
GRANT SELECT ON {s}.erased TO {gw};
GRANT SELECT ON {s}.rec, {s}.head, {s}.body, {s}.shred, {s}.blind, {s}.token, {s}.erased TO {reader};
GRANT SELECT (rid, tenant), DELETE ON {s}.body, {s}.shred, {s}.blind, {s}.token TO {eraser};
GRANT SELECT, INSERT ON {s}.erased TO {eraser};
RESET ROLE;
GRANT {gw} TO {eraser};
