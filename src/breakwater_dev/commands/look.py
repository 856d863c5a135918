"""`./breakwater look`: screenshots of the demo's pages, wide, narrow and without script, each with its accessibility report."""

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from breakwater.delivery.cli import CHECKOUT

from . import chromium

HELP = "screenshots of the demo's pages (all by default) with their accessibility report, into var/looks/"
NEEDS_DJANGO = False
PER_ROLE = 40
A_KIND = 2  # how many pages of one shape: /people/ab12/ and /people/cd34/ look alike
SIZES = {"wide": (1280, True), "narrow": (320, True), "plain": (1280, False)}
LEAVES = re.compile(r"/(account/logout|static|demo/as|leave)\b|/leave/?$")  # ends the session, or is no page
ANYONE = "anyone"


def add_arguments(parser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only these pages, as in /mash/")
    parser.add_argument(
        "--role", action="append", metavar="R", help="only as this role, as in mash_screener, or anyone"
    )
    parser.add_argument("--at", metavar="URL", help="a demo that is running; otherwise one is started")
    parser.add_argument("--most", type=int, default=PER_ROLE, help=f"pages a role at most (default {PER_ROLE})")


def run(options) -> int:
    try:
        browser_path = chromium.ensure()
    except chromium.NoChromium as fault:
        print(fault, file=sys.stderr)
        return 1
    into = CHECKOUT / "var" / "looks"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    with _demo(options.at) as here:
        looks = _look(here, options, browser_path, into)
    faults = sum(len(look["faults"]) for look in looks)
    (into / "index.html").write_text(_index(looks), encoding="utf-8")
    (into / "report.json").write_text(json.dumps(looks, indent=1), encoding="utf-8")
    print(f"{len(looks)} pages, {faults} accessibility faults: {into / 'index.html'}")
    return 1 if faults or any(look["status"] >= 500 for look in looks) else 0


@contextlib.contextmanager
def _demo(running: str | None):
    """The address of a demo: the one named, or one started for this and stopped after."""
    if running:
        yield running.rstrip("/")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = f"http://localhost:{port}"
    subprocess.run([sys.executable, "-m", "breakwater", "demo", "--load-only"], check=True)  # the whole of it
    process = subprocess.Popen([sys.executable, "-m", "breakwater", "demo", "--port", str(port), "--workers", "1"])
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                urlopen(here, timeout=5).close()
                break
            time.sleep(0.5)
        yield here
    finally:
        process.terminate()
        process.wait(30)


def _look(here: str, options, browser_path: str, into: Path) -> list[dict]:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    axe, looks = Axe(), []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=chromium.ARGUMENTS)
        for role in _roles(browser, here, options.role):
            state = _signed_in(browser, here, role)
            for path in [f"/{each.lstrip('/')}" for each in options.paths] or _crawl(
                browser, here, "/" if role == ANYONE else "/today/", state, options.most
            ):
                looks.append(_one(browser, axe, here, role, path, state, into))
                print(f"  {role:24} {looks[-1]['status']} {len(looks[-1]['faults'])} faults  {path}", flush=True)
        browser.close()
    return looks


def _roles(browser, here: str, wanted: list[str] | None) -> list[str]:
    """Roles with a door on the demo's first page, and anyone: the public."""
    if wanted:
        return wanted
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{here}/demo/")
    doors = page.locator("[data-role]").evaluate_all("doors => doors.map(door => door.dataset.role)")
    context.close()
    return [ANYONE, *dict.fromkeys(doors)]


def _signed_in(browser, here: str, role: str):
    """The browser's state after one click on the role's button, or an empty one for the public."""
    context = browser.new_context()
    page = context.new_page()
    if role != ANYONE:
        page.goto(f"{here}/demo/")
        title = role.replace("_", " ")
        button = page.locator(f"[data-role='{role}']").or_(
            page.get_by_role("button", name=re.compile(rf"\b{re.escape(title)}\b", re.IGNORECASE))
        )
        if button.count():
            button.first.click()
            page.wait_for_load_state()
        else:
            print(f"No door on {here}/demo/ for {role}.", file=sys.stderr)
    state = context.storage_state()
    context.close()
    return state


def _crawl(browser, here: str, home: str, state, most: int) -> list[str]:
    """Pages one can reach by links from home, each shape of address a few times."""
    from playwright.sync_api import Error

    context = browser.new_context(storage_state=state, java_script_enabled=False)
    page = context.new_page()
    waiting, seen, shapes, found = [home], {home}, {}, []
    while waiting and len(found) < most:
        path = waiting.pop(0)
        try:
            answer = page.goto(here + path, wait_until="domcontentloaded")
        except Error:  # a download, or a way out of the product
            continue
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found.append(path)
        for href in page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            target = urlsplit(urldefrag(urljoin(page.url, href)).url)
            following = target.path + (f"?{target.query}" if target.query else "")
            if f"{target.scheme}://{target.netloc}" != here or following in seen or LEAVES.search(target.path):
                continue
            seen.add(following)
            shape = re.sub(r"/[^/]*\d[^/]*", "/*", target.path) + ("?" if target.query else "")
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] <= A_KIND:
                waiting.append(following)
    context.close()
    return found


def _one(browser, axe, here: str, role: str, path: str, state, into: Path) -> dict:
    look = {"role": role, "path": path, "status": 0, "title": "", "faults": [], "pictures": {}}
    for size, (width, script) in SIZES.items():
        context = browser.new_context(
            storage_state=state, viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        page = context.new_page()
        answer = page.goto(here + path)
        look["status"], look["title"] = answer.status if answer else 0, page.title()
        name = f"{role}-{re.sub(r'[^a-z0-9]+', '-', path.lower()).strip('-') or 'home'}-{size}.png"[-180:]
        page.screenshot(path=str(into / name), full_page=True)
        look["pictures"][size] = name
        if script:
            for violation in axe.run(page).response["violations"]:
                nodes = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
                look["faults"].append(
                    {"size": size, "rule": violation["id"], "help": violation["help"], "where": nodes}
                )
            wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            if wider:
                look["faults"].append(
                    {"size": size, "rule": "reflow", "help": "The page scrolls sideways", "where": []}
                )
        context.close()
    return look


def _index(looks: list[dict]) -> str:
    parts = [
        "<!doctype html><html lang=en-GB><meta charset=utf-8><title>Looks</title>",
        "<style>body{font:16px sans-serif;margin:2em}img{max-height:420px;border:1px solid #888;margin:4px;vertical-align:top}"
        ".fault{color:#a00}</style><h1>Looks</h1>",
    ]
    for look in looks:
        parts.append(f"<h2>{escape(look['role'])}: {escape(look['path'])} ({look['status']})</h2>")
        parts.append(f"<p>{escape(look['title'])}</p>")
        for fault in look["faults"]:
            where = escape("; ".join(fault["where"][:5]))
            parts.append(
                f"<p class=fault>{fault['size']}: {escape(fault['rule'])}, {escape(fault['help'])} {where}</p>"
            )
        for size, name in look["pictures"].items():
            parts.append(f"<a href='{name}'><img src='{name}' alt='{size}' loading=lazy></a>")
    return "\n".join(parts)
