"""What the encoder is trained on: rows of the shared sets, of the project's own, and generated ones."""
