"""What PostgreSQL's catalogue must say of a schema that `postgres.sql` made, read out of that file.

A fact is a tuple of texts: a function with its body, a trigger, a policy, a table's protection, a grant.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Final

from psycopg import sql

ROLES: Final = ("owner", "gw", "reader", "eraser")
"""Roles of a schema, each under the schema's name: `guard_audit_gw` and so on."""

Fact = tuple[str, ...]

QUERIES: Final = (
    """SELECT 'function', proname, provolatile::text, prosecdef::text, array_to_string(proconfig, ';'),
      pg_get_userbyid(proowner), prosrc FROM pg_proc WHERE pronamespace = {n}""",
    """SELECT 'trigger', t.tgenabled::text, pg_get_triggerdef(t.oid) FROM pg_trigger t
      JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = {n} AND NOT t.tgisinternal""",
    """SELECT 'policy', tablename, policyname, permissive, cmd, array_to_string(roles, ','), qual, with_check
      FROM pg_policies WHERE to_regnamespace(quote_ident(schemaname)) = {n}""",
    """SELECT 'table', relname, relkind::text, relrowsecurity::text, relforcerowsecurity::text, relhasrules::text,
      pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = {n} AND relkind IN ('r', 'p', 'v', 'm', 'f')""",
    """SELECT 'role', rolname, (rolsuper OR rolbypassrls)::text FROM pg_roles WHERE rolname IN ({roles})""",
    """SELECT 'grant', object, COALESCE(rolname, 'PUBLIC'), privilege_type, is_grantable::text
      FROM (
        SELECT nspname AS object, nspowner AS owner, nspacl AS acl FROM pg_namespace WHERE oid = {n}
        UNION ALL SELECT relname, relowner, relacl FROM pg_class WHERE relnamespace = {n}
        UNION ALL SELECT relname || '.' || attname, relowner, attacl FROM pg_attribute
          JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = {n}
        UNION ALL SELECT proname || '()', proowner, COALESCE(proacl, acldefault('f', proowner)) FROM pg_proc
          WHERE pronamespace = {n}) of, aclexplode(acl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
      WHERE grantee <> owner""",
)
"""Ask for every fact; `{n}` stands for the schema's oid, `{roles}` for its roles."""

MONTHS: Final = "SELECT relname FROM pg_class WHERE relnamespace = {n} AND relispartition AND relkind = 'r'"

_FUNCTION: Final = re.compile(
    r"^CREATE FUNCTION \{s\}\.(\w+)\(.*?\) RETURNS .*? LANGUAGE plpgsql( STABLE)?( SECURITY DEFINER)?"
    r" SET search_path = pg_catalog, pg_temp AS \$\$(.*?)\$\$;$",
    re.MULTILINE | re.DOTALL,
)
_TRIGGER: Final = re.compile(r"^(CREATE TRIGGER .*);$", re.MULTILINE)
_POLICY: Final = re.compile(
    r"^CREATE POLICY (\w+) ON \{s\}\.(\w+) USING (.*) WITH CHECK (.*);$", re.MULTILINE
)
_TABLE: Final = re.compile(r"^CREATE TABLE \{s\}\.(\w+)\(", re.MULTILINE)
_GRANT: Final = re.compile(
    r"^GRANT ([A-Z, ]+?)(?: \(([a-z, ]+)\))? ON (SCHEMA |FUNCTION )?(.+) TO (.+);$", re.MULTILINE
)


def template() -> str:
    """Return the script that makes a schema, with its names still to be put in."""
    return (files("audit.store") / "postgres.sql").read_text("utf-8")


def script(schema: str) -> str:
    """Return the script that makes a schema."""
    return _named(template(), schema)


def as_made(schema: str, months: Iterable[str]) -> frozenset[Fact]:
    """Return the facts of a schema as the script makes it.

    Args:
        schema: its name.
        months: names of the partitions that it has by now.
    """
    text, owner = template(), f"{schema}_owner"
    secured = {table for _, table, _, _ in _POLICY.findall(text)}
    facts: list[Fact] = [("role", f"{schema}_{role}", "false") for role in ROLES]
    for name, stable, definer, body in _FUNCTION.findall(text):
        volatile, mode = "s" if stable else "v", "true" if definer else "false"
        facts.append(
            ("function", name, volatile, mode, "search_path=pg_catalog, pg_temp", owner, _named(body, schema))
        )
    for table in _TABLE.findall(text):
        on = "true" if table in secured else "false"
        facts.append(("table", table, "p" if table == "rec" else "r", on, on, "false", owner))
    triggers = [each.replace("{s}", schema) for each in _TRIGGER.findall(text)]
    for month in months:
        facts.append(("table", month, "r", "true", "true", "false", owner))
        triggers += [
            each.replace(f" {schema}.rec ", f" {schema}.{month} ")
            for each in triggers
            if f" {schema}.rec " in each
            and " REFERENCING " not in each  # whoever inserts does so into the parent
        ]
    facts += [("trigger", "O", each) for each in triggers]
    facts += [
        ("policy", table, name, "PERMISSIVE", "ALL", "public", using.replace("{s}", schema), check.replace("{s}", schema))
        for name, table, using, check in _POLICY.findall(text)
    ]  # fmt: skip
    return frozenset([*facts, *_grants(text, schema)])


def as_found(fact: Iterable[str | None]) -> Fact:
    """Return a fact that the catalogue gave, in the spelling of `as_made`."""
    what, *rest = (each or "" for each in fact)
    return (what, *(rest if what == "function" else [each.replace('"', "") for each in rest]))


def _grants(text: str, schema: str) -> Iterator[Fact]:
    for privileges, columns, what, objects, roles in _GRANT.findall(text):
        for each in objects.split(", "):
            name = schema if what == "SCHEMA " else each.removeprefix("{s}.")
            name = re.sub(r"\(.*\)", "()", name)
            for object_ in [f"{name}.{column}" for column in columns.split(", ")] if columns else [name]:
                for role in roles.split(", "):
                    for privilege in privileges.split(", "):
                        yield "grant", object_, f"{schema}_{role.strip('{}')}", privilege, "false"


def _named(text: str, schema: str) -> str:
    """Put names in, quoted: the file is ours, and nothing else goes into it."""
    for name, full in {"s": schema, **{role: f"{schema}_{role}" for role in ROLES}}.items():
        text = text.replace(f"{{{name}}}", sql.Identifier(full).as_string())
    return text
