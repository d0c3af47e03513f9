"""The commands of `audit` that are files of their own."""
