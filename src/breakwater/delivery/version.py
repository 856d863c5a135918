"""Which version of the product runs: the release, and where the code stands since it, as far as the checkout knows."""

import subprocess
from functools import cache

from breakwater import VERSION

from .settings.environment import CHECKOUT


@cache
def described() -> str:
    """The release, with what git says of a checkout in brackets: "0.1.0 (v0.1.0-12-g7ac87fb2)"."""
    from_git = _from_git()
    return VERSION if from_git in ("", f"v{VERSION}") else f"{VERSION} ({from_git})"


def _from_git() -> str:
    """The nearest tag, commits since it, the commit, and whether files differ from it; nothing where there is no git."""
    if not (CHECKOUT / ".git").exists():
        return ""
    command = ["git", "-C", str(CHECKOUT), "describe", "--tags", "--always", "--dirty", "--match", "v*"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
