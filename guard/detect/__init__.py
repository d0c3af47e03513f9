"""Detectors: each finds one kind of thing in one Text."""
