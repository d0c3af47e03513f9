"""One small model, one pass: names and other personal data that need a reader, and harm of seven categories."""
