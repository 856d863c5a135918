"""Filling the registries at start-up: a room names its modules that register themselves, and they are imported."""

from importlib import import_module


def fill_from(room: str, *modules: str) -> None:
    """Import the modules of a room (its package) that register something when they are imported."""
    for module in modules:
        import_module(f"{room}.{module}")
