"""The commands: one module each, thin shells over functions."""
