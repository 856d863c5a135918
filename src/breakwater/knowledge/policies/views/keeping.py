"""What waits for those who keep an area's chapters, one chapter as they see it, a new one, a review."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, require

from .. import finding, presenting, waiting
from ..forms import ChapterForm, ManualForm, ReviewForm
from ..models import Chapter
from ..operations import drafting, force, manuals

P = Permission


def area_of(request):
    return request.actor.membership.team.area


class OfChapter:
    """What is done with a chapter of a manual that the actor's area shares."""

    model, related = Chapter, ("manual", "kept_by__area")
    permission = P.POLICY_EDIT
    leads_to = "policies:chapter_kept", "subject.public_id"
    context_object_name = "chapter"


@require_safe
def kept(request):
    """All that waits in the area, then every chapter."""
    require(request.actor, P.POLICY_EDIT)
    area, today = area_of(request), london_date(timezone.now())
    chapters = list(waiting.of_area(area).select_related("manual", "kept_by"))
    chapters.sort(key=lambda each: (each.manual.title, [int(part) for part in each.number.split(".")]))
    return render(
        request,
        "policies/kept.html",
        {
            "area": area,
            "today": today,
            "overdue": waiting.overdue(area, today),
            "to_decide": waiting.to_decide(area),
            "questions": waiting.questions(area),
            "writing": waiting.being_written(area),
            "chapters": chapters,
            "slug": finding.slug_of(area),
        },
    )


class OpenManual(OperationView):
    """A new manual. One's own area always shares it."""

    route, name = "policies/manuals/new/", "new_manual"
    permission = P.POLICY_RATIFY
    form_class, template_name = ManualForm, "policies/new_manual.html"
    success_message = "The manual is open. Add its first chapter"
    leads_to = ("policies:new",)
    permission_of = "request.actor.membership.team"

    @cached_property
    def areas(self):
        return manuals.areas_to_share()

    def get_initial(self):
        return {"areas": [each.code for each in self.areas]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"areas": self.areas}

    def operate(self, form):
        said, ours = form.cleaned_data, area_of(self.request)
        sharing = [ours, *(each for each in self.areas if each.code in said["areas"] and each.pk != ours.pk)]
        named = {name: said[name] for name in ("slug", "title", "about")}
        return manuals.open_manual(areas=sharing, **named, **self.acting)


class IntoManual:
    """Something comes into a manual of one's area; where there is none, one is opened first."""

    permission = P.POLICY_EDIT

    @cached_property
    def manuals(self):
        return finding.manuals_shared_by(area_of(self.request))

    def answer_instead(self):
        return None if self.manuals else redirect("policies:new_manual")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"manuals": self.manuals}

    def manual_of(self, form):
        return next(each for each in self.manuals if each.slug == form.cleaned_data["manual"])


class AddChapter(IntoManual, OperationView):
    """A new chapter; its text is written next."""

    route, name = "policies/new/", "new"
    form_class, template_name = ChapterForm, "policies/new.html"
    leads_to = "policies:draft", "result.public_id"

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("number", "title", "sort")}
        team = self.request.actor.membership.team
        made = manuals.add_chapter(manual=self.manual_of(form), kept_by=team, **said, **self.acting)
        return drafting.begin(chapter=made, **self.acting)


class ShowChapter(OfChapter, SubjectPage):
    """One chapter: what is being written, where each area stands, where this area does otherwise, and all that may be done."""

    route, name, template_name = "policies/<str:public_id>/", "chapter_kept", "policies/chapter_kept.html"
    audited_as = "chapter"

    def get_context_data(self, **more):
        found, area, today = self.subject, area_of(self.request), london_date(self.at)
        newest = finding.settled(found).first()
        period = finding.in_force(found, area, today) or finding.last_in_force(found, area, today)
        return super().get_context_data(
            area=area,
            today=today,
            newest=newest,
            open=finding.open_version(found),
            standings=finding.standings(newest, finding.areas_of(found.manual)) if newest else [],
            period=period,
            drawn=presenting.drawn(period.version, period.local, area, today) if period else [],
            public=presenting.address_of(found, area),
            is_overdue=found.is_overdue(today),
            **more,
        )


class ReviewChapter(OfChapter, OperationView):
    """It was read over: it stands until another day, or every reader is told that it is looked at."""

    route, name = "policies/<str:public_id>/review/", "review"
    form_class, template_name = ReviewForm, "policies/review.html"

    def operate(self, form):
        said = form.cleaned_data
        if said["found"] == "looking":
            return force.flag(chapter=self.subject, why=said["words"], **self.acting)
        period = finding.in_force(self.subject, area_of(self.request), london_date(self.at))
        if period is None:
            raise force.NothingInForce
        told = {"review_by": said["review_by"], "words": said["words"], "key": said["idempotency"]}
        return force.review(chapter=self.subject, version=period.version, **told, **self.acting)

    @property
    def success_message(self):
        return "Reviewed: no change" if self.result else "Every reader is told. It stays in force meanwhile"


VIEWS = (OpenManual, AddChapter, ShowChapter, ReviewChapter)
