"""The store of a fleet: the log on PostgreSQL is the log on SQLite, and roles cannot do what is not theirs."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest

from audit.erasure import erasure
from audit.errors import AuditUnavailable, StoreError
from audit.events import Access, Kind
from audit.log import AuditLog, Receipt
from audit.open import PrivateKey, open_body
from audit.record import Record
from audit.ring import Ring
from audit.store.postgres import PostgresStore, install
from audit.store.server import Server
from audit.verify import Check, verify_store

SECRET = bytes(range(32))
MONTH = 31 * 86_400
START = 1_700_000_000

Made = Callable[..., Record]


@pytest.fixture(scope="module")
def schema(postgres: str) -> Iterator[str]:
    """A schema of this test's own, gone afterwards with its roles."""
    name = f"audit_{secrets.token_hex(6)}"
    install(postgres, name)
    yield name
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"DROP SCHEMA {name} CASCADE")
        for role in ("eraser", "reader", "gw", "owner"):
            db.execute(f"DROP OWNED BY {name}_{role}")
            db.execute(f"DROP ROLE {name}_{role}")


@pytest.fixture
def tenant() -> str:
    return f"tenant-{secrets.token_hex(6)}"


@pytest.fixture
def key(keys: Callable[..., PrivateKey]) -> PrivateKey:
    return keys("x25519")


@pytest.fixture
def ring(rings: Callable[..., Ring], key: PrivateKey, tenant: str) -> Ring:
    return rings((key,), tenant=tenant)


@pytest.fixture
def clock() -> list[int]:
    return [START]


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
def filled(log: AuditLog, record: Made, access: Made, tenant: str) -> list[Receipt]:
    """Two flags with tokens, a header-only one and an access, behind the rotation."""
    bodies = [
        record(b"one", tenant=tenant, tokens=(b"a" * 10,)),
        record(b"two", tenant=tenant, tokens=(b"b" * 10,)),
    ]
    bare = record(b"", tenant=tenant, level="none")
    return [
        log.append_sync(each) for each in (*bodies, bare, Record(tenant, Access("0" * 32, "ana", "review")))
    ]


def test_what_was_appended_verifies_and_opens(filled: list[Receipt], reader: PostgresStore, key: PrivateKey):
    report = verify_store(reader)
    assert report.problems == ()
    assert report.records == 5
    row = reader.by_rid(filled[0].rid)
    assert open_body(row.hdr, reader.sealed(row.rid), reader.share(row.rid), key) == b"one"


def test_look_up(filled: list[Receipt], reader: PostgresStore, tenant: str):
    assert [row.seq for row in reader.rows(10)] == [4, 3, 2, 1, 0]
    assert [row.seq for row in reader.in_order(tenant)] == [0, 1, 2, 3, 4]
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
    postgres: str, schema: str, ring: Ring, record: Made, tenant: str, reader: PostgresStore
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
    assert sorted(receipt.seq for receipt in made) == list(range(1, 31))
    assert verify_store(reader).problems == ()


def test_a_key_turned_by_one_gateway_is_followed_by_another(
    postgres: str, schema: str, ring: Ring, record: Made, tenant: str, reader: PostgresStore, clock: list[int]
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
    report = verify_store(reader)
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
    log: AuditLog, filled: list[Receipt], reader: PostgresStore, key: PrivateKey
):
    rid = filled[0].rid
    log.erase_sync(erasure([rid], "record", "request", "ana"), [rid])
    assert reader.sealed(rid) == b""
    assert reader.tokens(rid) == []
    with pytest.raises(StoreError, match="no share"):
        reader.share(rid)
    report = verify_store(reader)
    assert (report.problems, report.logs[0][1].erased) == ((), 1)
    row = reader.by_rid(filled[1].rid)
    assert open_body(row.hdr, reader.sealed(row.rid), reader.share(row.rid), key) == b"two"


def test_months_are_partitions_with_triggers_of_their_own(
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
    assert verify_store(reader).problems == ()
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
    ],
)
def test_a_gateway_cannot(statement: str, filled: list[Receipt], postgres: str, schema: str, tenant: str):
    assert filled
    user = f"login_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"CREATE ROLE {user} LOGIN IN ROLE {schema}_gw")
    try:
        with psycopg.connect(postgres, user=user, autocommit=True) as db:
            db.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
            with pytest.raises(psycopg.Error):
                db.execute(statement.format(s=schema, t=tenant))
    finally:
        with psycopg.connect(postgres, autocommit=True) as db:
            db.execute(f"DROP ROLE {user}")


def test_another_tenant_sees_nothing(filled: list[Receipt], postgres: str, schema: str):
    assert filled
    with closing(PostgresStore.open(postgres, "another", "reader", schema)) as store:
        assert list(store.rows(10)) == []
        assert list(store.heads()) == []
        assert store.by_rid(filled[0].rid) is None
        assert store.sealed(filled[0].rid) == b""
        assert verify_store(store).records == 0


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
    assert found in {problem.kind for problem in verify_store(reader).problems}


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        ("ALTER TABLE {s}.rec DISABLE TRIGGER keep", "ALTER TABLE {s}.rec ENABLE TRIGGER keep"),
        ("ALTER TABLE {s}.body NO FORCE ROW LEVEL SECURITY", "ALTER TABLE {s}.body FORCE ROW LEVEL SECURITY"),
        ("CREATE TABLE {s}.extra(a int)", "DROP TABLE {s}.extra"),
    ],
)
def test_a_schema_that_was_changed_is_found(
    change: str, undo: str, filled: list[Receipt], postgres: str, schema: str, reader: PostgresStore
):
    assert filled
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(change.format(s=schema))
        try:
            assert Check.SCHEMA in {problem.kind for problem in verify_store(reader).problems}
        finally:
            db.execute(undo.format(s=schema))
    assert verify_store(reader).ok


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
