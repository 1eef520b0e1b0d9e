"""The front door: settings, pipeline, commands."""
