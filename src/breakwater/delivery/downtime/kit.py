"""What the downtime kit of an area is: a first page with its numbers, and every form of the product with boxes to write in."""

import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from breakwater.casework.recording.models import FormInForce, FormVersion
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.blank_forms import BLANK_FORMS, BlankForm, printed
from breakwater.foundation.design.moments import exact
from breakwater.foundation.design.paper import paper, printable
from breakwater.partnership.organisations.models import Area, ContactPoint, DutyPost

TEMPLATE = Path(__file__).parent / "papers" / "start_here.typ"
FIRST = "0-start-here.pdf"
TO_RING = (ContactPoint.Purpose.FRONT_DOOR, ContactPoint.Purpose.OUT_OF_HOURS)
KEPT_FOR = timedelta(days=30)  # how long a printed kit is trusted


@dataclass(frozen=True)
class Number:
    """A number to ring: whose, which, when it answers or what it is for, and the day it was last checked."""

    label: str
    telephone: str
    note: str
    checked: str


def numbers_of(area: Area, *, at: datetime, purposes: Collection[str] = ()) -> list[Number]:
    """The area's published numbers, national helplines, and the duty posts that people ask for; those of some purposes alone."""
    today = london_date(at)
    points = ContactPoint.objects.filter(Q(area=area) | Q(area=None), effective_from__lte=today).exclude(
        effective_to__lt=today
    )
    points = points.exclude(telephone="").order_by("purpose", "order", "pk")
    posts = DutyPost.objects.filter(team__area=area, team__closed_on=None).exclude(telephone="")
    if purposes:
        points, posts = points.filter(purpose__in=purposes), posts.none()
    return [
        *(
            Number(
                each.label, each.telephone, each.note or each.get_purpose_display(), date_in_words(each.last_checked_on)
            )
            for each in points
        ),
        *(
            Number(each.title, each.telephone, each.team.name, date_in_words(each.last_checked_on))
            for each in posts.select_related("team").order_by("team__name", "title", "pk")
        ),
    ]


def forms_of(area: Area, *, at: datetime) -> Iterator[tuple[str, BlankForm]]:
    """Each form of what is in use in the area, under the name of its file."""
    for key, of_area in BLANK_FORMS.items():
        form = of_area(area, at)
        if form.room not in area.rooms_off:
            yield f"{key}.pdf", form


def changed_at(area: Area, *, at: datetime) -> datetime | None:
    """When a form that the area asks last changed: a kit printed before asks other questions."""
    released = (
        FormVersion.objects.filter(Q(area=None) | Q(area=area)).order_by("-released_at").values_list("released_at")
    )
    own = FormInForce.objects.filter(area=area, starts_at__lte=at).order_by("-starts_at").values_list("starts_at")
    moments = [each[0] for each in (released.filter(area=None).first(), own.first()) if each]
    return max(moments, default=None)


def form_printed(form: BlankForm, area: Area, *, at: datetime) -> bytes:
    """One form, with the numbers to ring at the foot of each sheet: a sheet is torn from its kit."""
    ring = numbers_of(area, at=at, purposes=TO_RING)
    return printed(form, area=area.name, made=exact(at), ring=[f"{each.label}: {each.telephone}" for each in ring])


def made_of(area: Area, *, at: datetime) -> dict[str, bytes]:
    """Every file of the kit by its name, the first page first."""
    forms = dict(forms_of(area, at=at))
    files = {name: form_printed(form, area, at=at) for name, form in forms.items()}
    return {FIRST: _first_page(area, forms, at=at)} | files


def _first_page(area: Area, forms: dict[str, BlankForm], *, at: datetime) -> bytes:
    data = {
        "title": f"Downtime kit: {area.name}",
        "partnership": area.partnership_name,
        "made": exact(at),
        "until": date_in_words(london_date(at + KEPT_FOR)),
        "numbers": [[each.label, each.telephone, each.note, each.checked] for each in numbers_of(area, at=at)],
        "forms": [[form.title, name, form.entered] for name, form in forms.items()],
    }
    return paper(TEMPLATE, printable(data, []))


def one_file(files: dict[str, bytes]) -> bytes:
    """The whole kit as a zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return held.getvalue()
