"""Who looks after which schools of an area, and who may cover."""

from collections import Counter
from datetime import date

from breakwater.partnership.organisations.models import Area, DutyPost, DutyPostHolder, Membership, School


def patches_of(area: int, today: date) -> list[tuple[DutyPost, list[DutyPostHolder], int]]:
    """(duty post of a patch, who holds and covers it now or later, how many schools), by name."""
    posts = list(DutyPost.objects.filter(patch__area=area).select_related("patch").order_by("patch__name", "pk"))
    of: dict[int, list[DutyPostHolder]] = {one.pk: [] for one in posts}
    holders = DutyPostHolder.objects.filter(post__in=posts).exclude(ends_on__lt=today)
    for one in holders.select_related("membership__user").order_by("covers", "starts_on", "pk"):
        of[one.post_id].append(one)
    open_schools = School.objects.filter(patch__area=area, organisation__closed_on=None)
    schools = Counter(open_schools.values_list("patch", flat=True))
    return [(post, of[post.pk], schools[post.patch_id]) for post in posts]


def schools_of_no_patch(area: Area) -> int:
    return School.objects.filter(la_code=area.code, patch=None, organisation__closed_on=None).count()


def who_may_cover(post: DutyPost, on: date) -> list[Membership]:
    """The posts of its team, by name."""
    found = Membership.objects.in_force(on).filter(team=post.team_id, user__is_active=True).select_related("user")
    return list(found.order_by("user__name", "pk"))


def cover_of(post: DutyPost, number: int) -> DutyPostHolder | None:
    return DutyPostHolder.objects.filter(pk=number, post=post, covers=True).first()
