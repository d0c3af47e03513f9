"""Bring your own moderation: detectors that run elsewhere, or in a package of the tenant's own."""
