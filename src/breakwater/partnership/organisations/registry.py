"""What any room may ask for by name: pages that texts point to, so that a link outlives an address, and a contact made of a worry.

DESTINATIONS.register("concern", Destination("Tell us that you are worried about a child", "front_door:worried"))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class Destination:
    """A public page by its name: the words of a link to it, and the view it opens."""

    label: str
    view: str


DESTINATIONS: Registry[Destination] = Registry("named destinations", "Public pages that texts may point to by name")

# The front door registers under "contact": (area, words, key, told_at, by, at, sender) -> reference of the contact made at once (SG-28).
WORRIES: Registry[Callable[..., str]] = Registry(
    "worries found in what people send", "What makes a contact of a worry that whoever reads it comes upon"
)


@dataclass(frozen=True)
class KnownOfChild:
    """What another room's form says already for the contact it makes: of the child, and how to reach its sender. `pupil` is the public id
    of one of the sender's own roll, `address` an answer of that kind, `child_aware` whether the child knows ("yes", "unsafe" or ""),
    `in_danger` whether they are in danger now ("yes", "no" or ""), `worry` what the sender is worried about, `views` what the child
    says and wants, `not_to_tell` who must not be told and why, `police` how the police were called ("101", "999" or "") and `police_reference` what they gave.
    """

    first_name: str = ""
    last_name: str = ""
    known_as: str = ""
    born: str = ""
    sex: str = ""
    address: Mapping = field(default_factory=dict)
    school: str = ""
    pupil: str = ""
    sender_phone: str = ""
    sender_relation: str = ""
    child_aware: str = ""
    in_danger: str = ""
    worry: str = ""
    views: str = ""
    not_to_tell: tuple[tuple[str, str], ...] = ()
    police: str = ""
    police_reference: str = ""


@dataclass(frozen=True)
class ContactPlace:
    """Where a contact is, for whoever writes or wrote it: the addresses `begins` where it is written, and `at` where it is checked or read."""

    begins: str
    at: str


@dataclass(frozen=True)
class ContactBegun:
    """How far a contact is: its sections as lines of a task list, what is missing (label, address), why it may not go yet beside that,
    the family in words, the `address` of the first child as it was answered, every text in it that its readers see (question, address, words), `apart` (question, address) where an answer
    in it makes an item of a compartment and no child is in danger, `of_staff` likewise where it makes an allegation of it (SG-11), who it says was
    told of it (name or "everyone", question, address), the addresses `begins` where it is written and `at` which it is checked; once it
    is sent its receipt, and `at` the address of that.
    """

    sections: Sequence = ()
    missing: Sequence[tuple[str, str]] = ()
    held_up: str = ""
    family: str = ""
    address: object = ""
    texts: Sequence[tuple[str, str, str]] = ()
    apart: Sequence[tuple[str, str]] = ()
    of_staff: Sequence[tuple[str, str]] = ()
    told: Sequence[tuple[str, str, str]] = ()
    begins: str = ""
    at: str = ""
    receipt: str = ""


# The front door registers "begin" (known, by, at) -> public id, "refill" (public_id, before, after, by, at), "state" (public_id, by) ->
# ContactBegun or None, "send" (public_id, by, at, sure) -> reference of the receipt.
CONTACT_FORM: Registry[Callable] = Registry(
    "the contact made with another room's form",
    "An ordinary contact that is begun with what that form says, and sent with it (SG-01)",
)


@dataclass(frozen=True)
class ContactSent:
    """A professional's contact was sent: the public id that it was begun under, its receipt, by which actor (by key) and when."""

    contact: str
    reference: str
    by: int
    at: datetime


@dataclass(frozen=True)
class Stop:
    """What may not stand in a contact unasked: `questions` (label, address), and what its author ticks where it may stay ("": never)."""

    title: str
    words: str
    questions: Sequence[tuple[str, str]]
    may_stay: str = ""


@dataclass(frozen=True)
class OtherForm:
    """The form that a contact was begun with, for its author alone: the words of a link to it, its address, and what stops the contact."""

    words: str
    at: str
    is_sent: bool
    stops: Callable[[], Sequence[Stop]]


# A room that begins contacts registers (by) -> the forms of that person, by the public id of the contact that each began.
OTHER_FORMS: Registry[Callable[..., Mapping[str, OtherForm]]] = Registry(
    "forms that began a contact", "What is asked before a contact goes that was begun with another room's form (SG-12)"
)
