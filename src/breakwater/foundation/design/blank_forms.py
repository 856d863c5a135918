"""Forms to fill in by hand: the product's own questions with boxes to write in, on paper, for the day when it cannot be reached.

A room registers each of its forms in BLANK_FORMS, as a function of the area and the moment: what is printed is what is asked then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.forms import Field

from breakwater.foundation.design import fields
from breakwater.foundation.design.paper import paper, printable
from breakwater.foundation.registries import Registry

TEMPLATE = Path(__file__).parent / "papers" / "blank_form.typ"
LONG = 5  # lines for an answer in sentences
MANY = 24  # so many answers are listed to be ticked; beyond, the answer is written


@dataclass(frozen=True)
class Asked:
    """One question on paper. `options` are ticked; otherwise there are `lines` to write on, or the boxes of a `shape`: date or time.

    `only` says when it is asked at all. A note has neither options nor lines.
    """

    label: str
    hint: str = ""
    only: str = ""
    options: Sequence[str] = ()
    lines: int = 1
    shape: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Part:
    """What stands together under a heading; `times` how often it is printed, where several people or rows are asked about."""

    title: str
    questions: Sequence[Asked]
    hint: str = ""
    times: int = 1


@dataclass(frozen=True)
class BlankForm:
    """A form on paper. `entered` says where it is typed in afterwards, and what happens to its clocks; `room` the part of the
    service it belongs to, where an area may leave that switched off.
    """

    title: str
    parts: Sequence[Part]
    about: str = ""
    entered: str = ""
    room: str = ""


# key -> function(area, at) -> BlankForm; the key is the name of the file
BLANK_FORMS: Registry[Callable[..., BlankForm]] = Registry(
    "forms of the downtime kit", "What is printed to be filled in by hand while the service cannot be reached."
)


def asked_in(form_fields: Mapping[str, Field], *, without: Iterable[str] = ()) -> list[Asked]:
    """The questions of one of our forms (its `fields`), in its order; those that nobody sees are not asked."""
    left = set(without)
    return [_asked(field) for name, field in form_fields.items() if name not in left and not field.widget.is_hidden]


def _asked(field: Field) -> Asked:
    options: Sequence[str] = ()
    if isinstance(field, fields.Chosen):
        options = [str(words) for _, words in field.flat_choices()]
    lines = LONG if isinstance(field, fields.TextareaField) else 1
    shape = {fields.DateField: "date", fields.TimeField: "time"}.get(type(field), "")
    listed = options if len(options) <= MANY else ()
    return Asked(
        str(field.label), str(field.help_text), options=listed, lines=lines, shape=shape, needed=field.required
    )


def printed(form: BlankForm, *, area: str, made: str, ring: Sequence[str] = ()) -> bytes:
    """The PDF (PDF/UA-1). `made` is the moment at which it was printed, `ring` the numbers at the foot of each sheet."""
    data = asdict(form) | {"area": area, "made": made, "ring": list(ring)}
    for part in data["parts"]:
        part["questions"] = list(part["questions"])
    return paper(TEMPLATE, printable(data, []))
