"""Endpoints of other systems, answered by Guard: whoever calls those systems calls Guard instead, unchanged."""
