"""What agencies think of a draft: theirs to say, and the officers' to answer."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, may, require

from .. import differences, waiting
from ..forms import AnswerForm, CommentForm
from ..models import Comment, Version
from ..operations import consulting
from ..presenting import notes_of

P = Permission


@require_safe
def asked(request):
    """The drafts on which one's agency may say what it thinks."""
    require(request.actor, P.POLICY_COMMENT)
    found = waiting.consultations(request.actor.membership.team.area, london_date(timezone.now()))
    rows = [(each, max(asked.closes_on for asked in each.consultations.all())) for each in found]
    return render(request, "policies/asked.html", {"rows": rows})


def _places(version: Version) -> list[tuple[str, str]]:
    """Paragraphs by their first words."""
    return [
        (each["anchor"], f"{each['text'][:70]}…" if len(each["text"]) > 70 else each["text"]) for each in version.body
    ]


class CommentOn(OperationView):
    """The draft, what agencies said of it and what became of that, and one's own agency's say."""

    route, name = "policies/drafts/<str:public_id>/comments/", "comments"
    model, related = Version, ("chapter__manual", "follows")
    permission = P.POLICY_COMMENT
    form_class, template_name = CommentForm, "policies/comments.html"
    success_message = "Thank you. You will read here what becomes of it"
    leads_to = "policies:comments", "subject.public_id"
    audited_as = "policy_version"

    @cached_property
    def consultation(self):
        return self.subject.consultations.order_by("-opened_at", "-pk").first()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": _places(self.subject)}

    def operate(self, form):
        if self.consultation is None:
            raise consulting.Over
        ours, key = self.request.actor.membership.team.organisation, form.cleaned_data["idempotency"]
        said = {name: form.cleaned_data[name] for name in ("words", "anchor")}
        return consulting.comment(consultation=self.consultation, organisation=ours, key=key, **said, **self.acting)

    def get_context_data(self, **more):
        version, asked = self.subject, self.consultation
        return super().get_context_data(
            version=version,
            consultation=asked,
            is_open=bool(asked) and asked.closed_at is None and london_date(self.at) <= asked.closes_on,
            said=consulting.comments_on(version),
            keeps=may(self.request.actor, P.POLICY_EDIT, version),
            found=differences.between(version.follows.body if version.follows else version.body, version.body),
            notes=notes_of(version),
            places=dict(_places(version)),
            **more,
        )


class AnswerComment(RefusedAbove, OperationView):
    """What becomes of one comment, and why."""

    route, name = "policies/comments/<str:public_id>/", "answer"
    model, related = Comment, ("organisation", "consultation__version__chapter__manual")
    permission = P.POLICY_EDIT
    form_class, template_name = AnswerForm, "policies/answer.html"
    leads_to = "policies:comments", "version.public_id"
    permission_of = "version"
    audited_as = "policy_comment"

    @property
    def version(self) -> Version:
        return self.subject.consultation.version

    def operate(self, form):
        what, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]
        return consulting.answer(comment=self.subject, what=what, reason=reason, **self.acting)

    def get_context_data(self, **more):
        place = dict(_places(self.version)).get(self.subject.anchor, "")
        return super().get_context_data(comment=self.subject, version=self.version, place=place, **more)


VIEWS = (CommentOn, AnswerComment)
