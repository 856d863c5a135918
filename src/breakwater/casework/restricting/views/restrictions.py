"""Restrictions: those one answers for, the page of one, and each step of looking after it until it is lifted."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting import pages
from breakwater.casework.restricting.forms.restrictions import (
    ApproveForm,
    AwayForm,
    LetGoForm,
    PolicyForm,
    RenewForm,
    UnlockForm,
)
from breakwater.casework.restricting.lookup import locks_answered_for, policies_of
from breakwater.casework.restricting.models import Lock
from breakwater.casework.restricting.readers import NameReaderForm, possible_readers
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require
from breakwater.partnership.people.intake.earlier import lookup as earlier

# The same words whether another restriction stands or not: the lifter may not be one of its readers.
LIFTED = "The restriction is lifted. Everyone whose role allows it finds the record again, unless another restriction is in force"


@require_safe
def locks(request):
    """Restricted records I answer for, asked for or am to approve."""
    require(request.actor, Permission.PERSON_READ)
    today = timezone.localdate()
    found = locks_answered_for()
    audit.saw("lock", *(lock.pk for lock in found))
    rows = [
        {"lock": lock, "stage": pages.stage(lock, today), "awaits": pages.awaits(lock, request.actor)} for lock in found
    ]
    current = [row for row in rows if row["lock"].state in (Lock.State.REQUESTED, Lock.State.ACTIVE)]
    past = [row for row in rows if row not in current]
    marked = earlier.marked_of_open_people() if may(request.actor, Permission.PERSON_RESTRICT) else []
    audit.saw("earlier_record", *(one.pk for one in marked))
    audit.saw("person", *{one.person_id for one in marked})
    context = {"current": current, "past": past, "marked": marked, "now": timezone.now()}
    return render(request, "casework/restricting/locks.html", context)


LOCKS = Lock.objects.select_related(
    "asked_by__membership__user", "asked_by__membership__role", "asked_by__membership__team", "approver_user"
)


def lock_or_404(request, public_id: str) -> Lock:
    require(request.actor, Permission.PERSON_READ)
    return get_object_or_404(LOCKS, public_id=public_id)


@require_safe
def lock(request, public_id):
    """One restriction: why, who reads, what it closes, and every step it took."""
    found = lock_or_404(request, public_id)
    posts, now = pages.people_of(found), timezone.now()
    records = pages.records_of(found)
    audit.saw("lock", found.pk)
    for kind in ("person", "case"):
        audit.saw(kind, *(row["id"] for row in records if row["kind"] == kind))
    charge = pages.first_in_charge(posts, now)
    moves = found.moves.select_related("by__membership__user", "by__membership__role", "by__membership__team").order_by(
        "-at", "-pk"
    )
    context = {
        "lock": found,
        "stage": pages.stage(found, london_date(now)),
        "posts": posts,
        "absences": pages.absences_of(posts, london_date(now)),
        "records": records,
        "charge": charge,
        "moves": [
            {"title": move.get_step_display(), "when": move.at, "who": move.by.said, "body": move.why} for move in moves
        ],
        "is_reader": pages.is_reader(found, request.actor),
        "awaits": pages.awaits(found, request.actor),
    }
    return render(request, "casework/restricting/lock.html", context)


class LockOperation(QuestionView):
    """A step of a restriction."""

    leads_to = "casework:lock", "subject.public_id"
    permission_of = ""
    audited_as = "lock"

    def find_subject(self):
        return lock_or_404(self.request, self.kwargs["public_id"])

    def back(self):
        return reverse("casework:lock", args=[self.subject.public_id])

    def written_about(self):
        records = self.subject.records.select_related("person", "case")
        return tuple(record.person or record.case for record in records)

    def operate(self, form):
        return self.operation(lock=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)


class AnswerForLock(LockOperation):
    """A manager approves a restriction, confirms one that began at once, or does not approve it."""

    route, name = "restricted/<str:public_id>/answer/", "lock_approve"
    permission = Permission.RESTRICT_APPROVE
    form_class = ApproveForm
    heading, button = "Answer for a restriction", "Answer"

    @property
    def lead(self):
        return f"{self.subject.get_reason_display()}. {self.subject.words}"

    @property
    def is_in_force(self) -> bool:
        return self.subject.state == Lock.State.ACTIVE

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"in_force": self.is_in_force}

    def operate(self, form):
        if form.cleaned_data["answer"] == "yes":
            restricting.approve(lock=self.subject, by=self.request.actor, at=self.at)
            self.success_message = "Confirmed" if self.is_in_force else "Approved. The record is restricted now"
        else:
            why = form.cleaned_data["why"]
            restricting.refuse(lock=self.subject, why=why, by=self.request.actor, at=self.at)
            self.success_message = "Not approved. Whoever asked has been told"


class ReaderOperation(LockOperation):
    """What only a named reader of a restriction does, while it is in force."""

    permission = Permission.PERSON_READ

    def find_subject(self):
        found = super().find_subject()
        if not pages.is_reader(found, self.request.actor):
            raise NotPermitted(
                Permission.PERSON_RESTRICT,
                "Only one of its named readers does this, while it is in force. Ask one of them.",
            )
        return found


class RenewLock(ReaderOperation):
    route, name = "restricted/<str:public_id>/renew/", "lock_renew"
    form_class = RenewForm
    operation = staticmethod(restricting.renew)
    heading, button = "Look at it again and renew it", "Renew it"

    def get_initial(self):
        return {"review_on": restricting.months_on(timezone.localdate(), restricting.MONTHS)}

    @property
    def success_message(self):
        return f"Renewed. It is looked at again on {day(self.result.review_on)}"


class LiftLock(ReaderOperation):
    route, name = "restricted/<str:public_id>/lift/", "lock_lift"
    form_class = UnlockForm
    operation = staticmethod(restricting.lift)
    heading, button, kind = "Lift a restriction", "Lift it", "warning"
    lead = (
        "Everyone whose role allows it sees the record again at once. If another restriction is in force, it stays "
        "closed and is found by nobody until that one is lifted too."
    )
    success_message = LIFTED
    words_of = {restricting.NotAReader: "In this role you may not lift it. Act in the role in which you were named."}
    leads_to = ("casework:locks",)


class NameLockReader(ReaderOperation):
    route, name = "restricted/<str:public_id>/readers/new/", "lock_name_reader"
    form_class = NameReaderForm
    heading, button = "Name another reader", "Name them"
    words_of = {restricting.NotAReader: restricting.NotWaiting.words}

    def get_form_kwargs(self):
        named = {post.user_id for post in pages.people_of(self.subject) if post.part != post.Part.TOLD}
        able = possible_readers(self.request.actor, timezone.localdate())
        return super().get_form_kwargs() | {"people": [post for post in able if post.user_id not in named]}

    def operate(self, form):
        who = form.cleaned_data["who"]
        self.success_message = f"{who.user.name} reads it from now on, and has been told"
        return restricting.name_reader(lock=self.subject, post=who, by=self.request.actor, at=self.at)


class EndLockReader(ReaderOperation):
    route, name = "restricted/<str:public_id>/readers/end/", "lock_let_go"
    form_class = LetGoForm
    heading, button, kind = "Let a reader go", "Let them go", "warning"
    words_of = {restricting.NotAReader: restricting.NotWaiting.words}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": pages.people_of(self.subject)}

    def operate(self, form):
        post, why = form.cleaned_data["who"], form.cleaned_data["why"]
        restricting.end_reader(lock=self.subject, post=post, why=why, by=self.request.actor, at=self.at)
        self.success_message = f"{post.user.name} reads it no more"
        return post

    def get_success_url(self):
        is_own = self.result.user_id == self.request.actor.membership.user_id
        return reverse("casework:locks") if is_own else self.back()


class NoteReaderAway(ReaderOperation):
    route, name = "restricted/<str:public_id>/readers/away/", "lock_away"
    form_class = AwayForm
    heading = "Say who is away"
    lead = "While the first reader is away, the second gets its clocks and reviews."
    success_message = "Noted. The next reader answers for it meanwhile"

    def get_form_kwargs(self):
        readers = [post for post in pages.people_of(self.subject) if post.part != post.Part.TOLD]
        return super().get_form_kwargs() | {"posts": readers}

    def operate(self, form):
        said = dict(form.cleaned_data)
        return restricting.say_away(lock=self.subject, post=said.pop("who"), by=self.request.actor, at=self.at, **said)


class SetLockPolicy(QuestionView):
    """For which reasons others meet a hint, and after how many months a restriction is looked at."""

    route, name = "restricted/policy/", "lock_policy"
    permission = Permission.ORGANISATIONS_EDIT
    form_class = PolicyForm
    heading = "What others meet at a restricted record"
    success_message = "Saved. It holds for restrictions made from now on"
    leads_to = ("casework:lock_policy",)

    def find_subject(self):
        return self.request.actor.membership.team.area

    def get_initial(self):
        kept = policies_of(self.subject)
        months = next((row.months for row in kept), restricting.MONTHS)
        return {"hints": [row.reason for row in kept if row.hints], "months": months}

    def operate(self, form):
        return restricting.set_policy(area=self.subject, **form.cleaned_data)

    def back(self):
        return "/area/"


OPERATIONS = (
    SetLockPolicy,
    AnswerForLock,
    RenewLock,
    LiftLock,
    NameLockReader,
    EndLockReader,
    NoteReaderAway,
)
