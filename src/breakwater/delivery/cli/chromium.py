"""Chromium for the browser tests and for looking at pages: found, or installed where we may."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


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
    command = "apt-get install --no-install-recommends chromium"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoChromium(f"Tests in a browser need Chromium. Run this once, then start again:\n    sudo {command}")
    print("Installing Chromium ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", "-q", *arguments], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise NoChromium(f"apt-get {' '.join(arguments)} did not succeed:\n{done.stderr.strip()}")
    if path := find():
        return path
    raise NoChromium(
        "The package chromium does not start here (Ubuntu's is a pointer to a snap). Install Google Chrome or "
        "another Chromium, and name it in BREAKWATER_CHROMIUM."
    )
