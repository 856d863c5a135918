"""What the shell around every page shows. Asks the database one thing: how many notifications are unread, and who of the page has died."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from breakwater.casework.cases import sight
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.organisations.access import Permission, allows

from . import died, rooms, sessions
from .answers import way_back
from .menu import address, entries_for

IN_DANGER = "If a child is in danger call 999. Childline 0800 1111. NSPCC helpline 0808 800 5000."
DEMO_WORDS = f"This is a demonstration and reaches nobody. Everyone in it is invented. {IN_DANGER}"
DEMO_WORDS_FOR_STAFF = "Demonstration: everybody is invented."
TRAINING_WORDS = "Training copy: nothing here is real."
ARRIVING = "demo-arriving"  # in the data folder, what to say while the rest of the invented area is on its way
WARNED_AFTER_SECONDS = 60


def shell(request) -> dict:
    """Return the shell's context: see design/staff.html and design/public.html for each name."""
    user = getattr(request, "user", None)
    base = {
        "demo": of_the_demo(DEMO_WORDS, f"{TRAINING_WORDS} {IN_DANGER}"),
        "home_url": "/",
        "way_out": address("front_door:leave") or "",
        "footer_links": _links(FOOTER),
        "site_links": _links(SITE),
    }
    if user is None or not user.is_authenticated:
        return base
    get_token(request)
    # Before the second factor nothing else opens, so nothing else is shown.
    post = getattr(request, "post", None) if sessions.has_second_factor(request) else None
    signed_in = base | {
        "demo": of_the_demo(DEMO_WORDS_FOR_STAFF),
        "who": audit.digest(user.public_id)[:12],
        "keys_on": user.single_keys,
        "keys_url": reverse("web:keys"),
        "sign_out_url": reverse("account_logout"),
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': way_back(request), 'why': 'away'})}",
        "keep_alive_url": reverse("web:keep_alive"),
        "idle_seconds": settings.SESSION_IDLE_SECONDS - WARNED_AFTER_SECONDS,
        "footer_links": [link for link in base["footer_links"] if link["href"] != reverse("account_login")],
    }
    if post is None:
        return signed_in
    unread, has_died = died.on_this_page(request, user)
    notices = f"Notifications ({unread})" if unread else "Notifications"
    return signed_in | {
        "home_url": reverse("web:today"),
        "partnership": post.team.area.partnership_name,
        "acting": {
            "post": post.role.title,
            "area": post.team.in_words,
            "change_url": reverse("web:posts") if len(request.posts) > 1 else "",
        },
        "may_ask_why": allows(post.role_id, Permission.WHY_READ),
        "died": has_died,
        "glass": _open_in_an_emergency(request),
        "menu": entries_for(post, request.path),
        "search_url": (address("casework:search") or "") if allows(post.role_id, Permission.PERSON_SEARCH) else "",
        "rich_desk": {"links": address("content:links"), "pictures": address("content:pictures")}
        if allows(post.role_id, Permission.TEXT_WRITE)
        else {},
        "account_links": [
            {"text": notices, "href": reverse("web:notifications")},
            {"text": "My settings", "href": reverse("web:me")},
        ],
    }


def of_the_demo(words: str, in_training: str = TRAINING_WORDS) -> str:
    """What the demonstration says above every page, and a training copy in its place; nothing anywhere else."""
    if not settings.BREAKWATER_DEMO:
        return ""
    words = in_training if settings.BREAKWATER_TRAINING else words
    with suppress(FileNotFoundError):
        return f"{words} {(settings.BREAKWATER_DATA / ARRIVING).read_text()}"
    return words


def _open_in_an_emergency(request) -> list[dict]:
    """What this sign-in opened in an emergency and is open still, so that no page of it looks like any other."""
    now = timezone.now()
    opened = request.session.get(sight.IN_SESSION, {})
    return [
        {"reference": reference, "until": moment_in_words(closes, now=now)}
        for reference, until in opened.items()
        if (closes := datetime.fromisoformat(until)) > now
    ]


def _links(named) -> list[dict]:
    """Links of text, href and name: what a page calls each by that says them in another language. None to a room that is off."""
    return [
        {"text": text, "href": href, "name": args[0] if args else view.partition(":")[2]}
        for text, view, *args in named
        if not rooms.off_for(None, view) and (href := address(view, *args))
    ]


SITE = (
    ("Worried about a child?", "front_door:worried"),
    ("Search", "content:search"),
    ("Children", "content:audience", "children"),
    ("Parents", "content:audience", "parents"),
    ("Schools", "content:audience", "schools"),
    ("Professionals", "content:audience", "professionals"),
    ("Help near you", "directory:services"),
    ("Library", "content:library"),
    ("Procedures", "policies:manuals"),
    ("Training", "training:catalogue"),
)
FOOTER = (
    ("Worried about a child", "front_door:worried"),
    ("Home", "content:home"),
    ("Help near you", "directory:services"),
    ("Library", "content:library"),
    ("News", "content:news"),
    ("Learning from reviews", "learning:published_list"),
    ("Safeguarding arrangements", "assurance:published_arrangements"),
    ("Yearly reports", "assurance:published_reports"),
    ("You said, we did", "assurance:you_said"),
    ("Bulletins", "content:bulletins"),
    ("Staff sign-in", "account_login"),
    ("First steps in the demonstration", "demo:first_steps"),
    ("What the words mean", "content:glossary"),
    ("Accessibility", "front_door:accessibility"),
    ("Privacy", "front_door:privacy"),
)
