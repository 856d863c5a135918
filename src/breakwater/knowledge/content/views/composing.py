"""Writing an issue: everything of it in one form, saved whole whichever button is pressed, and saved as one writes."""

from functools import cached_property

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation.design.typed import whole_number
from breakwater.foundation.refusals import run
from breakwater.partnership.organisations.access import Permission, require

from ..forms.bulletins import ComposeForm, ItemForm
from ..models.bulletins import IssueState
from ..operations import bulletins

MOVES = {"up": -1, "down": 1}


class Desk:
    """An issue in its boxes, and what was pressed: "save", "look", "add", or "up", "down" and "remove" with an item's number."""

    def __init__(self, issue, posted, at):
        self.issue, self.posted, self.items = issue, posted, list(issue.items.order_by("order", "pk"))
        there = {item.source for item in self.items}
        self.changed = [each for each in bulletins.changed(issue=issue, at=at) if each.key not in there]
        self.form = ComposeForm(
            posted,
            chosen=[(each.key, f"{each.what}: {each.title}", each.summary) for each in self.changed],
            initial={"title": issue.title, "lead": issue.lead, "revision": issue.written_at.isoformat()},
        )
        self.what, _, number = (posted or {}).get("do", "save").partition("-")
        self.which = whole_number(number)
        seen = self.seen if posted is not None else {item.pk for item in self.items}
        self.rows = [(item, self._form_of(item, item.pk in seen)) for item in self.items]
        self.own = ItemForm(posted, prefix="own")

    @cached_property
    def seen(self) -> set[int]:
        """The items on the page that was sent: what somebody added meanwhile is not among them, and stays as it is."""
        return {whole_number(pk) for pk in self.posted.getlist("shown")} - {None}

    def _form_of(self, item, is_shown) -> ItemForm:
        initial = {"heading": item.heading, "words": item.words, "address": item.address}
        sent = self.posted if is_shown and item.pk != self._removed else None
        return ItemForm(sent, prefix=f"item{item.pk}", initial=initial)

    @property
    def _removed(self) -> int | None:
        return self.which if self.what == "remove" else None

    @property
    def adds(self) -> bool:
        return self.what == "add" or not self.own.is_empty()

    def is_valid(self) -> bool:
        forms = [self.form, *(form for _, form in self.rows if form.is_bound), *([self.own] if self.adds else [])]
        return not [form for form in forms if not form.is_valid()]  # each is asked, so that each says what is wrong

    def forget_what_is_not_asked(self) -> None:
        """An own item with nothing typed in it is no fault."""
        if not self.adds:
            self.own = ItemForm(None, prefix="own")

    def facts(self) -> bulletins.Composed:
        said = self.form.cleaned_data
        wanted = set(said.get("chosen", []))
        move = (self.which, MOVES[self.what]) if self.what in MOVES and self.which else None
        return bulletins.Composed(
            title=said["title"],
            lead=said["lead"],
            items={item.pk: form.facts() for item, form in self.rows if form.is_bound},
            revision=said["revision"],
            left_out=frozenset({self._removed} - {None}),
            chosen=tuple(each for each in self.changed if each.key in wanted),
            own=self.own.facts() if self.adds else None,
            key=said["idempotency"],
            moved=move,
        )

    def facts_as_typed(self) -> bulletins.Composed:
        """What can be saved while somebody writes: a box that is not right yet keeps what was saved last, a new thing waits for its button."""
        self.form.is_valid()
        said = self.form.cleaned_data
        whole = {item.pk: form.facts() for item, form in self.rows if form.is_bound and form.is_valid()}
        return bulletins.Composed(
            title=said.get("title", self.issue.title),
            lead=said.get("lead", self.issue.lead),
            items=whole,
            revision=said["revision"],
        )


@require_http_methods(["GET", "POST"])
def compose(request, public_id):
    """An issue in its boxes. What the page sends by itself while somebody writes answers without a page."""
    issue = get_object_or_404(bulletins.issues(), public_id=public_id)
    require(request.actor, Permission.CONTENT_EDIT, issue)
    if issue.state not in (IssueState.DRAFT, IssueState.WAITING):
        return redirect("content:bulletin", public_id)
    now = timezone.now()
    desk = Desk(issue, request.POST if request.method == "POST" else None, now)
    acting = {"by": request.actor, "at": now}
    if request.method == "POST" and "do" not in request.POST:
        return _kept(desk, run(desk.form, bulletins.compose, issue, facts=desk.facts_as_typed(), **acting))
    if (
        request.method == "POST"
        and desk.is_valid()
        and run(desk.form, bulletins.compose, issue, facts=desk.facts(), **acting)
    ):
        where = redirect("content:bulletin" if desk.what == "look" else "content:compose", public_id)
        if desk.what in MOVES:
            where["Location"] += f"#item{desk.which}"
        return where
    desk.forget_what_is_not_asked()
    return render(request, "content/compose.html", {"issue": issue, "desk": desk, "form": desk.form})


def _kept(desk: Desk, saved) -> HttpResponse:
    """What the page that saves by itself is told: when it was changed last, that a box is not right yet, or that somebody else saved it."""
    if saved is None:
        return HttpResponse(status=409)
    headers = {"X-revision": saved.written_at.isoformat()}
    return HttpResponse(status=204 if desk.form.is_valid() else 422, headers=headers)
