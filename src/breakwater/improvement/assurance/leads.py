"""Who leads a case audit or keeps the folder of an inspection hands it over, or a colleague of the same team takes it over: dated, with why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form, SelectField, TextareaField
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Actor, Area, Membership

from .models import CaseAudit, Inspection, LeadHandover

CASE_AUDIT, INSPECTION = "case_audit", "inspection"
KEEP = {CASE_AUDIT: Permission.CASE_AUDIT_KEEP, INSPECTION: Permission.INSPECTION_KEEP}
WORDS = {
    CASE_AUDIT: ("You lead a case audit now", "A colleague leads a case audit of yours now"),
    INSPECTION: (
        "You lead the folder of an inspection now",
        "A colleague leads the folder of an inspection of yours now",
    ),
}


class NotHandedOver(Refusal):
    words = (
        "This was not handed over: their role in your area does not lead such work, or somebody else leads it by now"
    )


@dataclass(frozen=True)
class Led:
    """What a colleague of one's team leads: nothing of what is in it."""

    pk: int
    public_id: str
    title: str
    lead: str


class PostForm(Form):
    """Choosing one of the posts that are given."""

    post = SelectField(label="Who?", by_typing=True, missing="Choose who")

    def __init__(self, *args, posts: Iterable[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {str(post.public_id): post for post in posts}
        self.fields["post"].choices = [
            (key, f"{post.user.name}, {post.role.title}, {post.team.organisation.name}")
            for key, post in self.posts.items()
        ]

    def chosen(self) -> Membership:
        return self.posts[self.cleaned_data["post"]]


class TakeOverForm(Form):
    why = TextareaField(
        label="Why?", hint="For example: they have left the partnership.", rows=2, max_length=300, missing="Enter why"
    )


class HandOverForm(PostForm, TakeOverForm):
    post = SelectField(label="Who leads it from now on?", by_typing=True, missing="Choose who")

    field_order = ("post", "why")


def of_colleagues(kind: str) -> list[Led]:
    """What others of the actor's team lead, of a kind that the actor may lead."""
    with connection.cursor() as cursor:
        cursor.execute("select id, public_id, title, lead from access.led_by_colleagues(%s)", [kind])
        return [Led(*row) for row in cursor.fetchall()]


def posts_to_lead(kind: str, area: Area, on: date, *, but: int) -> list[Membership]:
    """Posts of an area whose role may lead, and not the human who does."""
    roles = next(lines[KEEP[kind]] for lines in PARTS.values() if KEEP[kind] in lines)
    posts = Membership.objects.in_force(on).filter(role__in=roles, team__area=area).exclude(user=but)
    return list(posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk"))


@transaction.atomic
def hand_over(
    kind: str, one: CaseAudit | Inspection | Led, post: Membership, why: str, *, by: Actor, at: datetime
) -> Membership:
    """Somebody else leads it from now on; both are told. Raises NotHandedOver."""
    with connection.cursor() as cursor:
        cursor.execute("select access.hand_over_lead(%s, %s, %s, %s, %s)", [kind, one.pk, post.pk, why, at])
        (now,) = cursor.fetchone()
    if now is None:
        raise NotHandedOver(one.pk)
    audit.did("handed over the lead of", kind, one.pk, to=now)
    yours, theirs = WORDS[kind]
    if post.user_id != by.membership.user_id:
        path = reverse(f"assurance:{kind}", args=[one.public_id])
        notifications.tell(users=[post.user], words=yours, path=path, by=by, at=at)
        return post
    of = {"audit": one.pk} if kind == CASE_AUDIT else {"inspection": one.pk}
    if (last := LeadHandover.objects.filter(**of).select_related("was").order_by("-pk").first()) and last.was.is_active:
        path = reverse(f"assurance:{kind}s")
        notifications.tell(users=[last.was], words=theirs, path=path, by=by, at=at)
    return post


def handovers_of(**of: CaseAudit | Inspection) -> list[LeadHandover]:
    """How the lead went from one to another, the last first."""
    return list(LeadHandover.objects.filter(**of).select_related("was", "now").order_by("-pk"))


class HandsOver:
    """A step of whoever leads: somebody else does from now on."""

    kind_led: ClassVar[str]

    def get_form_kwargs(self):
        one = self.subject
        posts = posts_to_lead(self.kind_led, one.area, london_date(self.at), but=one.lead_id)
        return super().get_form_kwargs() | {"posts": posts}

    def operate(self, form):
        return hand_over(self.kind_led, self.subject, form.chosen(), form.cleaned_data["why"], **self.acting)


class TakesOver:
    """A step of a colleague in the team: they read nothing of it before they lead it."""

    kind_led: ClassVar[str]
    form_class, permission_of, context_object_name, audited_as = TakeOverForm, "", "led", ""
    button, success_message = "Take over the lead", "You lead it from now on"

    def find_subject(self):
        found = next(
            (each for each in of_colleagues(self.kind_led) if each.public_id == self.kwargs["public_id"]), None
        )
        if found is None:
            raise Http404
        return found

    @property
    def lead(self):
        return f"{self.subject.title}, led by {self.subject.lead}. They are told, and read it no longer unless you name them."

    def operate(self, form):
        post = self.request.actor.membership
        return hand_over(self.kind_led, self.subject, post, form.cleaned_data["why"], **self.acting)
