"""Finding news again: one analysis, one query language, several engines."""
