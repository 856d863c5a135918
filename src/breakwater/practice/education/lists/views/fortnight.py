"""The fortnight of all schools, and what waits beside it: those withheld, corrections, pupils that schools worry about."""

from datetime import date

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.education.answers import list_rows
from breakwater.practice.education.answers.operations import corrections as correction_operations
from breakwater.practice.education.answers.operations import worries as worry_operations
from breakwater.practice.education.fortnights import calendar, grid
from breakwater.practice.education.lists import waiting
from breakwater.practice.education.lists.forms import CheckedForm, CorrectionForm, RollCorrectionForm, SettleForm
from breakwater.practice.education.lists.operations import doubts, leavers, notes, release
from breakwater.practice.education.models import Answer, Correction, Held, Worry

P = Permission


@require_safe
def fortnight(request):
    """Every school in one grid, the three that need someone first above it."""
    require(request.actor, P.FORTNIGHT_READ)
    now, area = timezone.now(), request.actor.membership.team.area
    shown = grid.fortnight(request.actor, now=now, period=_period(request), patch=request.GET.get("patch"))
    states = grid.sources_of(shown.fortnight) if shown else []
    coming = calendar.next_release(area, timezone.localdate())
    return render(
        request,
        "education/fortnight.html",
        {
            "shown": shown,
            "now": now,
            "coming": coming,
            "states": states,
            "may_release": may(request.actor, P.LIST_CHECK),
            "may_call": may(request.actor, P.CALL_WORK),
            "not_covered": list_rows.not_covered(area, states) if states else [],
            "earlier": grid.last_periods(area),
            "rows": grid.shelf(shown.rows, request.GET.get("shown", "")) if shown else [],
            "patches": [
                *([(grid.MINE, "Yours")] if shown and len(shown.mine) > 1 else ()),
                ("all", "All"),
                *((one.name, one.name) for one in (shown.patches if shown else ())),
            ],
        },
    )


def _period(request) -> date | None:
    return day_of(request.GET.get("period", ""))


def day_of(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _patches(request):
    """Those of the patch that the fortnight's number counted, where its link was followed."""
    return grid.patches_named(request.actor, request.GET.get("patch"), timezone.localdate())


class ReleaseAll(ButtonView):
    """Release every checked list of the fortnight shown, in its patch; of one to come, after asking."""

    route, name = "lists/release/", "release_all"
    permission = P.LIST_CHECK
    leads_to = ("education:fortnight",)

    @cached_property
    def lists(self):
        return waiting.checked_lists(self.request.actor, self.newest, self.which, timezone.localdate())

    def answer_instead(self):
        today, self.which = timezone.localdate(), self.request.POST.get("patch", "all")
        said = self.request.POST.get("period", "")
        self.newest = grid.fortnight_of(self.request.actor.area_id_acting, day_of(said), today=today)
        if not self.lists or self.newest.period <= today or "early" in self.request.POST:
            return None
        shown = {"fortnight": self.newest, "many": len(self.lists), "patch": self.which, "school_list": None}
        made = sorted(one.built_at for one in self.lists)
        return render(
            self.request, "education/release_early.html", shown | {"today": today, "made": (made[0], made[-1])}
        )

    def operate(self, form):
        done, left = release.release_all(lists=self.lists, **self.acting)
        if done:
            are = "list is" if done == 1 else "lists are"
            messages.success(self.request, f"{done} {are} out, and the schools are told")
        if left:
            why = "fewer than two people there may read it. Open each to say why it goes out."
            messages.warning(self.request, f"{len(left)} not released: {why}")

    def refusal_words(self, refusal):
        return "These lists are for a later day. They can be released on that day."


@require_safe
def held(request):
    """Pupils a source names who are on no list until someone has looked."""
    require(request.actor, P.LIST_CHECK)
    newest = grid.fortnight_of(request.actor.area_id_acting, _period(request), today=timezone.localdate())
    rows = waiting.held_off(newest, _patches(request))
    audit.saw("person", *(row.person_id for row in rows))
    return render(request, "education/held.html", {"rows": rows, "now": timezone.now(), "newest": newest})


@require_safe
def in_doubt(request):
    """Rows of sources that wait for the MASH: how many, with whom, till when, and what came of those decided."""
    require(request.actor, P.FORTNIGHT_READ)
    now, today, area = timezone.now(), timezone.localdate(), request.actor.membership.team.area
    rows = doubts.counted_once(area, at=now)
    audit.did("read how many rows are in doubt in", "area", area.pk)
    posts = [doubts.who_settles(area, one, on=today) for one in sorted({one.settles for one in rows if one.waiting})]
    context = {
        "rows": rows,
        "people": sorted({post.user.name for held in posts for post in held}),
        "nobody": not all(posts),
        "needed": doubts.needed(area, today),
        "numbers": ContactPoint.published(area, ContactPoint.Purpose.FRONT_DOOR, on=today),
        "now": now,
        "today": today,
    }
    return render(request, "education/in_doubt.html", context)


class SettleHeld(OperationView):
    """Say what was done about one of them."""

    route, name = "lists/held/<str:public_id>/", "held_one"
    model, related = Held, ("person", "school_team__organisation", "fortnight")
    permission = P.LIST_CHECK
    form_class, template_name = SettleForm, "education/held_one.html"
    success_message = "Noted. The pupil comes on the school’s list once the place is sure"
    leads_to = ("education:held",)
    context_object_name = "row"
    operation = staticmethod(notes.settle)

    def record_sight(self):
        audit.saw("person", self.subject.person_id)


@require_safe
def corrections(request):
    """What schools say is wrong in what one's team told them; for co-ordinators, of every source."""
    require(request.actor, P.LIST_CORRECT)
    rows = waiting.corrections(_patches(request))
    audit.saw("correction", *(row.pk for row in rows))
    return render(
        request,
        "education/corrections.html",
        {"rows": rows, "now": timezone.now(), "today": timezone.localdate(), "team": request.actor.membership.team_id},
    )


class SettleCorrection(OperationView):
    """One of them: what the school says, and what was found."""

    route, name = "lists/corrections/<str:public_id>/", "correction"
    model = Correction
    related = (
        "area",
        "owner_team",
        "school_team__organisation__school",
        "done_by__membership__user",
        "done_by__membership__role",
        "done_by__membership__team",
        "done_by__area",
    )
    permission = P.LIST_CORRECT
    form_class, template_name = CorrectionForm, "education/correction.html"
    success_message = "Noted. The school reads it on its next list"
    leads_to = ("education:corrections",)
    audited_as = "correction"
    operation = staticmethod(correction_operations.settle)

    def get_form_class(self):
        return RollCorrectionForm if self.subject.is_about_the_roll else CorrectionForm

    def get_initial(self):
        """The day and the school that were said with it."""
        said = self.subject.is_about_the_roll and Answer.objects.filter(pk=self.subject.answer_id).first()
        return {"left_on": said.left_on, "gone_to": said.destination} if said else {}

    def operate(self, form):
        if form.cleaned_data["result"] == Correction.Result.MENDED and self.subject.is_about_the_roll:
            place = correction_operations.place_of(self.subject)
            if place:
                require(self.request.actor, P.PLACE_VERIFY, place.person)
        return super().operate(form)

    def get_context_data(self, **more):
        found, asked = self.subject, correction_operations.answers_for(self.subject)
        agreed = _agreed_of(found) if found.is_about_the_roll and not found.done_at else []
        school = getattr(found.school_team.organisation, "school", None)
        said = {"asked": asked, "who_said": correction_operations.who_said(found)}
        said["school_telephone"] = school.telephone if school else ""
        return super().get_context_data(found=found, agreed=agreed, **said, **more)


def _agreed_of(found: Correction) -> list:
    """What calls with the school left open about this pupil."""
    agreed = leavers.left_with_something_agreed([found.school_team_id], today=timezone.localdate())
    return [one for one in agreed if one.person_id == found.person_id]


@require_safe
def worries(request):
    """Pupils that schools worry about and that are on no list."""
    require(request.actor, P.LIST_CHECK)
    rows = waiting.worries(_patches(request))
    audit.saw("worry", *(row.pk for row in rows))
    return render(request, "education/worries.html", {"rows": rows, "now": timezone.now()})


class CheckWorry(OperationView):
    """One of them: look the pupil up, and note what was found. The school's reply does not depend on it (SG-17)."""

    route, name = "lists/worries/<str:public_id>/", "worry"
    model, related = Worry, ("school_team__organisation", "person", "case")
    permission = P.LIST_CHECK
    form_class, template_name = CheckedForm, "education/worry.html"
    success_message = "Noted, for co-ordinators alone"
    leads_to = ("education:worries",)
    audited_as = "worry"
    operation = staticmethod(worry_operations.check)

    def get_context_data(self, **more):
        return super().get_context_data(found=self.subject, now=self.at, **more)


VIEWS = (ReleaseAll, SettleHeld, SettleCorrection, CheckWorry)
