-- The tables of an audit store in PostgreSQL. {s} is the schema, quoted; {owner}, {gw}, {reader} and {eraser} are roles.
-- `audit.store.catalogue` reads this file to tell whether a schema is still as made: triggers, policies and grants
-- are spelled as the catalogue gives them back, each on a line of its own.

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
CREATE TABLE {s}.signing(
  tenant text NOT NULL, public bytea NOT NULL, sealed bytea NOT NULL, n bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY(tenant, public));
-- Whom the owner binds: a login with rows here sees and writes these tenants only. A login without rows is trusted for
-- every tenant that it can name.
CREATE TABLE {s}.login(role name NOT NULL, tenant text NOT NULL, PRIMARY KEY(role, tenant));

-- Functions find nothing through the caller's search_path, nor in his temporary schema.
CREATE FUNCTION {s}.mine() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE wanted pg_catalog.text := current_setting('app.tenant', true);
BEGIN
  IF EXISTS (SELECT FROM {s}.login WHERE role = session_user)
     AND NOT EXISTS (SELECT FROM {s}.login WHERE role = session_user AND tenant = wanted) THEN
    RETURN NULL;
  END IF;
  RETURN wanted;
END $$;
CREATE FUNCTION {s}.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
-- Once a statement, since each look goes through all months: what was made follows what was there, and no id is twice.
CREATE FUNCTION {s}.in_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT tenant, MIN(seq) AS low, MAX(seq) AS high, COUNT(*) AS n, COUNT(DISTINCT seq) AS numbers
      FROM made GROUP BY tenant) batch
    WHERE n <> numbers OR n <> high - low + 1
      OR n <> (SELECT COUNT(*) FROM {s}.rec WHERE rec.tenant = batch.tenant AND rec.seq >= low)
      OR low <> 0 AND NOT EXISTS (SELECT FROM {s}.rec WHERE rec.tenant = batch.tenant AND rec.seq = low - 1))
     OR (SELECT COUNT(*) FROM {s}.rec WHERE rid = ANY (ARRAY(SELECT rid FROM made)))
       <> (SELECT COUNT(DISTINCT rid) FROM made) THEN
    RAISE EXCEPTION 'rec is gap-free and append-only';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION {s}.grows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.tenant <> OLD.tenant OR NEW.size <= OLD.size THEN RAISE EXCEPTION 'head only grows'; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION {s}.told() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {s}.rec WHERE rid = NEW.event AND tenant = NEW.tenant AND kind = 'erase')
     OR NOT EXISTS (SELECT 1 FROM {s}.rec WHERE rid = NEW.rid AND tenant = NEW.tenant) THEN
    RAISE EXCEPTION 'an erasure is of a record, and told by a record';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION {s}.on_record() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {s}.erased WHERE rid = OLD.rid AND tenant = OLD.tenant) THEN
    RAISE EXCEPTION '% goes only with an erasure on record', TG_TABLE_NAME;
  END IF;
  RETURN OLD;
END $$;
-- Nobody else deletes keys: the two newest of a tenant stay, so the one in force outlives a rotation that fails.
CREATE FUNCTION {s}.newest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM {s}.signing WHERE tenant = NEW.tenant
    AND n NOT IN (SELECT n FROM {s}.signing WHERE tenant = NEW.tenant ORDER BY n DESC LIMIT 2);
  RETURN NULL;
END $$;

-- The partitions of a month and of the two after it; returns where they begin and end. ATTACH, unlike PARTITION OF,
-- waits neither for readers nor for writers. TRUNCATE of a partition does not fire its parent's trigger, so each has
-- its own.
CREATE FUNCTION {s}.months(at bigint) RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first pg_catalog.timestamp := date_trunc('month', to_timestamp(at) AT TIME ZONE 'UTC');
  name pg_catalog.text;
  since pg_catalog.int8;
  until pg_catalog.int8 := extract(epoch FROM first AT TIME ZONE 'UTC');
  made pg_catalog.int8[] := ARRAY[until, until];
BEGIN
  FOR ahead IN 0..2 LOOP
    name := 'rec_' || to_char(first + make_interval(months => ahead), 'YYYY_MM');
    since := until;
    until := extract(epoch FROM (first + make_interval(months => ahead + 1)) AT TIME ZONE 'UTC');
    made[2] := until;
    CONTINUE WHEN to_regclass(format('%s.%I', '{s}', name)) IS NOT NULL;
    LOCK TABLE {s}.rec IN SHARE UPDATE EXCLUSIVE MODE;  -- what ATTACH takes: one at a time, whoever the tenant
    CONTINUE WHEN to_regclass(format('%s.%I', '{s}', name)) IS NOT NULL;
    EXECUTE format('CREATE TABLE {s}.%I (LIKE {s}.rec)', name);
    EXECUTE format('CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.%I EXECUTE FUNCTION {s}.refuse()', name);
    EXECUTE format('ALTER TABLE {s}.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE {s}.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE {s}.rec ATTACH PARTITION {s}.%I FOR VALUES FROM (%s) TO (%s)', name, since, until);
  END LOOP;
  RETURN made;
END $$;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON {s}.rec FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER ordered AFTER INSERT ON {s}.rec REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION {s}.in_order();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.rec FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER grows BEFORE UPDATE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.grows();
CREATE TRIGGER keep BEFORE DELETE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.head FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON {s}.body FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER erased BEFORE DELETE ON {s}.body FOR EACH ROW EXECUTE FUNCTION {s}.on_record();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.body FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON {s}.shred FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER erased BEFORE DELETE ON {s}.shred FOR EACH ROW EXECUTE FUNCTION {s}.on_record();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.shred FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON {s}.blind FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER erased BEFORE DELETE ON {s}.blind FOR EACH ROW EXECUTE FUNCTION {s}.on_record();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.blind FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON {s}.token FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER erased BEFORE DELETE ON {s}.token FOR EACH ROW EXECUTE FUNCTION {s}.on_record();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.token FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON {s}.erased FOR EACH ROW EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER told BEFORE INSERT ON {s}.erased FOR EACH ROW EXECUTE FUNCTION {s}.told();
CREATE TRIGGER whole BEFORE TRUNCATE ON {s}.erased FOR EACH STATEMENT EXECUTE FUNCTION {s}.refuse();
CREATE TRIGGER newest AFTER INSERT ON {s}.signing FOR EACH ROW EXECUTE FUNCTION {s}.newest();

-- The tenant is asked for once a statement, not once a row.
ALTER TABLE {s}.rec ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.head ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.body ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.shred ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.blind ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.token ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.signing ENABLE ROW LEVEL SECURITY;
ALTER TABLE {s}.rec FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.head FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.body FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.shred FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.blind FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.token FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.erased FORCE ROW LEVEL SECURITY;
ALTER TABLE {s}.signing FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON {s}.rec USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.head USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.body USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.shred USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.blind USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.token USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.erased USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));
CREATE POLICY own ON {s}.signing USING (tenant = ( SELECT {s}.mine() AS mine)) WITH CHECK (tenant = ( SELECT {s}.mine() AS mine));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {s} FROM PUBLIC;
GRANT USAGE ON SCHEMA {s} TO {gw}, {reader}, {eraser};
GRANT EXECUTE ON FUNCTION {s}.mine() TO {gw}, {reader}, {eraser};
GRANT EXECUTE ON FUNCTION {s}.months(bigint) TO {gw};
-- Headers hold no text: the gateway may read what it wrote, to find its place and its key again.
GRANT SELECT, INSERT ON {s}.rec TO {gw};
GRANT INSERT ON {s}.body, {s}.shred, {s}.blind, {s}.token TO {gw};
GRANT SELECT, INSERT, UPDATE ON {s}.head TO {gw};
GRANT SELECT, INSERT ON {s}.signing TO {gw};
GRANT SELECT ON {s}.erased TO {gw};
GRANT SELECT ON {s}.rec, {s}.head, {s}.body, {s}.shred, {s}.blind, {s}.token, {s}.erased TO {reader};
GRANT SELECT (rid, tenant) ON {s}.body, {s}.shred, {s}.blind, {s}.token TO {eraser};
GRANT DELETE ON {s}.body, {s}.shred, {s}.blind, {s}.token TO {eraser};
GRANT SELECT, INSERT ON {s}.erased TO {eraser};
RESET ROLE;
GRANT {gw} TO {eraser};
