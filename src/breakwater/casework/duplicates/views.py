"""The queue of pairs that may be one person: reading one, saying what they are, merging, taking back, parting."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.duplicates.operations import merging, reviewing
from breakwater.partnership.people.linking import operations as linking
from breakwater.partnership.people.models import Merge, PairToReview

from . import confidence, pages
from .forms import Answer, DecideForm, MergeForm, PairsForm, PartForm

PAIR = "pairs/<str:public_id>/"
DECIDED = {Answer.NOT_SAME: "You said: two people", Answer.UNSURE: "You said: unsure. Someone else looks at it"}


class ShowPairs(ListPage):
    """Pairs of which this post may read both, likeliest first."""

    route, name, template_name = "pairs/", "pairs", "casework/duplicates/list.html"
    permission, paginate_by = Permission.PAIR_REVIEW, 25
    may_be_taken_away = (
        False  # restricted people are among them, and whom a record may be is nobody's to carry away (SG-13)
    )

    @cached_property
    def asked_by(self) -> PairsForm:
        return PairsForm(self.request.GET)

    @property
    def asked(self) -> dict[str, str]:
        return self.asked_by.cleaned_data if self.asked_by.is_valid() else {"state": "", "source": ""}

    def get_queryset(self):
        return reviewing.queue(self.request.actor.area_id_acting, **self.asked)

    def rows_of(self, page):
        pairs = list(page.object_list)
        audit.saw("person", *(pk for pair in pairs for pk in (pair.left_id, pair.right_id)))
        return pairs

    def get_context_data(self, **more):
        chosen = [
            {"text": str(labels(self.asked[name]).label), "remove_url": f"?{self._without(name)}"}
            for name, labels in (("state", PairToReview.State), ("source", PairToReview.Source))
            if self.asked[name]
        ]
        return super().get_context_data(form=self.asked_by, chosen=chosen, now=self.at, **more)

    def _without(self, name: str) -> str:
        query = self.request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        return query.urlencode()


class OfPair:
    """A pair of which this actor may read both records, neither guarded; otherwise there is none (SG-13, SG-18)."""

    subjects = reviewing.UNGUARDED
    permission = Permission.PAIR_REVIEW
    leads_to = "casework:pair", "subject.public_id"
    context_object_name = "pair"


class MergePair(OfPair, OperationView):
    """Shows what will be together and asks once; then the two are one."""

    route, name = f"{PAIR}merge/", "pair_merge"
    form_class, template_name = MergeForm, "casework/duplicates/merge.html"

    def get_form_kwargs(self):
        """(public id, name, what tells it from the other) of each."""
        two = self.subject.left, self.subject.right
        named = zip([one.public_id for one in two], pages.two_called(*two), pages.told_apart(*two), strict=True)
        return super().get_form_kwargs() | {"records": list(named)}

    def operate(self, form):
        said, found = form.cleaned_data, self.subject
        self.kept = found.left if said["kept"] == found.left.public_id else found.right
        facts = {"because": said["because"], "key": said["idempotency"]}
        _, made = reviewing.say_same(pair=found, kept=self.kept, **facts, **self.acting)
        return made

    @property
    def success_message(self):
        if self.result is None:
            return "Their numbers differ: the pair waits for a second person to agree"
        return "The two records are one now. You can part them again at any time"

    def record_sight(self):
        audit.saw("person", self.subject.left_id, self.subject.right_id)

    def get_context_data(self, **more):
        found = self.subject
        return super().get_context_data(
            together=pages.together(found.left, found.right),
            differ=merging.numbers_that_differ(found.left, found.right),
            first=reviewing.first_of(found) if found.state == PairToReview.State.SECOND else None,
            records=pages.two_called(found.left, found.right),
            **more,
        )

    def get_success_url(self):
        merged = reverse("casework:person", args=[self.kept.public_id])
        return merged if self.result else super().get_success_url()


class ReviewPair(OfPair, OperationView):
    """Two records side by side, and what the reviewer says of them. A key selects; sending the form decides (SG-32)."""

    route, name = PAIR, "pair"
    form_class, template_name = DecideForm, "casework/duplicates/pair.html"
    success_message = "{result}"

    def form_valid(self, form):
        """Before two become one it is shown what will be together; why, which is said here, is not asked for again."""
        if form.cleaned_data["answer"] != Answer.SAME:
            return super().form_valid(form)
        view = MergePair(initial={"because": form.cleaned_data["because"]})
        view.setup(self.request, **self.kwargs)
        view.subject, view.at = self.subject, self.at
        kwargs = view.get_form_kwargs() | {"data": None, "files": None}
        return view.render_to_response(view.get_context_data(form=MergeForm(**kwargs)))

    def operate(self, form):
        said = form.cleaned_data
        say = reviewing.say_two_people if said["answer"] == Answer.NOT_SAME else reviewing.say_unsure
        say(pair=self.subject, because=said["because"], key=said["idempotency"], **self.acting)
        return DECIDED[Answer(said["answer"])]

    @cached_property
    def page(self):
        differ = merging.numbers_that_differ(self.subject.left, self.subject.right)
        return pages.pair_page(self.subject, differ, today=timezone.localdate())

    def record_sight(self):
        audit.saw("person", *self.page.person_ids)
        audit.saw("case", *self.page.case_ids)

    def get_context_data(self, **more):
        found, decisions = self.subject, reviewing.decisions_on(self.subject)
        merged = next((one.merge for one in decisions if one.merge and one.merge.undone_at is None), None)
        settled = found.state not in PairToReview.OPEN
        return super().get_context_data(
            page=self.page,
            why=pages.reasons_of(found),
            decisions=decisions,
            merged=merged,
            settled=settled or bool(found.left.merged_into_id or found.right.merged_into_id),
            may_take_back=bool(decisions) and merged is None,
            following=reviewing.following(found) if settled or decisions else None,
            **more,
        )


class TakeBack(OfPair, ButtonView):
    route, name = f"{PAIR}take-back/", "pair_take_back"
    success_message = "Undone. The pair is in the queue again"
    operation = staticmethod(reviewing.take_back)


def _who(actor: str) -> tuple[str, ...]:
    return tuple(f"{actor}__{part}" for part in ("area", "membership__user", "membership__role", "membership__team"))


class PartAgain(OperationView):
    """One merge: who, when and why; and parting the two again, with a question for what may be either's."""

    route, name = "merges/<str:public_id>/", "merged"
    model, related = Merge, ("kept", "other", *_who("by"), *_who("second"), *_who("undone_by"))
    permission = Permission.PAIR_REVIEW
    form_class, template_name = PartForm, "casework/duplicates/merged.html"
    success_message = "They are two records again, each with its own facts"
    leads_to = "casework:person", "subject.other.public_id"
    permission_of = "subject.kept"

    @cached_property
    def parting(self):
        return merging.parting_of(self.subject) if self.subject.undone_at is None else merging.Parting()

    @cached_property
    def names(self) -> dict[str, str]:
        return dict(zip(("kept", "other"), pages.two_called(self.subject.kept, self.subject.other), strict=True))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"later": self.parting.unclear, **self.names}

    def operate(self, form):
        because = form.cleaned_data["because"]
        parted = merging.unmerge(merge=self.subject, because=because, theirs=form.theirs(), **self.acting)
        reviewing.parted(merge=parted, **self.acting)

    def record_sight(self):
        audit.saw("person", self.subject.kept_id, self.subject.other_id)

    def get_context_data(self, **more):
        back = reverse("casework:person", args=[self.subject.kept.public_id])
        shown = {"merge": self.subject, "parting": self.parting, "back": back, **self.names}
        return super().get_context_data(**shown, **more)


@require_safe
def how_sure(request):
    """Bands of what was said, with what was decided: counts of pairs of which this post may read both records."""
    require(request.actor, Permission.PAIR_REVIEW)
    said = list(reviewing.labels(area=request.actor.membership.team.area))
    page = confidence.how_sure(said, linking.model_in_use())
    return render(request, "casework/duplicates/how_sure.html", {"page": page, "now": timezone.now()})


VIEWS = (ShowPairs, ReviewPair, MergePair, TakeBack, PartAgain)
