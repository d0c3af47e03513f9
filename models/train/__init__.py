"""From rows to the artifact: ``python -m models.train`` does all of it, and goes on where it stopped."""
