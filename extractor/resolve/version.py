"""Which rules made the entities: asked for by every reader, who need not load the rules for that."""

RESOLVER = "5"
"""Raised when the rules change: entities made by others are made anew."""
