"""The Jinja2 environment that draws every page of ours.

Our own templates are strict: a name that is not there is an error, never an empty space. The GOV.UK macros lean on
missing parameters being quietly empty, so they are compiled in a forgiving overlay of the same environment.
"""

import re
import sys
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.messages import get_messages
from django.middleware.csp import get_nonce
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
    pass_context,
)
from markupsafe import Markup, escape

from breakwater.foundation.design import moments, rich_text
from breakwater.foundation.design.absent import NOBODY_SEEN, NONE_SEEN

GOVUK = "govuk_frontend_jinja"
OWN_TEMPLATES = Path(__file__).parent / "jinja2"


class ForgivingPrefixLoader(PrefixLoader):
    """Compile the GOV.UK macros where a missing parameter is empty, whatever the asking environment thinks."""

    def load(self, environment, name, globals=None):
        return super().load(_forgiving(environment), name, globals)


@cache
def _forgiving(environment):
    return environment if environment.undefined is Undefined else environment.overlay(undefined=Undefined)


def environment(**options) -> Environment:
    """Return the environment for `django.template.backends.jinja2` (OPTIONS: environment)."""
    apps = options.pop("loader", None) or FileSystemLoader(OWN_TEMPLATES)
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.setdefault("bytecode_cache", _compiled())
    options.setdefault(
        "cache_size", -1
    )  # every template is kept once loaded; there are more than jinja keeps by itself
    govuk = ForgivingPrefixLoader({GOVUK: PackageLoader(GOVUK)})
    made = Environment(loader=ChoiceLoader([govuk, apps]), **options)
    made.globals |= {
        "static": static,
        "url": url,
        "page_nonce": page_nonce,
        "page_messages": page_messages,
        "maybe": maybe,
        "NONE_SEEN": NONE_SEEN,
        "NOBODY_SEEN": NOBODY_SEEN,
    }
    made.filters |= {
        "spoken": moments.spoken,
        "day": moments.day,
        "moment": moments.moment,
        "exact": moments.exact,
        "ago": moments.ago,
        "left": moments.left,
        "lines": lines,
        "rich": rich_text.draw,
        "ring": ring,
        "unbroken": unbroken,
    }
    return made


def _compiled() -> FileSystemBytecodeCache | None:
    """Keep compiled templates where compiled Python is, when it has a folder of its own: the first pages of a process are the slow ones.

    What a filter makes of fixed words is compiled into a template, so filters that have changed have another folder.
    """
    if not sys.pycache_prefix:
        return None
    code = sha256(b"".join(Path(each).read_bytes() for each in (__file__, moments.__file__, rich_text.__file__)))
    folder = Path(sys.pycache_prefix) / f"templates-{code.hexdigest()[:12]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))


@cache
def own_environment() -> Environment:
    """Return the environment that fields and charts draw with outside any request."""
    return environment(auto_reload=False)


def component(name: str, parameters: dict) -> Markup:
    """Return one GOV.UK component: `component("date-input", {...})` calls the macro `govukDateInput`."""
    return Markup(_macro(name)(parameters))


@cache
def _macro(name: str):
    macro = "govuk" + "".join(part.capitalize() for part in name.split("-"))
    return getattr(own_environment().get_template(f"{GOVUK}/components/{name}/macro.html").module, macro)


def url(name: str, *args, **kwargs) -> str:
    """Return the address of a view: `url("front_door:contact", reference)`."""
    return _address(name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple, kwargs: tuple) -> str:
    """Addresses are drawn again and again and never change while a process runs. They hold no words of anyone."""
    return reverse(name, args=args, kwargs=dict(kwargs))


@pass_context
def page_nonce(context) -> str:
    """Return the nonce of this answer's content-security policy, or "" outside a request."""
    request = context.get("request")
    nonce = get_nonce(request) if request else None
    return "" if nonce is None else str(nonce)  # false until it is used, so its truth says nothing


@pass_context
def page_messages(context) -> list:
    """Return (and so use up) the messages that wait for this person."""
    request = context.get("request")
    return list(get_messages(request)) if request else []


def maybe(item, name: str, otherwise=""):
    """Return a part of a component's item that may be absent, from a mapping or an object."""
    found = item.get(name) if hasattr(item, "get") else getattr(item, name, None)
    return otherwise if found is None else found


_REFERENCE = re.compile(r"\b[A-Z]{1,3}-\d\d-[0-9A-Z]{5,7}-[0-9A-Z]\b")


def unbroken(text) -> Markup:
    """Keep each reference on one line, also on a narrow screen: nobody reads out a half. Markup is left as it stands."""
    if isinstance(text, Markup):
        return text
    said = escape("" if text is None else text)
    return Markup(_REFERENCE.sub(r'<span class="bw-unbroken">\g<0></span>', said))


_TELEPHONE = re.compile(
    r"([+(]{0,2}\d[\d ()-]{1,22}\d)( ?(?:ext|extension|option|x)\b.*| ?x\d{1,6}| ?\([^)]*\))?", re.IGNORECASE
)
_BETWEEN_TWO = re.compile(r"( or | and |[,;/] ?)", re.IGNORECASE)
_AS_TYPED = {ord(space): " " for space in "\u00a0\u2007\u2009\u202f\t"} | {
    ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014"
}


def ring(telephone, by: str = "tel") -> Markup:
    """A telephone number to tap, on one line; what is none, as an e-mail address, stays as it stands.

    Two numbers are two links, and an extension is read beside its own. By "sms" it opens a text instead of a call.
    """
    said = str(telephone or "").strip()
    return Markup("").join(_number(part, by) for part in _BETWEEN_TWO.split(said))


def _number(said: str, by: str) -> Markup:
    typed = said.translate(_AS_TYPED)  # sign for sign, so that what is shown is cut at the same place
    found = _TELEPHONE.fullmatch(typed)
    if not found:
        return escape(said)
    shown, beside = said[: found.end(1)].replace(" ", "\u00a0"), said[found.end(1) :]
    link = '<a class="govuk-link govuk-link--no-visited-state" href="{}:{}">{}</a>{}'
    return Markup(link).format(by, _dialled(found[1]), shown, beside)


def _dialled(typed: str) -> str:
    """The digits to dial: after a country code the "(0)" of a number at home is left out, or it reaches nobody."""
    if typed.lstrip("( ").startswith(("+", "00")):
        typed = typed.replace("(0)", "")
    return re.sub(r"^(\+|00)440+", r"\g<1>44", re.sub(r"[^\d+]", "", typed))


def lines(text) -> Markup:
    """Keep a person's own line breaks: each blank line starts a paragraph, each break stays a break."""
    paragraphs = [part for part in str(text or "").replace("\r\n", "\n").split("\n\n") if part.strip()]
    drawn = (Markup("<br>").join(part.strip("\n").split("\n")) for part in paragraphs)
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(paragraph) for paragraph in drawn)
