"""Chromium for the browser tests and for looking at pages: found, or installed where we may."""

import os
import shutil
import subprocess

# The shell alone first: it draws pages and no window around them, for half of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromium(Exception):
    """There is no browser here; the text says the one command that brings it."""


def find() -> str | None:
    """The path of a Chromium that starts. BREAKWATER_CHROMIUM names one of one's own."""
    for name in (os.environ.get("BREAKWATER_CHROMIUM", ""), *NAMES):
        path = shutil.which(name) if name else None
        # Ubuntu ships a stub of that name that only points to a snap: it must answer before it counts.
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0:
            return path
    return None


def ensure() -> str:
    """The path of a Chromium, installed with apt when that is possible. Raises NoChromium."""
    if path := find():
        return path
    command = f"apt-get install --no-install-recommends {PACKAGES[-1]}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoChromium(f"Tests in a browser need Chromium. Run this once, then start again:\n    sudo {command}")
    print("Installing Chromium ...", flush=True)
    unread = _apt("update")
    # An older Debian and Ubuntu have no package of the shell alone.
    if fault := _apt("install", "-y", "--no-install-recommends", PACKAGES[0]) and _apt(
        "install", "-y", "--no-install-recommends", PACKAGES[1]
    ):
        raise NoChromium("\n".join(filter(None, (unread, f"apt-get could not install {PACKAGES[1]}:", fault))))
    if path := find():
        return path
    raise NoChromium(
        "The package chromium does not start here (Ubuntu's is a pointer to a snap). Install Google Chrome or "
        "another Chromium, and name it in BREAKWATER_CHROMIUM."
    )


def _apt(*arguments: str) -> str:
    """What apt-get complained of; nothing when it did as told."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-q", *arguments], env=environment, capture_output=True, text=True)
    return (done.stderr.strip() or "no reason given") if done.returncode else ""
