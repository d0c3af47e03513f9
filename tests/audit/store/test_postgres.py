"""The store of a fleet: the log on PostgreSQL is the log on SQLite, and roles cannot do what is not theirs."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from audit.erasure import erasure
from audit.errors import AuditUnavailable, StoreError
from audit.events import Kind
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey, open_body
from audit.record import Record
from audit.ring import Ring
from audit.rules import Check
from audit.statements import signed_by
from audit.store.postgres import PostgresStore, install
from audit.store.rows import New, Row
from audit.store.server import Server
from audit.verify import Report, verify_store

SECRET = bytes(range(32))
MONTH = 31 * 86_400
START = 1_700_000_000

Made = Callable[..., Record]
Erase = Callable[[str], Receipt]
Verify = Callable[[PostgresStore], Report]


@pytest.fixture
def ring(rings: Callable[..., Ring], key: PrivateKey, tenant: str) -> Ring:
    return rings((key,), tenant=tenant)


@pytest.fixture
def log(postgres: str, schema: str, ring: Ring, clock: list[int]) -> Iterator[AuditLog]:
    made = AuditLog(Server(postgres, SECRET, "eraser", schema), ring, timeout=20, clock=lambda: clock[0])
    yield made
    made.close()


@pytest.fixture
def reader(postgres: str, schema: str, tenant: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore.open(postgres, tenant, "reader", schema)) as store:
        yield store


@pytest.fixture
def login(postgres: str, schema: str) -> Iterator[str]:
    """A user that may act as a gateway and is nothing else."""
    name = f"login_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"CREATE ROLE {name} LOGIN IN ROLE {schema}_gw")
    yield name
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"DROP ROLE {name}")


@pytest.fixture
def filled(log: AuditLog, record: Made, access: Made, tenant: str) -> list[Receipt]:
    """Two flags with tokens, a header-only one and an access, behind the rotation and the ring."""
    bodies = [
        record(b"one", tenant=tenant, tokens=(b"a" * 10,)),
        record(b"two", tenant=tenant, tokens=(b"b" * 10,)),
    ]
    bare = record(b"", tenant=tenant, level="none")
    return [log.append_sync(each) for each in (*bodies, bare, access(tenant=tenant))]


@pytest.fixture
def check(ring: Ring) -> Verify:
    """Verify a store, with the ring of its officers at hand."""
    return lambda store: verify_store(store, {ring.digest: ring})


@pytest.fixture
def erase(log: AuditLog, officer: Signer, tenant: str) -> Erase:
    """Erase a record, by the officer of the ring."""

    def run(rid: str) -> Receipt:
        event = signed_by(erasure([rid], "record", "request", officer.name), tenant, officer)
        return log.erase_sync(event, [rid])

    return run


def test_what_was_appended_verifies_and_opens(
    check: Verify, filled: list[Receipt], reader: PostgresStore, key: PrivateKey
):
    report = check(reader)
    assert report.problems == ()
    assert report.records == 6
    row = reader.by_rid(filled[0].rid)
    assert open_body(row.hdr, reader.sealed(row.rid), reader.share(row.rid), key) == b"one"


def test_look_up(filled: list[Receipt], reader: PostgresStore, tenant: str):
    assert [row.seq for row in reader.rows(10)] == [5, 4, 3, 2, 1, 0]
    assert [row.seq for row in reader.in_order(tenant)] == [0, 1, 2, 3, 4, 5]
    assert [row.rid for row in reader.of_kind(tenant, Kind.FLAG)] == [each.rid for each in filled[:3]]
    assert reader.last(tenant, Kind.FLAG).rid == filled[2].rid
    assert reader.with_token(b"a" * 10) == [filled[0].rid]
    assert reader.with_token(b"c" * 10) == []
    assert [row.rid for row in reader.with_prefix(filled[1].rid, 2)] == [filled[1].rid]
    assert [row.rid for row in reader.erasable(tenant)] == [each.rid for each in filled[:2]]
    assert reader.by_rid("f" * 32) is None
    assert reader.sealed(filled[2].rid) == b""
    with pytest.raises(StoreError, match="no share"):
        reader.share(filled[2].rid)


def test_several_writers_leave_no_gap(
    check: Verify, postgres: str, schema: str, ring: Ring, record: Made, tenant: str, reader: PostgresStore
):
    logs = [AuditLog(Server(postgres, SECRET, "gw", schema), ring, timeout=30) for _ in range(3)]
    made: list[Receipt] = []

    def run(log: AuditLog) -> None:
        made.extend(log.append_sync(record(b"x", tenant=tenant)) for _ in range(10))

    threads = [threading.Thread(target=run, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
    assert sorted(receipt.seq for receipt in made) == list(range(2, 32))
    assert check(reader).problems == ()


def test_a_key_turned_by_one_gateway_is_followed_by_another(
    check: Verify,
    postgres: str,
    schema: str,
    ring: Ring,
    record: Made,
    tenant: str,
    reader: PostgresStore,
    clock: list[int],
):
    one, other = (
        AuditLog(Server(postgres, SECRET, "gw", schema), ring, timeout=20, clock=lambda: clock[0])
        for _ in range(2)
    )
    for log in (one, other):
        log.append_sync(record(b"x", tenant=tenant))
    clock[0] += 4000
    for log in (one, other):
        log.append_sync(record(b"x", tenant=tenant))
    for log in (one, other):
        log.close()
    report = check(reader)
    assert report.problems == ()
    assert report.logs[0][1].rotations == 2


def test_a_gateway_with_another_secret_cannot_sign(
    postgres: str, schema: str, ring: Ring, record: Made, tenant: str, filled: list[Receipt]
):
    assert filled
    log = AuditLog(Server(postgres, bytes(32), "gw", schema), ring, timeout=20)
    with pytest.raises(AuditUnavailable, match="another secret"):
        log.append_sync(record(b"x", tenant=tenant))
    log.close()


def test_erased_records_are_gone_and_the_log_verifies(
    check: Verify, erase: Erase, filled: list[Receipt], reader: PostgresStore, key: PrivateKey
):
    rid = filled[0].rid
    erase(rid)
    assert reader.sealed(rid) == b""
    assert reader.tokens(rid) == []
    with pytest.raises(StoreError, match="no share"):
        reader.share(rid)
    report = check(reader)
    assert (report.problems, report.logs[0][1].erased) == ((), 1)
    row = reader.by_rid(filled[1].rid)
    assert open_body(row.hdr, reader.sealed(row.rid), reader.share(row.rid), key) == b"two"


def test_months_are_partitions_with_triggers_of_their_own(
    check: Verify,
    log: AuditLog,
    record: Made,
    tenant: str,
    reader: PostgresStore,
    clock: list[int],
    postgres: str,
    schema: str,
):
    for _ in range(3):
        log.append_sync(record(b"x", tenant=tenant))
        clock[0] += MONTH
    assert check(reader).problems == ()
    with psycopg.connect(postgres, autocommit=True) as db:
        months = [name for (name,) in db.execute(
            "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' "
            "AND relnamespace = to_regnamespace(%s)", (schema,)
        )]  # fmt: skip
        assert len(months) >= 3
        for month in months:
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                db.execute(f"TRUNCATE {schema}.{month}")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM {s}.body",
        "SELECT e FROM {s}.shred",
        "SELECT token FROM {s}.token",
        "UPDATE {s}.rec SET ts = 0",
        "DELETE FROM {s}.rec",
        "TRUNCATE {s}.rec",
        "DELETE FROM {s}.head",
        "UPDATE {s}.head SET size = 0",
        "DELETE FROM {s}.shred",
        "INSERT INTO {s}.erased VALUES ('{t}', 'x', 'y')",
        "INSERT INTO {s}.body VALUES ('another', 'x', 'x')",
        "INSERT INTO {s}.head VALUES ('another', 1, '', '')",
        "DROP TABLE {s}.rec",
        "ALTER TABLE {s}.rec DISABLE TRIGGER ALL",
        "SET ROLE {s}_eraser",
        "DELETE FROM {s}.signing",
        "UPDATE {s}.signing SET sealed = ''",
        "SELECT * FROM {s}.login",
        "INSERT INTO {s}.login VALUES (session_user, '{t}')",
    ],
)
def test_a_gateway_cannot(
    statement: str, filled: list[Receipt], postgres: str, schema: str, tenant: str, login: str
):
    assert filled
    with psycopg.connect(postgres, user=login, autocommit=True) as db:
        db.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
        with pytest.raises(psycopg.Error):
            db.execute(statement.format(s=schema, t=tenant))


def test_another_tenant_sees_nothing(check: Verify, filled: list[Receipt], postgres: str, schema: str):
    assert filled
    with closing(PostgresStore.open(postgres, "another", "reader", schema)) as store:
        assert list(store.rows(10)) == []
        assert list(store.heads()) == []
        assert store.by_rid(filled[0].rid) is None
        assert store.sealed(filled[0].rid) == b""
        assert check(store).records == 0


def test_without_a_tenant_nothing_is_seen(filled: list[Receipt], postgres: str, schema: str):
    assert filled
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"SET ROLE {schema}_reader")
        assert db.execute(f"SELECT COUNT(*) FROM {schema}.rec").fetchone() == (0,)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE {s}.rec SET ts = ts + 1 WHERE rid = '{r}'", Check.COPY),
        ("UPDATE {s}.rec SET kind = 'access' WHERE rid = '{r}'", Check.LEAF),
        ("UPDATE {s}.rec SET hdr = hdr || ' '::bytea WHERE rid = '{r}'", Check.LEAF),
        ("DELETE FROM {s}.rec WHERE rid = '{r}'", Check.SEQUENCE),
        ("UPDATE {s}.body SET sealed = sealed || 'x'::bytea WHERE rid = '{r}'", Check.SEALED),
        ("DELETE FROM {s}.body WHERE rid = '{r}'", Check.SEALED),
        ("UPDATE {s}.shred SET e = decode(repeat('00', 32), 'hex') WHERE rid = '{r}'", Check.SHARE),
        ("DELETE FROM {s}.token WHERE rid = '{r}'", Check.INDEX),
        ("UPDATE {s}.blind SET nonce = nonce || 'x'::bytea WHERE rid = '{r}'", Check.INDEX),
        ("INSERT INTO {s}.erased VALUES ('{t}', '{r}', 'x')", Check.ERASURE),
        ("UPDATE {s}.head SET note = replace(note, 'guard', 'quard') WHERE tenant = '{t}'", Check.CHECKPOINT),
        ("DELETE FROM {s}.head WHERE tenant = '{t}'", Check.HEAD),
    ],
)
def test_what_a_superuser_changes_is_found(
    check: Verify,
    statement: str,
    found: Check,
    filled: list[Receipt],
    postgres: str,
    schema: str,
    tenant: str,
    reader: PostgresStore,
):
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute("SET session_replication_role = replica")  # no trigger fires
        db.execute(statement.format(s=schema, t=tenant, r=filled[0].rid))
    assert found in {problem.kind for problem in check(reader).problems}


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        ("ALTER TABLE {s}.rec DISABLE TRIGGER keep", "ALTER TABLE {s}.rec ENABLE TRIGGER keep"),
        ("ALTER TABLE {s}.body NO FORCE ROW LEVEL SECURITY", "ALTER TABLE {s}.body FORCE ROW LEVEL SECURITY"),
        ("CREATE TABLE {s}.extra(a int)", "DROP TABLE {s}.extra"),
        ("CREATE VIEW {s}.extra AS SELECT 1", "DROP VIEW {s}.extra"),
        ("ALTER TABLE {s}.head OWNER TO CURRENT_USER", "ALTER TABLE {s}.head OWNER TO {s}_owner"),
        ("GRANT DELETE ON {s}.signing TO {s}_gw", "REVOKE DELETE ON {s}.signing FROM {s}_gw"),
        ("GRANT SELECT (sealed) ON {s}.body TO {s}_gw", "REVOKE SELECT (sealed) ON {s}.body FROM {s}_gw"),
        ("GRANT EXECUTE ON FUNCTION {s}.months TO PUBLIC", "REVOKE ALL ON FUNCTION {s}.months FROM PUBLIC"),
        ("GRANT CREATE ON SCHEMA {s} TO {s}_gw", "REVOKE CREATE ON SCHEMA {s} FROM {s}_gw"),
        ("REVOKE INSERT ON {s}.rec FROM {s}_gw", "GRANT INSERT ON {s}.rec TO {s}_gw"),
        (
            "ALTER FUNCTION {s}.months RESET search_path",
            "ALTER FUNCTION {s}.months SET search_path = pg_catalog, pg_temp",
        ),
        ("ALTER FUNCTION {s}.refuse SECURITY DEFINER", "ALTER FUNCTION {s}.refuse SECURITY INVOKER"),
        ("ALTER ROLE {s}_gw BYPASSRLS", "ALTER ROLE {s}_gw NOBYPASSRLS"),
        (
            "ALTER POLICY own ON {s}.body USING (true)",
            "ALTER POLICY own ON {s}.body USING (tenant = (SELECT {s}.mine()))",
        ),
        ("CREATE POLICY more ON {s}.body USING (true)", "DROP POLICY more ON {s}.body"),
        (
            "CREATE OR REPLACE FUNCTION {s}.extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "DROP FUNCTION {s}.extra",
        ),
        (
            (
                "ALTER FUNCTION {s}.refuse RENAME TO kept; CREATE FUNCTION {s}.refuse() RETURNS trigger LANGUAGE plpgsql "
                "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'; ALTER FUNCTION {s}.refuse OWNER TO "
                "{s}_owner; REVOKE ALL ON FUNCTION {s}.refuse FROM PUBLIC; CREATE OR REPLACE TRIGGER keep BEFORE DELETE "
                "ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.refuse()"
            ),
            (
                "CREATE OR REPLACE TRIGGER keep BEFORE DELETE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.kept(); "
                "DROP FUNCTION {s}.refuse; ALTER FUNCTION {s}.kept RENAME TO refuse"
            ),
        ),
        (
            (
                "CREATE OR REPLACE TRIGGER keep BEFORE DELETE ON {s}.head FOR EACH ROW WHEN (false) "
                "EXECUTE FUNCTION {s}.refuse()"
            ),
            "CREATE OR REPLACE TRIGGER keep BEFORE DELETE ON {s}.head FOR EACH ROW EXECUTE FUNCTION {s}.refuse()",
        ),
    ],
)
def test_a_schema_that_was_changed_is_found(
    check: Verify,
    change: str,
    undo: str,
    filled: list[Receipt],
    postgres: str,
    schema: str,
    reader: PostgresStore,
):
    assert filled
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(change.format(s=schema))
        try:
            assert Check.SCHEMA in {problem.kind for problem in check(reader).problems}
        finally:
            db.execute(undo.format(s=schema))
    assert check(reader).ok


def test_a_server_that_is_away_is_an_outage_and_tells_no_secret(ring: Ring, record: Made, tenant: str):
    log = AuditLog(Server("host=127.0.0.1 port=1 password=hush connect_timeout=1", SECRET), ring, timeout=10)
    with pytest.raises(AuditUnavailable) as raised:
        log.append_sync(record(b"x", tenant=tenant))
    log.close()
    assert "hush" not in str(raised.value)
    assert "hush" not in repr(Server("password=hush", SECRET))


def test_a_schema_is_made_once(postgres: str, schema: str):
    with pytest.raises(StoreError, match="cannot make the schema"):
        install(postgres, schema)


def test_what_a_gateway_puts_in_its_temporary_schema_never_runs_as_the_owner(
    postgres: str, schema: str, login: str
):
    with psycopg.connect(postgres, user=login) as db:  # undone at the end, so nothing holds the role
        db.execute(
            "CREATE FUNCTION pg_temp.spy(pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION $q$ran as %$q$, current_user; END'"
        )
        for name in ("text", "name", "int8", "timestamp"):
            db.execute(
                f'CREATE DOMAIN pg_temp."{name}" AS pg_catalog.{name} CHECK (pg_temp.spy(VALUE::pg_catalog.text))'
            )
        db.execute("GRANT ALL ON FUNCTION pg_temp.spy TO PUBLIC")
        db.execute("SELECT set_config('app.tenant', 'any', false)")
        for number in range(3):
            assert db.execute(f"SELECT {schema}.months(%s)", (number * MONTH,)).fetchone() is not None
        assert db.execute(f"SELECT {schema}.mine()").fetchone() == ("any",)
        db.execute(f"INSERT INTO {schema}.signing(tenant, public, sealed) VALUES ('any', 'x', 'x')")
        db.rollback()


def months(postgres: str, schema: str) -> set[str]:
    with psycopg.connect(postgres, autocommit=True) as db:
        found = db.execute(
            "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' "
            "AND relnamespace = to_regnamespace(%s)",
            (schema,),
        )
        return {name for (name,) in found}


def test_this_month_and_the_next_two_are_there_before_the_first_record(
    postgres: str, schema: str, tenant: str
):
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)):
        with psycopg.connect(postgres, autocommit=True) as db:
            wanted = db.execute(
                "SELECT array_agg('rec_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC') "
                "+ make_interval(months => n), 'YYYY_MM')) FROM generate_series(0, 2) n"
            ).fetchone()
        assert set(wanted[0]) <= months(postgres, schema)


def test_the_next_months_are_made_outside_of_the_batch(
    postgres: str, schema: str, ring: Ring, record: Made, tenant: str
):
    clock = [4_100_000_000]
    log = AuditLog(Server(postgres, SECRET, "gw", schema), ring, timeout=20, clock=lambda: clock[0])
    log.append_sync(record(b"x", tenant=tenant))
    first = months(postgres, schema)
    clock[0] += 2 * MONTH
    log.append_sync(record(b"x", tenant=tenant))  # in the last month that is there
    assert months(postgres, schema) == first
    with psycopg.connect(postgres) as db:  # another batch that never ends
        db.execute(f"LOCK TABLE {schema}.rec IN ROW EXCLUSIVE MODE")
        log.append_sync(record(b"x", tenant=tenant))
    log.close()
    assert len(months(postgres, schema) - first) == 2


def test_an_open_reader_does_not_keep_a_new_month_away(
    check: Verify, postgres: str, schema: str, ring: Ring, record: Made, tenant: str, reader: PostgresStore
):
    clock = [4_200_000_000]
    log = AuditLog(Server(postgres, SECRET, "gw", schema), ring, timeout=4, clock=lambda: clock[0])
    log.append_sync(record(b"x", tenant=tenant))
    with reader.snapshot():
        seen = len(list(reader.in_order(tenant)))
        for _ in range(5):
            clock[0] += MONTH
            log.append_sync(record(b"x", tenant=tenant))
        assert len(list(reader.in_order(tenant))) == seen
    log.close()
    assert check(reader).problems == ()


def test_four_tenants_pass_a_month_end_together(
    check: Verify, postgres: str, schema: str, rings: Callable[..., Ring], key: PrivateKey, record: Made
):
    clock, errors = [4_300_000_000], []
    tenants = [f"tenant-{secrets.token_hex(6)}" for _ in range(4)]
    barrier = threading.Barrier(4)

    def run(tenant: str) -> None:
        log = AuditLog(
            Server(postgres, SECRET, "gw", schema),
            rings((key,), tenant=tenant),
            timeout=10,
            clock=lambda: clock[0],
        )
        try:
            for jump in (0, 1, 3, 9):  # the next month, and months that nobody has made yet
                if barrier.wait(20) == 0:
                    clock[0] += jump * MONTH
                barrier.wait(20)
                for _ in range(3):
                    log.append_sync(record(b"x", tenant=tenant))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
            barrier.abort()
        finally:
            log.close()

    threads = [threading.Thread(target=run, args=(tenant,)) for tenant in tenants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for tenant in tenants:
        with closing(PostgresStore.open(postgres, tenant, "reader", schema)) as store:
            assert check(store).problems == ()


@pytest.mark.parametrize(
    ("role", "statement", "idle"), [("gw", "5s", "10s"), ("eraser", "5s", "10s"), ("reader", "0", "10min")]
)
def test_waiting_ends(role: str, statement: str, idle: str, postgres: str, schema: str, tenant: str):
    with closing(PostgresStore.open(postgres, tenant, role, schema)) as store:
        for name, wanted in (
            ("statement_timeout", statement),
            ("idle_in_transaction_session_timeout", idle),
            ("lock_timeout", "5s"),
        ):
            assert store._all(f"SHOW {name}") == [(wanted,)]
        given = store._db.info.get_parameters()
        assert {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"} <= set(
            given
        )


def test_a_gateway_that_hangs_in_a_batch_loses_its_lock(
    postgres: str, schema: str, ring: Ring, record: Made, tenant: str
):
    hung = PostgresStore.open(postgres, tenant, "gw", schema)
    hung._run("SET idle_in_transaction_session_timeout = 200")
    log = AuditLog(Server(postgres, SECRET, "gw", schema), ring, timeout=20)

    def hang() -> None:
        with hung.transaction():
            hung.head(tenant)
            log.append_sync(record(b"x", tenant=tenant))

    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        hang()
    log.close()
    hung.close()


def test_a_login_is_trusted_for_every_tenant_until_it_is_bound(
    filled: list[Receipt], postgres: str, schema: str, tenant: str, login: str
):
    dsn = f"{postgres} user={login}"

    def seen(whose: str) -> bool:
        with closing(PostgresStore.open(dsn, whose, "gw", schema)) as store:
            return store.by_rid(filled[0].rid) is not None

    assert seen(tenant)
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"INSERT INTO {schema}.login VALUES (%s, 'another'), (%s, 'third')", (login, login))
        assert not seen(tenant)
        with closing(PostgresStore.open(dsn, tenant, "gw", schema)) as store:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                store.keep_signing(b"x", b"x")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                store._run("INSERT INTO {s}.body VALUES (%s, 'x', 'x')", tenant)
        with closing(PostgresStore.open(dsn, "third", "gw", schema)) as store:
            store.keep_signing(b"x", b"x")
            assert store.signing() == [(b"x", b"x")]
        db.execute(f"INSERT INTO {schema}.login VALUES (%s, %s)", (login, tenant))
    assert seen(tenant)


def test_a_bound_gateway_appends(
    check: Verify,
    postgres: str,
    schema: str,
    ring: Ring,
    record: Made,
    tenant: str,
    login: str,
    reader: PostgresStore,
):
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"INSERT INTO {schema}.login VALUES (%s, %s)", (login, tenant))
    log = AuditLog(Server(f"{postgres} user={login}", SECRET, "gw", schema), ring, timeout=20)
    log.append_sync(record(b"x", tenant=tenant, tokens=(b"a" * 10,)))
    log.close()
    report = check(reader)
    assert report.problems == ()
    assert report.records > 1


def test_the_two_newest_keys_stay(postgres: str, schema: str, tenant: str):
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:
        for number in range(4):
            with store.transaction():
                store.keep_signing(bytes([number]), b"sealed")
        assert [public for public, _ in store.signing()] == [b"\x03", b"\x02"]
    with closing(PostgresStore.open(postgres, f"{tenant}-2", "gw", schema)) as store:
        assert store.signing() == []


@pytest.mark.parametrize("event", ["0" * 32, "flag"])
def test_nothing_is_erased_without_a_record_that_says_so(
    check: Verify,
    event: str,
    filled: list[Receipt],
    postgres: str,
    schema: str,
    tenant: str,
    reader: PostgresStore,
):
    told = filled[1].rid if event == "flag" else event
    with closing(PostgresStore.open(postgres, tenant, "eraser", schema)) as store:

        def erase() -> None:
            with store.transaction():
                store.erase([filled[0].rid], told)

        with pytest.raises(psycopg.errors.RaiseException, match="told by a record"):
            erase()
    assert check(reader).problems == ()


def test_nothing_is_erased_that_is_no_record(
    erase: Erase, filled: list[Receipt], postgres: str, schema: str, tenant: str
):
    rid = filled[0].rid
    told = erase(rid).rid
    with (
        closing(PostgresStore.open(postgres, tenant, "eraser", schema)) as store,
        pytest.raises(psycopg.errors.RaiseException, match="told by a record"),
    ):
        store.erase(["f" * 32], told)


def test_a_receipt_says_that_the_disk_still_holds_what_was_erased(erase: Erase, filled: list[Receipt]):
    rid = filled[0].rid
    assert not erase(rid).settled


def test_a_commit_that_is_refused_is_an_error(postgres: str, schema: str, tenant: str):
    with (
        closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store,
        psycopg.connect(postgres, autocommit=True) as db,
    ):

        def cut() -> None:
            with store.transaction():
                store.keep_signing(b"x", b"x")
                db.execute("SELECT pg_terminate_backend(%s)", (store._db.info.backend_pid,))

        with pytest.raises(psycopg.OperationalError):
            cut()
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:
        assert store.signing() == []


@pytest.mark.parametrize(
    "made",
    [
        ((7, "a", 0),),  # a gap before it
        ((6, "a", 0), (8, "b", 0)),  # a gap in it
        ((6, "a", 0), (6, "b", 1)),  # a number twice, in other seconds
        ((6, "a", 0), (6, "b", 1), (8, "c", 0)),
        ((0, "a", 1),),  # a number that was there
        ((-1, "a", 0),),
        ((6, "a", 0), (7, "a", 1)),  # an id twice
        ((6, "old", 1),),  # an id that was there
    ],
)
def test_records_out_of_order_are_refused(
    made: tuple[tuple[int, str, int], ...],
    filled: list[Receipt],
    postgres: str,
    schema: str,
    tenant: str,
    reader: PostgresStore,
):
    row = reader.newest(tenant)
    assert row.seq == len(filled) + 1 == 5
    ids = {"a": "a" * 32, "b": "b" * 32, "c": "c" * 32, "old": row.rid}
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:

        def add() -> None:
            with store.transaction():
                for number, rid, later in made:
                    store.add(New(replace(row, seq=number, rid=ids[rid], ts=row.ts + later)))

        with pytest.raises(psycopg.errors.RaiseException, match="gap-free"):
            add()


def test_what_was_added_is_there_for_the_next_read(
    filled: list[Receipt], postgres: str, schema: str, tenant: str, reader: PostgresStore
):
    last = reader.newest(tenant)
    row = replace(last, seq=last.seq + 1, rid="e" * 32)
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:

        def add() -> None:
            with store.transaction():
                store.add(New(row))
                assert store.newest(tenant) == row
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            add()
        assert store.newest(tenant) == last


def test_a_batch_takes_as_many_statements_as_a_record(
    postgres: str, schema: str, tenant: str, monkeypatch: pytest.MonkeyPatch
):
    ran: list[str] = []
    run = PostgresStore._run

    def count(self: PostgresStore, query: str, *values: object, table: str = "") -> object:
        ran.append(query)
        return run(self, query, *values, table=table)

    monkeypatch.setattr(PostgresStore, "_run", count)
    counts = []
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:
        seq = 0
        for size in (1, 50):
            ran.clear()
            with store.transaction():
                for _ in range(size):
                    row = Row(tenant, seq, secrets.token_hex(16), "flag", START, b"h", b"l")
                    store.add(New(row, b"sealed", b"share", b"nonce", (b"a" * 10, b"b" * 10)))
                    seq += 1
            counts.append(len(ran))
    assert counts[1] <= counts[0] <= 9


def test_a_walk_is_of_one_moment_and_others_may_go_on_beside_it(
    log: AuditLog, filled: list[Receipt], record: Made, tenant: str, reader: PostgresStore
):
    walk, other = reader.in_order(tenant), reader.of_kind(tenant, Kind.FLAG)
    assert next(walk).seq == 0
    log.append_sync(record(b"late", tenant=tenant))
    assert next(other).rid == filled[0].rid
    assert [row.seq for row in walk] == [1, 2, 3, 4, 5]
    assert [row.rid for row in other] == [each.rid for each in filled[1:3]]
    assert reader.newest(tenant).seq == 6


def test_a_walk_that_is_left_holds_nothing(filled: list[Receipt], tenant: str, reader: PostgresStore):
    for row in reader.everything():
        assert row[1] == 0
        break
    with closing(reader.in_order(tenant)) as walk:
        next(walk)
        assert reader._db.info.transaction_status == TransactionStatus.INTRANS
    assert reader._db.info.transaction_status == TransactionStatus.IDLE
    assert len(filled) == 4


def test_a_snapshot_sees_one_moment(
    log: AuditLog, filled: list[Receipt], record: Made, tenant: str, reader: PostgresStore
):
    with reader.snapshot():
        size = reader.head(tenant).tree.size
        log.append_sync(record(b"late", tenant=tenant))
        assert reader.head(tenant).tree.size == size
        assert len(list(reader.in_order(tenant))) == size
    assert reader.head(tenant).tree.size == size + 1 == len(filled) + 3


def test_a_transaction_in_which_a_statement_failed_is_no_success(postgres: str, schema: str, tenant: str):
    with closing(PostgresStore.open(postgres, tenant, "gw", schema)) as store:

        def go_on() -> None:
            with store.transaction():
                store.keep_signing(b"x", b"x")
                with pytest.raises(psycopg.Error):
                    store.keep_signing(b"x", b"x")

        with pytest.raises(StoreError, match="not committed"):
            go_on()
        assert store.signing() == []


def test_a_snapshot_goes_on_after_a_page_that_cannot_be_read(
    filled: list[Receipt], tenant: str, reader: PostgresStore
):
    with reader.snapshot():
        with pytest.raises(psycopg.Error):
            list(reader._walk("SELECT 1 / (2 - n) FROM generate_series(1, 3) n"))
        assert reader.head(tenant).tree.size == len(filled) + 2
        assert [row.seq for row in reader.in_order(tenant)] == [0, 1, 2, 3, 4, 5]
    assert reader._db.info.transaction_status == TransactionStatus.IDLE
