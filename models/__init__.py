"""The shipped encoder: its data, its training, its artifact. Nothing here is imported at run time."""
