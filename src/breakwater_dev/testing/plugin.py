"""pytest plugin, loaded before Django's settings are read: tests have their own data folder and server."""

import gc
import os
from pathlib import Path

from hypothesis import HealthCheck, settings

from breakwater_dev.testing import memory, trials

CHECKOUT = Path(__file__).resolve().parents[3]

os.environ["BREAKWATER_DATA"] = os.environ.get("BREAKWATER_TEST_DATA", str(CHECKOUT / "var" / "test"))
os.environ["BREAKWATER_MAIL"] = "outbox"
os.environ["BREAKWATER_KEPT_SECONDS"] = "0"  # a test reads what it has just written; those of kept pages set it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.pop("BREAKWATER_ROLE", None)

# Before the settings name the server's folder.
memory.lead(Path(os.environ["BREAKWATER_DATA"]).resolve() / "postgres")

# A property holds or it does not; how long a busy machine took to try it says nothing of either.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="every trial at its full figure, and those left out otherwise"
    )
    parser.addoption(
        "--one-of-each", action="store_true", help="of each file the first test that is neither slow nor in a browser"
    )


def pytest_configure(config) -> None:
    trials.is_whole = config.getoption("--whole")


def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what is marked `whole` unless it was asked for; with --one-of-each, all but the first quick test of each file."""
    chosen = items if config.getoption("--whole") else [item for item in items if not item.get_closest_marker("whole")]
    if config.getoption("--one-of-each"):
        quick = [item for item in chosen if not any(map(item.get_closest_marker, ("slow", "browser")))]
        chosen = list({item.path: item for item in reversed(quick)}.values())
    left_out = set(items) - set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session) -> None:
    """What is loaded by now stays: to look it over for waste again and again takes an eighth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
