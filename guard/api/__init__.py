"""Guard's own REST endpoints."""
