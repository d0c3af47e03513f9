"""Stand-ins: invented values that look like the real ones, drawn with the tenant's key."""
