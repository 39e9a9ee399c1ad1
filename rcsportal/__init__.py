"""The project: settings, addresses, start-up checks."""

__version__ = "0.1.0"
