"""The patches of an area: who looks after which schools, and who covers whom until when."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation.design.fields import DateField, Form, SelectField
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import DutyPost, DutyPostHolder, Membership, School

from . import operations

P = Permission


class CoverForm(Form):
    """Who covers, and from when until when."""

    who = SelectField(label="Who covers?", missing="Choose who covers")
    starts_on = DateField(label="From", missing="Enter the first day")
    ends_on = DateField(label="Until, and with", missing="Enter the last day")

    def __init__(self, *args, posts, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts, self.today = {str(one.pk): one for one in posts}, today
        self.fields["who"].choices = [(key, one.user.name) for key, one in self.posts.items()]

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day lies before the first")
        elif ends and ends < self.today:
            self.add_error("ends_on", "The last day is over")
        return cleaned


@require_safe
def patches(request):
    require(request.actor, P.FORTNIGHT_READ)
    area, today = request.actor.area_id_acting, timezone.localdate()
    posts = list(DutyPost.objects.filter(patch__area=area).select_related("patch").order_by("patch__name", "pk"))
    holders = DutyPostHolder.objects.filter(post__in=posts).exclude(ends_on__lt=today)
    of = {one.pk: [] for one in posts}
    for one in holders.select_related("membership__user").order_by("covers", "starts_on", "pk"):
        of[one.post_id].append(one)
    schools = Counter(
        School.objects.filter(patch__area=area, organisation__closed_on=None).values_list("patch", flat=True)
    )
    return render(
        request,
        "education/patches.html",
        {
            "patches": [(post, of[post.pk], schools[post.patch_id]) for post in posts],
            "today": today,
            "now": timezone.now(),
            "may_cover": may(request.actor, P.LIST_CHECK),
            "none": School.objects.filter(
                la_code=request.actor.membership.team.area.code, patch=None, organisation__closed_on=None
            ).count(),
        },
    )


def _post(request, public_id) -> DutyPost:
    require(request.actor, P.LIST_CHECK)
    return get_object_or_404(
        DutyPost.objects.select_related("patch"),
        public_id=public_id,
        patch__isnull=False,
        team=request.actor.membership.team_id,
    )


def cover(request, public_id):
    """Say who covers a patch."""
    post, today = _post(request, public_id), timezone.localdate()
    posts = Membership.objects.in_force(today).filter(team=post.team_id, user__is_active=True).select_related("user")
    form = CoverForm(request.POST or None, posts=posts.order_by("user__name", "pk"), today=today)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        try:
            operations.cover(
                post=post,
                membership=form.posts[of["who"]],
                starts_on=of["starts_on"],
                ends_on=of["ends_on"],
                by=request.actor,
                at=timezone.now(),
            )
        except operations.AnotherCovers:
            form.add_error("starts_on", "Somebody covers this patch on some of these days already. End that first")
        except operations.IsTheirOwn:
            form.add_error("who", "This is the co-ordinator of the patch. Choose a colleague")
        else:
            messages.success(request, f"{form.posts[of['who']].user.name} covers {post.patch.name}")
            return redirect("education:patches")
    return render(request, "education/cover.html", {"post": post, "form": form})


@require_POST
def end_cover(request, public_id, number):
    post = _post(request, public_id)
    holder = get_object_or_404(DutyPostHolder, pk=number, post=post, covers=True)
    operations.end_cover(holder=holder, by=request.actor, at=timezone.now())
    messages.success(request, "The cover is over")
    return redirect("education:patches")
