"""The patches of an area: who looks after which schools, and who covers whom until when."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import DutyPost

from . import operations, pages
from .forms import CoverForm

P = Permission
COVER = "lists/patches/<str:public_id>/cover/"


@require_safe
def patches(request):
    require(request.actor, P.FORTNIGHT_READ)
    today = timezone.localdate()
    shown = {
        "patches": pages.patches_of(request.actor.area_id_acting, today),
        "none": pages.schools_of_no_patch(request.actor.membership.team.area),
        "may_cover": may(request.actor, P.LIST_CHECK),
    }
    return render(request, "education/patches.html", {**shown, "today": today, "now": timezone.now()})


class OfPatch:
    """What is done with a patch of one's own team."""

    model, related = DutyPost, ("patch",)
    permission = P.LIST_CHECK
    leads_to = ("education:patches",)
    permission_of = ""

    def answer_instead(self):
        if not self.subject.patch_id or self.subject.team_id != self.request.actor.membership.team_id:
            raise Http404


class Cover(OfPatch, OperationView):
    """Say who covers a patch."""

    route, name = COVER, "cover"
    form_class, template_name = CoverForm, "education/cover.html"
    success_message = "{result.membership.user.name} covers {subject.patch.name}"
    context_object_name = "post"

    @cached_property
    def colleagues(self):
        return pages.who_may_cover(self.subject, timezone.localdate())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"posts": self.colleagues, "today": timezone.localdate()}

    def operate(self, form):
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        return operations.cover(post=self.subject, membership=form.covering, **days, **self.acting)


class EndCover(OfPatch, ButtonView):
    route, name = f"{COVER}<int:number>/end/", "end_cover"
    success_message = "The cover is over"

    def operate(self, form):
        holder = pages.cover_of(self.subject, self.kwargs["number"])
        if holder is None:
            raise Http404
        operations.end_cover(holder=holder, **self.acting)


VIEWS = (Cover, EndCover)
