#!/bin/sh
# Makes the gateway's login when the database is made. `audit store` makes the tables, and takes the roles as they
# are: who appends records can neither open nor change nor delete them.
set -eu
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
  --set password="$(cat "${GATEWAY_PASSWORD_FILE:-/run/secrets/gateway_password}")" <<'SQL'
SELECT format('CREATE ROLE %I NOLOGIN', name) FROM unnest(ARRAY['guard_audit_gw', 'guard_audit_reader']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
CREATE ROLE gateway LOGIN PASSWORD :'password';
GRANT guard_audit_gw, guard_audit_reader TO gateway;
SQL
