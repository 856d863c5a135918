"""The yearly review of roles: one page for who confirms, with what only who keeps the posts may do."""

from django.utils import timezone

from breakwater.delivery.api import reviewing
from breakwater.delivery.web import role_review
from breakwater.delivery.web.forms import BeginReviewForm, ConfirmRolesForm
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, allows, require

SHOWN = 200
KEYS = "keys of connected systems have ended", "key of a connected system has ended"


class OfReview:
    leads_to = ("web:role_review",)
    words_stay = "Of staff, and typed by nobody: it is ticked"

    def find_subject(self):
        require(self.request.actor, self.permission)
        return role_review.open_review(self.request.actor.area_id_acting)


class ReviewRoles(OfReview, OperationView):
    """Tick who still needs their role."""

    route, name, template_name = "staff/review/", "role_review", "web/role_review.html"
    permission, permission_of, form_class = Permission.POST_REVIEW, "", ConfirmRolesForm

    def get_form_kwargs(self):
        self.posts, self.keys, self.waiting = [], [], 0
        if self.subject:
            whose = {"by": self.request.actor, "on": timezone.localdate(self.at)}
            found = role_review.theirs(self.subject, **whose)
            self.posts, self.waiting = list(found[:SHOWN]), found.count()
            self.keys = list(reviewing.theirs(self.subject, **whose)[:SHOWN])
        return super().get_form_kwargs() | {"posts": self.posts, "keys": self.keys}

    def operate(self, form):
        if not self.subject:
            raise role_review.NotOpen
        said = form.cleaned_data
        return role_review.confirm(self.subject, posts=said["posts"], keys=said["keys"], **self.acting)

    success_message = "Confirmed: {result}"

    def get_context_data(self, **more):
        today, area = timezone.localdate(self.at), self.request.actor.area_id_acting
        keeps = allows(self.request.post.role_id, Permission.PEOPLE_INVITE)
        context = super().get_context_data(review=self.subject, keeps=keeps, today=today, **more)
        last = role_review.last_review(area)
        return context | {
            "posts": self.posts,
            "keys": self.keys,
            "waiting": self.waiting,
            "last": last,
            "is_over": bool(self.subject) and today > self.subject.due_on,
        }


class BeginReview(OfReview, OperationView):
    """Begin the review of the area."""

    route, name, template_name = "staff/review/begin/", "begin_role_review", "web/begin_review.html"
    permission, permission_of, form_class = Permission.PEOPLE_INVITE, "", BeginReviewForm
    success_message = "The review has begun. Everyone who confirms roles is told"

    def operate(self, form):
        return role_review.begin(self.request.post.team.area, due_on=form.cleaned_data["due_on"], **self.acting)


class EndUnconfirmed(OfReview, ButtonView):
    """End what nobody confirmed."""

    route, name = "staff/review/end/", "end_unconfirmed"
    permission, permission_of, form_class = Permission.PEOPLE_INVITE, "", Form

    def operate(self, form):
        if not self.subject:
            raise role_review.NotOpen
        return role_review.end_unconfirmed(self.subject, **self.acting)

    @property
    def success_message(self):
        own = " Your own role stays: somebody else who keeps roles ends or confirms it." if self.result.own else ""
        keys = f" {self.result.keys} {KEYS[self.result.keys == 1]}." if self.result.keys else ""
        return f"The review is closed. {self.result.ended} roles end with today.{keys}{own}"


VIEWS = (ReviewRoles, BeginReview, EndUnconfirmed)
