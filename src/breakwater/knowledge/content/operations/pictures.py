"""Pictures within text: looked at, kept with the site's own, and shown only as they were made anew for the page."""

import secrets
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images.models import Image, Rendition
from wagtail.models import Collection

from breakwater.foundation import audit, storage
from breakwater.knowledge.policies.registry import PICTURES
from breakwater.partnership.organisations.models import Actor, Area

LIMITS = storage.Limits(largest=5_000_000, kinds=frozenset({"jpeg", "png", "webp"}))
WAITS = "No virus scanner has answered. Try again later: no picture comes in unseen."
FOUND = "The picture was refused: a scanner found something harmful in it."
DOTS = "The picture has too many dots to be shown safely. Make it smaller and choose it again."
DAMAGED = "The picture is damaged. Save it again as PNG or JPEG and choose the new copy."
SIZE = "max-960x960"
MOST_SHOWN = 60


def look_at(content: bytes, name: str, declared: str) -> None:
    """Let a picture through, or raise storage.Refused with words for the person."""
    storage.sniff(content, name, declared, LIMITS)
    _require_few_dots(content)
    outcome = storage.scanner().scan([content]).outcome
    if outcome == storage.Outcome.FOUND:
        raise storage.Refused(FOUND)
    passes = outcome == storage.Outcome.CLEAN or (
        outcome == storage.Outcome.NOT_SCANNED and storage.may_be_opened(storage.State.NOT_SCANNED)
    )
    if not passes:
        raise storage.Refused(WAITS)


def _require_few_dots(content: bytes) -> None:
    """Ask the picture's own head for its size: to draw one of too many dots would take all memory."""
    try:
        with Pillow.open(BytesIO(content)) as opened:
            width, height = opened.size
    except Pillow.DecompressionBombError:
        raise storage.Refused(DOTS) from None
    except (OSError, ValueError, SyntaxError):
        raise storage.Refused(DAMAGED) from None
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise storage.Refused(DOTS)


@PICTURES.register("site")
@transaction.atomic
def add(*, content: bytes, name: str, declared: str, alternative: str, by: Actor) -> str:
    """Keep a picture and return the address of the one that is shown: drawn anew, so without what a camera wrote into it. Raises storage.Refused.

    It is public at once, wherever its text stands: mail and print ask for it without signing in. So nobody can guess its name.
    """
    look_at(content, name, declared)
    ending = PurePath(name).suffix.lower()[:5]
    user, area = (by.membership.user, by.membership.team.area) if by.membership_id else (None, by.area)
    try:
        file = ImageFile(BytesIO(_drawn_anew(content)), name=f"text-{secrets.token_hex(16)}{ending}")
        picture = Image.objects.create(title=alternative[:200], uploaded_by_user=user, file=file, collection=_of(area))
        shown = picture.get_rendition(SIZE)
    except (OSError, ValueError, SyntaxError):
        raise storage.Refused(DAMAGED) from None
    audit.did("added", "picture", picture.pk)
    return address_of(shown)


def _drawn_anew(content: bytes) -> bytes:
    """The picture alone, the right way up: where and when a camera took it is left behind."""
    made = BytesIO()
    with Pillow.open(BytesIO(content)) as opened:
        shown = ImageOps.exif_transpose(opened)
        shown.info.clear()
        shown.save(made, opened.format)
    return made.getvalue()


def _of(area: Area) -> Collection:
    """Where the pictures of an area's texts are kept."""
    root, name = Collection.get_first_root_node(), _name_of(area)
    return root.get_children().filter(name=name).first() or root.add_child(name=name)


def _name_of(area: Area) -> str:
    return f"Pictures of texts, {area.code}"


def lately(area: Area) -> list[tuple[str, str]]:
    """(address, title) of the pictures that were put into an area's texts last."""
    rows = (
        Rendition.objects.filter(filter_spec=SIZE, image__collection__name=_name_of(area))
        .select_related("image")
        .order_by("-image__created_at", "-pk")
    )
    return [(address_of(each), each.image.title) for each in rows[:MOST_SHOWN]]


def address_of(shown: Rendition) -> str:
    return reverse("content:picture", args=[shown.file.name])
