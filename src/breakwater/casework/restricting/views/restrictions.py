"""Asking for a restriction of a person, a family or a case, and looking after it until it is lifted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting import pages as shown
from breakwater.casework.restricting.forms.restrictions import (
    ApproveForm,
    AwayForm,
    LetGoForm,
    LiftForm,
    PolicyForm,
    RenewForm,
    RestrictForm,
    UnlockForm,
)
from breakwater.casework.restricting.models import NEVER_OPENED, Lock, LockedRecord, LockPolicy, LockReason
from breakwater.casework.restricting.readers import NameReaderForm
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import NotPermitted, Permission, require
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions

asks = require_http_methods(["GET", "HEAD", "POST"])
TOO_LATE = "Someone was there first: this restriction is no longer at that stage. Open it again."
# The same words whether another restriction stands or not: the lifter may not be one of its readers.
LIFTED = "The restriction is lifted. Everyone whose post allows it finds the record again, unless another restriction stands on it"
NOT_YOURS = "You may not read the record yourself, so it is not yours to close or open. Ask one of its readers."


def _sent(request):
    return request.POST if request.method == "POST" else None


def _asked(request, form, lock: Lock, *, heading, button, lead="", kind=""):
    audit.saw("lock", lock.pk)
    back = reverse("casework:lock", args=[lock.public_id])
    context = {"form": form, "heading": heading, "button": button, "lead": lead, "kind": kind, "back": back}
    return render(request, "casework/person_record/keep_ask.html", context)


@asks
def restrict_person(request, public_id):
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_RESTRICT, who)
    family = restricting.family_of(who)
    others = len(family) - 1
    whom = [("one", "This person alone")]
    if others:
        said = "1 other person" if others == 1 else f"{others} other people"
        whom.append(("family", f"The whole family: this person and {said} of the household and relatives"))
    back = reverse("casework:person", args=[who.public_id])

    def what(said):
        return {"people": family if said.get("whom") == "family" else [who]}

    audit.saw("person", who.pk)
    standing = [seal for seal in restrictions.seals_on(who) if seal["seal"] not in _of_locks("person", who.pk)]
    lift = reverse("casework:lift", args=[who.public_id]) if standing else ""
    return _restrict(request, who.area, whom, what, back=back, locks=_standing(person=who), lift=lift)


@asks
def restrict_case(request, reference):
    case = get_object_or_404(Case.objects.select_related("area"), reference=reference)
    require(request.actor, Permission.PERSON_RESTRICT, case)
    audit.saw("case", case.pk)
    back = cases_shown.address_of(case)
    return _restrict(
        request, case.area, [("one", "This case")], lambda said: {"case": case}, back=back, locks=_standing(case=case)
    )


def _of_locks(kind: str, number: int) -> set[int]:
    found = Lock.objects.filter(**{f"records__{kind}": number}, records__ends_at=None)
    return set(found.values_list("records__seal", flat=True))


def _standing(**record) -> list[Lock]:
    records = LockedRecord.objects.filter(**record, ends_at=None).values("lock")
    return list(Lock.objects.filter(pk__in=records, state__in=[Lock.State.REQUESTED, Lock.State.ACTIVE]).order_by("pk"))


def _restrict(request, area, whom, what, *, back, locks, lift=""):
    now = timezone.now()
    form = RestrictForm(
        _sent(request),
        whom=whom,
        people=shown.possible_readers(request.actor, london_date(now)),
        approvers=shown.possible_approvers(request.actor, london_date(now)),
        initial={"review_on": restricting.months_on(london_date(now), restricting.MONTHS)},
    )
    if form.is_valid():
        said = form.cleaned_data
        wanted = restricting.Wanted(
            reason=said["reason"],
            words=said["words"],
            readers=[said["first"], said["second"], *said["others"]],
            approver=said["approver"],
            review_on=said["review_on"],
            breakable=bool(said["breakable"]),
            at_once=said["when"] == "now",
            told=said["told"],
        )
        try:
            lock = restricting.ask(
                wanted=wanted, area=area, by=request.actor, at=now, key=said["idempotency"], **what(said)
            )
        except restricting.NotAReader:
            form.add_error(None, NOT_YOURS)
        else:
            words = (
                "The record is restricted. The approver confirms it"
                if wanted.at_once
                else "The restriction waits for approval"
            )
            messages.success(request, words)
            return redirect("casework:lock", lock.public_id)
    return render(
        request,
        "casework/restricting/restrict.html",
        {"form": form, "back": back, "locks": locks, "lift": lift, "today": london_date(now)},
    )


@require_safe
def locks(request):
    """Restricted records I answer for, asked for or am to approve."""
    require(request.actor, Permission.PERSON_READ)
    today = timezone.localdate()
    found = list(Lock.objects.select_related("approver_user").order_by("state", "review_on", "pk")[:200])
    audit.saw("lock", *(lock.pk for lock in found))
    rows = [
        {"lock": lock, "stage": shown.stage(lock, today), "awaits": shown.awaits(lock, request.actor)} for lock in found
    ]
    current = [row for row in rows if row["lock"].state in (Lock.State.REQUESTED, Lock.State.ACTIVE)]
    past = [row for row in rows if row not in current]
    return render(request, "casework/restricting/locks.html", {"current": current, "past": past, "now": timezone.now()})


def _lock(request, public_id) -> Lock:
    require(request.actor, Permission.PERSON_READ)
    found = Lock.objects.select_related(
        "asked_by__membership__user", "asked_by__membership__role", "asked_by__membership__team", "approver_user"
    )
    return get_object_or_404(found, public_id=public_id)


@require_safe
def lock(request, public_id):
    """One restriction: why, who reads, what it closes, and every step it took."""
    found = _lock(request, public_id)
    posts, now = shown.people_of(found), timezone.now()
    records = shown.records_of(found)
    audit.saw("lock", found.pk)
    for kind in ("person", "case"):
        audit.saw(kind, *(row["id"] for row in records if row["kind"] == kind))
    charge = shown.first_in_charge(posts, now)
    moves = found.moves.select_related("by__membership__user", "by__membership__role", "by__membership__team").order_by(
        "-at", "-pk"
    )
    context = {
        "lock": found,
        "stage": shown.stage(found, london_date(now)),
        "posts": posts,
        "absences": shown.absences_of(posts, london_date(now)),
        "records": records,
        "charge": charge,
        "moves": [
            {"title": move.get_step_display(), "when": move.at, "who": move.by.said, "body": move.why} for move in moves
        ],
        "is_reader": shown.is_reader(found, request.actor),
        "awaits": shown.awaits(found, request.actor),
    }
    return render(request, "casework/restricting/lock.html", context)


@asks
def approve(request, public_id):
    found = _lock(request, public_id)
    require(request.actor, Permission.RESTRICT_APPROVE)
    in_force = found.state == Lock.State.ACTIVE
    form = ApproveForm(_sent(request), in_force=in_force)
    if form.is_valid():
        try:
            if form.cleaned_data["answer"] == "yes":
                restricting.approve(lock=found, by=request.actor, at=timezone.now())
                messages.success(request, "Confirmed" if in_force else "Approved. The record is restricted now")
            else:
                restricting.refuse(lock=found, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
                messages.success(request, "Not approved. Whoever asked has been told")
            return redirect("casework:lock", found.public_id)
        except restricting.OwnApproval:
            form.add_error(None, "You asked for this yourself. Another manager approves it.")
        except restricting.NotTheApprover:
            form.add_error(None, "Another manager was asked to approve this.")
        except restricting.NotWaiting:
            form.add_error(None, TOO_LATE)
        except restricting.NotAReader:
            form.add_error(None, NOT_YOURS)
    lead = f"{found.get_reason_display()}. {found.words}"
    return _asked(request, form, found, heading="Answer for a restriction", button="Answer", lead=lead)


def _readers_alone(request, public_id) -> Lock:
    found = _lock(request, public_id)
    if not shown.is_reader(found, request.actor):
        raise NotPermitted(
            Permission.PERSON_RESTRICT,
            "Only one of its named readers does this, while it is in force. Ask one of them.",
        )
    return found


@asks
def renew(request, public_id):
    found = _readers_alone(request, public_id)
    later = restricting.months_on(timezone.localdate(), restricting.MONTHS)
    form = RenewForm(_sent(request), initial={"review_on": later})
    if form.is_valid():
        try:
            restricting.renew(lock=found, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except restricting.NotWaiting:
            form.add_error(None, TOO_LATE)
        else:
            messages.success(request, f"Renewed. It is looked at again on {day(form.cleaned_data['review_on'])}")
            return redirect("casework:lock", found.public_id)
    return _asked(request, form, found, heading="Look at it again and renew it", button="Renew it")


@asks
def unlock(request, public_id):
    found = _readers_alone(request, public_id)
    form = UnlockForm(_sent(request))
    if form.is_valid():
        try:
            restricting.lift(lock=found, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        except restricting.NotWaiting:
            form.add_error(None, TOO_LATE)
        except restricting.NotAReader:
            form.add_error(None, "In this post you may not lift it. Act in the post in which you were named.")
        else:
            messages.success(request, LIFTED)
            return redirect("casework:locks")
    lead = (
        "Everyone whose post allows it sees the record again at once. Should another restriction stand on it, it stays "
        "closed and is found by nobody until that one is lifted too."
    )
    return _asked(request, form, found, heading="Lift a restriction", button="Lift it", lead=lead, kind="warning")


@asks
def name_reader(request, public_id):
    found = _readers_alone(request, public_id)
    named = {post.user_id for post in shown.people_of(found) if post.part != post.Part.TOLD}
    able = [post for post in shown.possible_readers(request.actor, timezone.localdate()) if post.user_id not in named]
    form = NameReaderForm(_sent(request), people=able)
    if form.is_valid():
        try:
            restricting.name_reader(lock=found, post=form.cleaned_data["who"], by=request.actor, at=timezone.now())
        except (restricting.NotWaiting, restricting.NotAReader):
            form.add_error(None, TOO_LATE)
        else:
            messages.success(request, f"{form.cleaned_data['who'].user.name} reads it from now on, and has been told")
            return redirect("casework:lock", found.public_id)
    return _asked(request, form, found, heading="Name another reader", button="Name them")


@asks
def let_go(request, public_id):
    found = _readers_alone(request, public_id)
    form = LetGoForm(_sent(request), posts=shown.people_of(found))
    if form.is_valid():
        post = form.cleaned_data["who"]
        try:
            restricting.end_reader(
                lock=found, post=post, why=form.cleaned_data["why"], by=request.actor, at=timezone.now()
            )
        except restricting.TooFewReaders:
            form.add_error("who", "Two readers always stay. Name another first")
        except (restricting.NotWaiting, restricting.NotAReader):
            form.add_error(None, TOO_LATE)
        else:
            messages.success(request, f"{post.user.name} reads it no more")
            own = post.user_id == request.actor.membership.user_id
            return redirect("casework:locks") if own else redirect("casework:lock", found.public_id)
    return _asked(request, form, found, heading="Let a reader go", button="Let them go", kind="warning")


@asks
def away(request, public_id):
    found = _readers_alone(request, public_id)
    form = AwayForm(_sent(request), posts=[post for post in shown.people_of(found) if post.part != post.Part.TOLD])
    if form.is_valid():
        said = form.cleaned_data
        restricting.say_away(
            lock=found,
            post=said["who"],
            first_day=said["first_day"],
            last_day=said["last_day"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "Noted. The next reader answers for it meanwhile")
        return redirect("casework:lock", found.public_id)
    lead = "While the first reader is away, the second gets its clocks and reviews."
    return _asked(request, form, found, heading="Say who is away", button="Save", lead=lead)


@asks
def policy(request):
    """For which reasons others meet a hint, and after how many months a restriction is looked at."""
    area = request.actor.membership.team.area
    require(request.actor, Permission.ORGANISATIONS_EDIT, area)
    kept = {row.reason: row for row in LockPolicy.objects.filter(area=area)}
    months = next((row.months for row in kept.values()), restricting.MONTHS)
    form = PolicyForm(
        _sent(request), initial={"hints": [code for code, row in kept.items() if row.hints], "months": months}
    )
    if form.is_valid():
        for code in LockReason.values:
            if code not in NEVER_OPENED:
                LockPolicy.objects.update_or_create(
                    area=area,
                    reason=code,
                    defaults={"hints": code in form.cleaned_data["hints"], "months": form.cleaned_data["months"]},
                )
        audit.did("changed the policy of restrictions", "area", area.pk)
        messages.success(request, "Saved. It holds for restrictions made from now on")
        return redirect("casework:lock_policy")
    context = {
        "form": form,
        "heading": "What others meet at a restricted record",
        "button": "Save",
        "lead": "",
        "kind": "",
        "back": "/area/",
    }
    return render(request, "casework/person_record/keep_ask.html", context)


def lift(request, public_id):
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_RESTRICT, who)
    of_locks = set(who.locked_in.filter(ends_at=None).values_list("seal", flat=True))
    standing = [seal for seal in restrictions.seals_on(who) if seal["seal"] not in of_locks]
    form = LiftForm(
        request.POST if request.method == "POST" else None,
        seals=[(seal["seal"], f"Restricted {day(seal['since'])}: {seal['reason']}") for seal in standing],
    )
    if request.method == "POST" and form.is_valid():
        try:
            restrictions.unrestrict(
                person=who, seal=int(form.cleaned_data["seal"]), by=request.actor, at=timezone.now()
            )
        except restrictions.NotRestricted:
            form.add_error("seal", "Only one of its named readers may lift it. Ask one of them.")
        else:
            messages.success(request, "The restriction is lifted")
            return redirect("casework:person", who.public_id)
    audit.saw("person", who.pk)
    return render(request, "casework/restricting/lift.html", {"form": form, "person": who, "seals": standing})
