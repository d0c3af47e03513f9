"""Passwords in connection strings: of ADO, ODBC and JDBC, and in URLs of databases and brokers.

The span is the password alone: user, host and database say what is connected to, and are not secret.
https://www.connectionstrings.com/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import stand_in

_SCHEME = (
    "postgres(?:ql)?|mysql2?|mariadb|mongodb|redis|rediss|valkey|amqps?|mssql|sqlserver|oracle|db2|cockroachdb|clickhouse"
    "|cassandra|neo4j|bolt|couchbases?|couchdb|influxdb|kafka|nats|mqtts?|stomp|snowflake|redshift|trino|presto|hive2?|libsql|vertica"
)
_BEGIN = "server|data source|host|driver|dsn|addr|address|provider|database|initial catalog|uid|user id|user|jdbc:[a-z0-9]{2,12}"
_DEFAULTS = frozenset(
    {"postgres", "mysql", "redis", "mongo", "rabbitmq", "sa", "app", "dbpass", "dbpassword", "pass"}
)


def _password(value: str) -> bool | None:
    return False if value.casefold() in _DEFAULTS or stand_in(value) else None


CONNECTION_STRING = PatternDetector(
    "CONNECTION_STRING",
    [
        Pattern(
            rf"\b(?:{_SCHEME})(?:\+[a-z0-9]{{2,12}})?://[^\s:/@?#\"'`\\]{{0,40}}:([^\s/@?#\"'`\\]{{3,60}})@[\w\[]",
            0.9,
            group=1,
        ),
        Pattern(
            rf"\b(?:{_BEGIN})[^\n\"'`]{{1,60}}?[;?&]\s?(?:password|pwd)\s?=\s?([^\s;&\"'`]{{3,50}}?)(?=[;&\"'`\s]|$)",
            0.85,
            group=1,
        ),
        Pattern(r"\bjdbc:oracle:thin:[\w$#]{1,30}/([^\s/@\"'`]{3,60})@", 0.9, group=1),
        Pattern(
            r"(?<![\w;])(?:password|pwd)=([^\s;&\"'`]{3,50});\s?(?:server|data source|host|database|uid|user id)=",
            0.85,
            group=1,
        ),
        Pattern(r"\bSharedAccessKey=([A-Za-z0-9+/]{43}=)", 0.95, group=1),
        Pattern(r"\bAccountKey=([A-Za-z0-9+/]{86}==)", 0.95, group=1),
    ],
    validate=_password,
    source="https://www.connectionstrings.com/",
    default=True,
)
