"""Pictures within text: looked at, kept with the site's own, and shown only as they were made anew for the page."""

from io import BytesIO
from pathlib import PurePath

from django.core.files.images import ImageFile
from django.db import transaction
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images.models import Image, Rendition

from breakwater.foundation import audit, storage
from breakwater.knowledge.policies.registry import PICTURES
from breakwater.partnership.organisations.models import Actor

LIMITS = storage.Limits(largest=5_000_000, kinds=frozenset({"jpeg", "png", "webp"}))
WAITS = "No virus scanner has answered. Try again later: no picture comes in unseen."
FOUND = "The picture was refused: a scanner found something harmful in it."
SIZE = "max-960x960"
MOST_SHOWN = 60


def look_at(content: bytes, name: str, declared: str) -> None:
    """Let a picture through, or raise storage.Refused with words for the person."""
    storage.sniff(content, name, declared, LIMITS)
    outcome = storage.scanner().scan([content]).outcome
    if outcome == storage.Outcome.FOUND:
        raise storage.Refused(FOUND)
    passes = outcome == storage.Outcome.CLEAN or (
        outcome == storage.Outcome.NOT_SCANNED and storage.may_be_opened(storage.State.NOT_SCANNED)
    )
    if not passes:
        raise storage.Refused(WAITS)


@PICTURES.register("site")
@transaction.atomic
def add(*, content: bytes, name: str, declared: str, alternative: str, by: Actor) -> str:
    """Keep a picture and return the address of the one that is shown: drawn anew, so without what a camera wrote into it. Raises storage.Refused."""
    look_at(content, name, declared)
    ending = PurePath(name).suffix.lower()[:5]
    user = by.membership.user if by.membership_id else None
    try:
        file = ImageFile(BytesIO(_drawn_anew(content)), name=f"text{ending}")
        picture = Image.objects.create(title=alternative[:200], uploaded_by_user=user, file=file)
        shown = picture.get_rendition(SIZE)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        raise storage.Refused("The picture is damaged. Save it again as PNG or JPEG and choose the new copy.") from None
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


def lately() -> list[tuple[str, str]]:
    """(address, title) of the pictures that were put into text last."""
    rows = Rendition.objects.filter(filter_spec=SIZE).select_related("image").order_by("-image__created_at", "-pk")
    return [(address_of(each), each.image.title) for each in rows[:MOST_SHOWN]]


def address_of(shown: Rendition) -> str:
    return reverse("content:picture", args=[shown.file.name])


def file_of(address: str) -> str:
    """The name of the file behind an address of ours."""
    return address.removeprefix(reverse("content:picture", args=["-"])[:-1])
