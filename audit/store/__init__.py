"""Stores: where sealed records, tree heads and shares are kept durably."""
