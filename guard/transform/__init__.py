"""Rewriting by span, and the way back."""
