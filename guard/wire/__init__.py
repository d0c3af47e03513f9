"""JSON of one API on one side, Texts on the other."""
