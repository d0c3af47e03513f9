"""Policies: data that turns findings into a verdict."""
