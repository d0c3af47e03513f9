"""Sealed, append-only record of flagged exchanges; knows nothing of `guard`."""
