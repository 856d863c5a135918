"""Levels of need: the chart in force, its editor, and the level that a person sees in a case."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.cases.models import Capacity
from breakwater.casework.thresholds import operations as thresholds
from breakwater.casework.thresholds.models import Domain, Indicator, Level, ThresholdEdition
from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, may, require

from .forms import IndicatorForm, LevelForm, ReleaseForm, WordsForm

USUAL_REVIEW = timedelta(days=365)
EDITION = "thresholds/editions/<str:public_id>/"


@require_safe
def chart(request):
    """The continuum of need in force today in the acting post's area."""
    area = request.actor.membership.team.area
    edition = thresholds.edition_now(area, timezone.localdate())
    return render(
        request,
        "casework/thresholds/chart.html",
        {
            "area": area,
            "edition": edition,
            "chart": charted(edition) if edition else [],
            "levels": _levels(edition),
            "may_edit": may(request.actor, Permission.THRESHOLDS_EDIT),
            "today": timezone.localdate(),
        },
    )


def charted(edition: ThresholdEdition) -> list[dict]:
    """An edition as a page draws it: domains, in each its topics, in each the indicators by tier."""
    domains: dict[str, dict[str, dict[int, list[Indicator]]]] = {key: {} for key in Domain.values}
    for each in edition.indicators.order_by("order", "pk"):
        domains[each.domain].setdefault(each.topic, {level: [] for level in Level.values})[each.level].append(each)
    return [{"key": key, "title": Domain(key).label, "topics": topics} for key, topics in domains.items() if topics]


def _levels(edition: ThresholdEdition | None) -> list[dict]:
    if edition is None:
        return []
    return [
        {
            "level": level.value,
            "name": level.label,
            "label": edition.label_of(level),
            "who": edition.tiers.get(str(level.value), {}).get("who", ""),
        }
        for level in Level
    ]


@require_safe
def editions(request):
    """The area's editions, and its draft."""
    area = _own_area(request)
    rows = thresholds.editions_of(area)
    today = timezone.localdate()
    in_force = thresholds.edition_now(area, today)
    return render(
        request,
        "casework/thresholds/editions.html",
        {
            "area": area,
            "draft": next((row for row in rows if row.is_draft), None),
            "editions": [row for row in rows if not row.is_draft],
            "in_force": in_force,
            "today": today,
        },
    )


class BeginEdition(ButtonView):
    """Begin the area's next edition from the one in force."""

    route, name = "thresholds/editions/begin/", "threshold_begin"
    permission = Permission.THRESHOLDS_EDIT
    leads_to = "casework:threshold_draft", "result.public_id"
    refused_to = ("casework:threshold_editions",)

    def operate(self, form):
        return thresholds.begin_draft(area=_own_area(self.request), **self.acting)


@require_safe
def draft(request, public_id):
    edition = _edition(request, public_id)
    return render(
        request,
        "casework/thresholds/draft.html",
        {"edition": edition, "chart": charted(edition), "levels": _levels(edition)},
    )


class DraftOperation(OperationView):
    """A change of the area's draft, which only a draft can take."""

    permission = Permission.THRESHOLDS_EDIT
    leads_to = "casework:threshold_draft", "subject.public_id"
    permission_of = ""
    context_object_name = "edition"

    def find_subject(self):
        return _edition(self.request, self.kwargs["public_id"])

    def operate(self, form):
        return self.operation(edition=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)


class DescribeDraft(DraftOperation):
    route, name = f"{EDITION}words/", "threshold_words"
    form_class, template_name = WordsForm, "casework/thresholds/words.html"
    success_message = "The words of the draft are changed"

    def get_initial(self):
        return WordsForm.initial_of(self.subject)

    def operate(self, form):
        return thresholds.describe(
            edition=self.subject,
            title=form.cleaned_data["title"],
            source=form.cleaned_data["source"],
            tiers=form.tiers(),
            by=self.request.actor,
            at=self.at,
        )


class AddIndicator(DraftOperation):
    route, name = f"{EDITION}new/", "threshold_indicator_new"
    form_class, template_name = IndicatorForm, "casework/thresholds/indicator.html"
    indicator = None

    def operate(self, form):
        code = self.indicator.code if self.indicator else ""
        facts = form.facts()
        self.success_message = f"“{facts.text}” is in the draft"
        return thresholds.write_indicator(self.subject, facts, code=code, by=self.request.actor, at=self.at)

    def get_context_data(self, **more):
        return super().get_context_data(found=self.indicator, **more)


class ChangeIndicator(AddIndicator):
    route, name = f"{EDITION}<str:code>/", "threshold_indicator"

    def answer_instead(self):
        self.indicator = self.subject.indicators.filter(code=self.kwargs["code"]).first()
        if self.indicator:
            return None
        messages.error(self.request, "That indicator is no longer in the draft")
        return redirect(self.get_success_url())

    def get_initial(self):
        names = ("level", "domain", "topic", "text")
        alone = ["alone"] if self.indicator.alone else []
        return {name: getattr(self.indicator, name) for name in names} | {"alone": alone}


class DraftButton(ButtonView, DraftOperation):
    """What a button does to a draft; of one that was released meanwhile the editions are shown."""

    def form_refused(self, form, refusal):
        messages.error(self.request, self.refusal_words(refusal))
        return redirect("casework:threshold_editions")


class DropIndicator(DraftButton):
    route, name = f"{EDITION}<str:code>/drop/", "threshold_drop"
    success_message = "The indicator is taken out of the draft"

    def operate(self, form):
        return thresholds.drop_indicator(
            edition=self.subject, code=self.kwargs["code"], by=self.request.actor, at=self.at
        )


class UndoDraft(DraftButton):
    """Undo everything that a draft changes; asked once."""

    http_method_names = ["get", "head", "post"]
    route, name = f"{EDITION}undo/", "threshold_undo"
    template_name = "casework/thresholds/undo.html"
    success_message = "Every change of the draft is undone. What is in force stays as it is"

    def operate(self, form):
        return thresholds.undo_changes(edition=self.subject, by=self.request.actor, at=self.at)

    def get_context_data(self, **more):
        return super().get_context_data(changes=thresholds.changes_of(self.subject), **more)


class ReleaseDraft(DraftOperation):
    route, name = f"{EDITION}release/", "threshold_release"
    form_class, template_name = ReleaseForm, "casework/thresholds/release.html"
    operation = staticmethod(thresholds.release)
    success_message = "The edition is released. What was decided before keeps the edition it was decided by"
    leads_to = ("casework:threshold_editions",)

    def get_initial(self):
        today = timezone.localdate()
        return {"starts_on": today, "review_by": today + USUAL_REVIEW}

    def get_context_data(self, **more):
        return super().get_context_data(changes=thresholds.changes_of(self.subject), **more)


class RecordLevel(CaseOperation):
    """The level of need that a person sees in a case, beside what was seen before."""

    route, name = "cases/<str:reference>/level/", "level"
    form_class, template_name = LevelForm, "casework/thresholds/level.html"
    operation = staticmethod(thresholds.consider)
    words_of = dict.fromkeys(
        (thresholds.NoEdition, thresholds.OfAnotherEdition),
        "A new edition came into force meanwhile. Open the page again; your reasons are kept here to copy.",
    )

    @cached_property
    def edition(self):
        return thresholds.edition_now(self.case.area, timezone.localdate())

    @cached_property
    def indicators(self):
        return list(self.edition.indicators.order_by("order", "pk"))

    @cached_property
    def children(self):
        parts = self.case.participants.filter(capacity=Capacity.CHILD, ends_at=None).select_related("person")
        return [part.person for part in parts]

    def answer_instead(self):
        if self.edition:
            return None
        context = {"case": self.case, "called": case_display.called(self.case)}
        return render(self.request, "casework/thresholds/none.html", context)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"edition": self.edition, "indicators": self.indicators}

    @property
    def success_message(self):
        ticked = set(self.result.considered.values_list("indicator_id", flat=True))
        points = thresholds.suggest([each for each in self.indicators if each.pk in ticked])
        words = "The level of need is recorded"
        if points.level and points.level != self.result.level:
            words += f". What you ticked points elsewhere: {points.why} You decide; say so in your reasons"
        return words

    def record_sight(self):
        super().record_sight()
        audit.saw("person", *(child.pk for child in self.children))

    def get_context_data(self, **more):
        context = super().get_context_data(
            edition=self.edition,
            last=thresholds.view_of(self.case),
            above_universal=Level.TWO.label,
            before=thresholds.seen_before(self.children, case=self.case, at=self.at) if self.children else [],
            back=self.get_success_url(),
            **more,
        )
        return context | {"domains": _domains(context["form"], self.edition)}

    def get_success_url(self):
        return case_display.address_of(self.case)


def _domains(form: LevelForm, edition: ThresholdEdition) -> list[dict]:
    """The form's boxes by domain, in each by tier, with how many there are and how many are ticked."""
    found = []
    for domain in Domain:
        tiers = []
        for level in Level:
            if name := form.groups.get((domain.value, level.value)):
                box = form[name]
                ticked = len(box.value() or []) if form.is_bound else 0
                tiers.append(
                    {"title": edition.label_of(level), "box": box, "ticked": ticked, "of": len(box.field.choices)}
                )
        if tiers:
            found.append({"key": domain.value, "title": domain.label, "tiers": tiers})
    return found


def _own_area(request):
    require(request.actor, Permission.THRESHOLDS_EDIT)
    return request.actor.membership.team.area


def _edition(request, public_id) -> ThresholdEdition:
    area = _own_area(request)
    return get_object_or_404(ThresholdEdition, area=area, public_id=public_id, released_at=None)


OPERATIONS = (
    BeginEdition,
    DescribeDraft,
    ReleaseDraft,
    UndoDraft,
    AddIndicator,
    ChangeIndicator,
    DropIndicator,
    RecordLevel,
)
