"""The commands of ``guard``, one file for what belongs together; `guard.cli` puts them in their places."""
