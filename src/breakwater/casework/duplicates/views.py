"""The queue of pairs that may be one person: reading one, saying what they are, merging, taking back, parting."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.linking import operations as linking
from breakwater.partnership.people.models import Merge, PairToReview

from . import confidence, pages
from .forms import Answer, DecideForm, MergeForm, PairsForm, PartForm

SHOWN = 25
State = PairToReview.State
asks = require_http_methods(["GET", "HEAD", "POST"])
MEANWHILE = "Someone has decided on this pair, or changed a record of it, meanwhile. Read it again."
DECIDED = {Answer.NOT_SAME: "You said: two people", Answer.UNSURE: "You said: unsure. Someone else looks at it"}


@require_safe
def pairs(request):
    """Pairs of which this post may read both, likeliest first."""
    require(request.actor, Permission.PAIR_REVIEW)
    form = PairsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"state": "", "source": ""}
    found = PairToReview.objects.filter(area=request.actor.area_id_acting)
    if asked["state"] == State.SAME:  # one of the two has been merged away since
        found = found.unguarded().filter(state=State.SAME)
    else:
        found = found.both_seen()
        found = found.filter(state=asked["state"]) if asked["state"] else found.to_review()
    if asked["source"]:
        found = found.filter(source=asked["source"])
    ordered = found.select_related("left", "right").order_by(
        F("probability").desc(nulls_last=True), "suggested_at", "pk"
    )
    page = Paginator(ordered, SHOWN).get_page(request.GET.get("page"))
    audit.saw("person", *(pk for pair in page for pk in (pair.left_id, pair.right_id)))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "casework/duplicates/list.html",
        {
            "page": page,
            "form": form,
            "chosen": [
                {"text": str(labels(asked[name]).label), "remove_url": f"?{_without(request, name)}"}
                for name, labels in (("state", State), ("source", PairToReview.Source))
                if asked[name]
            ],
            "pages": f"?{query.urlencode()}{'&' if query else ''}page={{}}",
            "now": timezone.now(),
        },
    )


def _without(request, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    query.pop("page", None)
    return query.urlencode()


def _pair(request, public_id: str) -> PairToReview:
    """A pair of which this actor may read both records, neither guarded; otherwise there is none (SG-13, SG-18)."""
    found = get_object_or_404(PairToReview.objects.unguarded().select_related("left", "right"), public_id=public_id)
    require(request.actor, Permission.PAIR_REVIEW, found)
    return found


@asks
def pair(request, public_id):
    """Two records side by side, and what the reviewer says of them. A key selects; sending the form decides (SG-32)."""
    found = _pair(request, public_id)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer, because = form.cleaned_data["answer"], form.cleaned_data["because"]
        facts = {"pair": found, "by": request.actor, "at": timezone.now(), "key": form.cleaned_data["idempotency"]}
        try:
            if answer == Answer.SAME:
                return _before_merging(request, found, because=because)
            say = reviewing.say_two_people if answer == Answer.NOT_SAME else reviewing.say_unsure
            say(because=because, **facts)
        except reviewing.SettledAlready:
            form.add_error(None, MEANWHILE)
        else:
            messages.success(request, DECIDED[Answer(answer)])
            return redirect("casework:pair", found.public_id)
    page = pages.pair_page(found, merging.numbers_that_differ(found.left, found.right), today=timezone.localdate())
    audit.saw("person", *page.person_ids)
    audit.saw("case", *page.case_ids)
    decisions = list(
        found.decisions.filter(undone_at=None)
        .select_related("merge", "by__membership__user", "by__membership__role", "by__membership__team")
        .order_by("-at", "-pk")
    )
    merged = next((one.merge for one in decisions if one.merge and one.merge.undone_at is None), None)
    settled = found.state not in PairToReview.OPEN
    following = None
    if settled or decisions:
        waiting = PairToReview.objects.both_seen().filter(area=found.area, state=State.WAITING).exclude(pk=found.pk)
        following = waiting.order_by(F("probability").desc(nulls_last=True), "suggested_at", "pk").first()
    return render(
        request,
        "casework/duplicates/pair.html",
        {
            "pair": found,
            "page": page,
            "form": form,
            "why": pages.reasons_of(found),
            "decisions": decisions,
            "merged": merged,
            "settled": settled or bool(found.left.merged_into_id or found.right.merged_into_id),
            "may_take_back": bool(decisions) and merged is None,
            "following": following,
        },
    )


def _records(found: PairToReview) -> list[tuple[str, str, str]]:
    """(public id, name, what tells it from the other) of each."""
    two = found.left, found.right
    return list(zip([one.public_id for one in two], pages.two_called(*two), pages.told_apart(*two), strict=True))


def _before_merging(request, found: PairToReview, form: MergeForm | None = None, because: str = ""):
    """What will be together, before anything is merged; `because` was said on the page before and is not asked for again."""
    first = reviewing.first_of(found) if found.state == State.SECOND else None
    form = form or MergeForm(records=_records(found), initial={"because": because})
    audit.saw("person", found.left_id, found.right_id)
    return render(
        request,
        "casework/duplicates/merge.html",
        {
            "pair": found,
            "form": form,
            "together": pages.together(found.left, found.right),
            "differ": merging.numbers_that_differ(found.left, found.right),
            "first": first,
            "records": pages.two_called(found.left, found.right),
        },
    )


@asks
def merge(request, public_id):
    """Shows what will be together and asks once; then the two are one."""
    found = _pair(request, public_id)
    if request.method != "POST":
        return _before_merging(request, found)
    form = MergeForm(request.POST, records=_records(found))
    if not form.is_valid():
        return _before_merging(request, found, form=form)
    kept = found.left if form.cleaned_data["kept"] == found.left.public_id else found.right
    try:
        _, made = reviewing.say_same(
            pair=found,
            kept=kept,
            because=form.cleaned_data["because"],
            by=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["idempotency"],
        )
    except (reviewing.SettledAlready, merging.MergedAlready, merging.MayNotBeMerged):
        form.add_error(None, MEANWHILE)
    except reviewing.NotTheSecond:
        form.add_error(None, "You said so yourself. Their numbers differ, so someone else must agree.")
    else:
        if made is None:
            messages.success(request, "Their numbers differ: the pair waits for a second person to agree")
            return redirect("casework:pair", found.public_id)
        messages.success(request, "The two records are one now. You can part them again at any time")
        return redirect("casework:person", kept.public_id)
    return _before_merging(request, found, form=form)


@require_POST
def take_back(request, public_id):
    found = _pair(request, public_id)
    try:
        reviewing.take_back(pair=found, by=request.actor, at=timezone.now())
    except reviewing.NothingToTakeBack:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "Taken back. The pair is in the queue again")
    return redirect("casework:pair", found.public_id)


@asks
def merged(request, public_id):
    """One merge: who, when and why; and parting the two again, with a question for what may be either's."""
    found = get_object_or_404(
        Merge.objects.select_related("kept", "other", *_who("by"), *_who("second"), *_who("undone_by")),
        public_id=public_id,
    )
    require(request.actor, Permission.PAIR_REVIEW, found.kept)
    parting = merging.parting_of(found) if found.undone_at is None else merging.Parting()
    names = dict(zip(("kept", "other"), pages.two_called(found.kept, found.other), strict=True))
    form = PartForm(request.POST if request.method == "POST" else None, later=parting.unclear, **names)
    if request.method == "POST" and form.is_valid():
        try:
            parted = merging.unmerge(
                merge=found,
                because=form.cleaned_data["because"],
                by=request.actor,
                at=timezone.now(),
                theirs=form.theirs(),
            )
            reviewing.parted(merge=parted, by=request.actor, at=timezone.now())
        except merging.NotMergedNow:
            form.add_error(None, "Someone has parted the two meanwhile, or one is not there for you any more.")
        else:
            messages.success(request, "They are two records again, each with its own facts")
            return redirect("casework:person", found.other.public_id)
    audit.saw("person", found.kept_id, found.other_id)
    back = reverse("casework:person", args=[found.kept.public_id])
    return render(
        request,
        "casework/duplicates/merged.html",
        {"merge": found, "form": form, "parting": parting, "back": back, **names},
    )


def _who(actor: str) -> tuple[str, ...]:
    return tuple(f"{actor}__{part}" for part in ("area", "membership__user", "membership__role", "membership__team"))


@require_safe
def how_sure(request):
    """Bands of what was said, with what was decided: counts of pairs of which this post may read both records."""
    require(request.actor, Permission.PAIR_REVIEW)
    said = list(reviewing.labels(area=Area.objects.get(pk=request.actor.area_id_acting)))
    page = confidence.how_sure(said, linking.model_in_use())
    return render(request, "casework/duplicates/how_sure.html", {"page": page, "now": timezone.now()})
