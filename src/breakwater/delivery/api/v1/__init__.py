"""Version 1 of the open interface: its operations, gathered. Imported at the first request to it (`door`)."""

from .gathering import api

__all__ = ["api"]
