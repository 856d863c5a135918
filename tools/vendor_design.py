"""Fetch and fit the front-end files that Breakwater carries. For maintainers; nothing at install or run time needs it.

    python tools/vendor_design.py [folder with the packages already unpacked]

Asks `npm pack` for four packages, then writes src/breakwater/foundation/design/static/design/vendor and fonts:

* GOV.UK Frontend's CSS twice: whole (less what is GOV.UK's alone), and cut to what public pages use;
* the few MOJ components in use;
* GOV.UK Frontend's script as one classic script, so that a nonce covers it and no import has to be rewritten;
* two weights of Atkinson Hyperlegible Next, its zeros without a slash, for browsers and, as TrueType, for drawings made on the server.

Taken out on the way: source maps, the GDS Transport typeface, the crown, the crest and the GOV.UK icons, which are
licensed for GOV.UK only, and every url() that would need a file we do not carry.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGES = {
    "govuk-frontend": "govuk-frontend@6.6.0",
    "moj-frontend": "@ministryofjustice/frontend@11.1.0",
    "font": "@fontsource/atkinson-hyperlegible-next@5.3.0",
}
STATIC = Path(__file__).resolve().parent.parent / "src/breakwater/foundation/design/static/design"
FAMILY = '"Atkinson Hyperlegible Next",arial,sans-serif'
WEIGHTS = (400, 700)

NEVER = {"govuk-cookie-banner", "govuk-header", "govuk-footer__crown", "govuk-footer__copyright-logo", "govuk-logo"}
PUBLIC = """
    back-link body breadcrumbs body-l body-m body-s button button-group caption character-count checkboxes clearfix date-input
    details error-message error-summary fieldset file-upload form-group frontend-supported grid-column grid-row heading
    hint input inset-text label link link-image list main-wrapper notification-banner panel pagination password-input radios
    section-break select skip-link summary-card summary-list table tag task-list template textarea visually-hidden
    warning-text width-container
"""
MOJ = {"moj-timeline", "moj-badge", "moj-filter", "moj-filter-layout", "moj-side-navigation", "moj-sub-navigation"}


def main(unpacked: Path | None):
    vendor, fonts = STATIC / "vendor", STATIC / "fonts"
    for folder in (vendor, fonts):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        packages = {name: fetch(wanted, Path(scratch) / name, unpacked) for name, wanted in PACKAGES.items()}
        govuk = packages["govuk-frontend"] / "dist/govuk"
        css = (govuk / "govuk-frontend.min.css").read_text(encoding="utf-8")
        write(vendor / "govuk.css", fit(css, lambda name: block_of(name) not in NEVER and name not in NEVER))
        public = {f"govuk-{name}" for name in PUBLIC.split()}
        write(vendor / "govuk-public.css", fit(css, lambda name: block_of(name) in public or name == "js-enabled"))
        moj = (packages["moj-frontend"] / "moj/moj-frontend.min.css").read_text(encoding="utf-8")
        write(vendor / "moj.css", fit(moj, lambda name: block_of(name) in MOJ))
        script = (govuk / "govuk-frontend.min.js").read_text(encoding="utf-8")
        write(vendor / "govuk-frontend.js", classic(script))
        for weight in WEIGHTS:
            name = f"atkinson-hyperlegible-next-latin-{weight}-normal.woff2"
            shutil.copyfile(packages["font"] / "files" / name, fonts / f"atkinson-hyperlegible-next-{weight}.woff2")
            fit_font(fonts / f"atkinson-hyperlegible-next-{weight}.woff2")
        shutil.copyfile(packages["font"] / "LICENSE", fonts / "OFL.txt")


def fetch(wanted: str, into: Path, unpacked: Path | None) -> Path:
    """Return the folder of one unpacked package."""
    if unpacked:
        [found] = unpacked.glob(wanted.lstrip("@").replace("/", "-").replace("@", "-"))
        return found
    into.mkdir()
    packed = subprocess.run(
        ["npm", "pack", "--silent", wanted], cwd=into, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(into / packed) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def fit(css: str, keeps) -> str:
    """Return the style sheet with only the rules whose every class `keeps` accepts."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = css.replace("GDS Transport,arial,sans-serif", FAMILY)
    css = css.replace("font-family:sans-serif", f"font-family:{FAMILY}")  # on paper too
    return '@charset "UTF-8";' + "".join(kept_rules(css.replace('@charset "UTF-8";', ""), keeps))


def kept_rules(css: str, keeps):
    for head, body in split_rules(css):
        head = head.strip()
        if body is None:
            yield head
        elif head.startswith(("@media", "@supports", "@layer")):
            inner = "".join(kept_rules(body, keeps))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@font-face"):
            continue
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [part for part in split_selectors(head) if all(map(keeps, classes_of(part)))]
            declarations = ";".join(part for part in body.split(";") if "url(" not in part)
            if selectors and declarations:
                yield f"{','.join(selectors)}{{{declarations}}}"


def split_rules(css: str):
    """Yield (head, body) of each rule at the top level; body is None for a statement such as @charset."""
    start = depth = head_end = 0
    quote = ""
    for at, letter in enumerate(css):
        if quote:
            quote = "" if letter == quote and css[at - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            head_end = at if depth == 0 else head_end
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:head_end], css[head_end + 1 : at]
                start = at + 1
        elif letter == ";" and depth == 0:
            yield css[start : at + 1], None
            start = at + 1


def split_selectors(head: str) -> list[str]:
    """Split a rule's head at the commas that are not inside brackets."""
    return re.split(r",(?![^(]*\))", head)


def classes_of(selector: str) -> list[str]:
    """Return the classes a selector needs; what it must not have (:not) and attributes do not count."""
    selector = re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector)
    return [name.replace("\\!", "!") for name in re.findall(r"\.((?:\\.|[\w-])+)", re.sub(r"\[[^\]]*\]", "", selector))]


def block_of(name: str) -> str:
    """Return the component a class belongs to: "govuk-button" of "govuk-button__icon"; columns and sizes are one."""
    block = re.split(r"__|--", name)[0]
    if block.startswith("govuk-!"):
        return "govuk-template"
    for family in ("heading", "caption", "grid-column", "list", "section-break"):
        if block.startswith(f"govuk-{family}"):
            return f"govuk-{family}"
    return block


def classic(script: str) -> str:
    """Return an ES module that ends in one export list as a classic script that sets window.GOVUKFrontend."""
    script = re.sub(r"//# sourceMappingURL=.*\s*$", "", script)
    body, names = re.fullmatch(r"(.*)export\{([\w,]+)\};?\s*", script, re.DOTALL).groups()
    # ARIA knows nothing of an expanded radio, and checkers say so; the reveal is plain from the order of the page.
    radios = script.index("govuk-radios__conditional")
    at = body.index('t.setAttribute("aria-expanded",e.toString()),', radios)
    body = body[:at] + body[at:].replace('t.setAttribute("aria-expanded",e.toString()),', "", 1)
    return f'(function(){{"use strict";{body}window.GOVUKFrontend={{{names}}};}})();'


def fit_font(woff2: Path):
    """Open the zeros, and keep a TrueType copy for drawings and papers made on the server. Needs fonttools and brotli."""
    from fontTools.ttLib import TTFont

    font = TTFont(woff2)
    open_zero(font["glyf"]["zero"])  # the tabular zero is drawn from it
    font.save(woff2)
    font.flavor = None
    font.save(STATIC.parent.parent / "fonts" / f"{woff2.stem}.ttf")


def open_zero(glyph):
    """Draw one counter where a slash parts it in two. Telephone numbers and dates are read more easily so, and the typeface has
    no other zero. The halves mirror each other: left of the lower one and right of the upper one are whole curves."""
    from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

    if glyph.numberOfContours != 3:
        return
    ends, points = glyph.endPtsOfContours, list(zip(glyph.coordinates, glyph.flags, strict=True))
    outer, lower, upper = (
        points[start:end] for start, end in zip((0, ends[0] + 1, ends[1] + 1), [end + 1 for end in ends], strict=True)
    )
    middle = (min(x for (x, _), _ in outer) + max(x for (x, _), _ in outer)) / 2
    high = next(y for (x, y), on in lower if on and x == min(x for (x, _), _ in lower))
    left = lower[next(at for at, ((_, y), on) in enumerate(lower) if on and y == high) :]  # down to the foot
    foot = lower[0]
    right = upper[max(at for at, ((_, y), on) in enumerate(upper) if on and y == high) :]
    right = right[: next(at for at, ((x, _), on) in enumerate(right) if on and x == middle) + 1]  # up to the head

    def mirrored(curve):
        return [((round(2 * middle - x), y), on) for (x, y), on in reversed(curve)]

    counter = [foot, *mirrored(left[1:]), *right, *mirrored(right[1:-1]), *left]
    drawn = [*outer, *counter]
    glyph.coordinates = GlyphCoordinates([place for place, _ in drawn])
    glyph.flags = bytearray(on for _, on in drawn)
    glyph.endPtsOfContours = [len(outer) - 1, len(drawn) - 1]
    glyph.numberOfContours = 2
    glyph.program.fromBytecode(b"")  # its hints speak of points that are gone


def write(path: Path, text: str):
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {len(text):,} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
