"""One list, as the co-ordinators see it: check it, release it, recall it, note beside a row."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove, SubjectPage
from breakwater.partnership.organisations.access import Permission
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.lists import pages, waiting
from breakwater.practice.education.lists.forms import FewReadersForm, NoteForm, RecallForm
from breakwater.practice.education.lists.operations import new_versions, notes, release
from breakwater.practice.education.models import ListRow, SchoolList

LIST = "lists/<str:public_id>/"


class OfList:
    """What every view of one list shares."""

    model = SchoolList
    related = (
        "team__organisation",
        "area",
        "fortnight",
        "patch",
        "opened_by__membership__user",
        "opened_by__membership__role",
        "opened_by__membership__team",
        "opened_by__area",
    )
    permission = Permission.LIST_CHECK
    leads_to = "education:list", "subject.public_id"
    audited_as = "school_list"
    context_object_name = "found"


class ShowList(OfList, SubjectPage):
    """What stands out, then the rows as the school will read them."""

    route, name, template_name = LIST, "list", "education/list.html"

    def get_context_data(self, **more):
        page = pages.page_of(self.subject, now=self.at)
        audit.saw("person", *(shown.row.person_id for shown in page.school.rows))
        return super().get_context_data(page=page, now=self.at, **more)


class Check(OfList, ButtonView):
    """Say that one looked it through, and go on to the next of the patch; or take that back."""

    route, name = f"{LIST}check/", "check"

    @property
    def takes_back(self) -> bool:
        return self.request.POST.get("act") == "back"

    def operate(self, form):
        return (release.uncheck if self.takes_back else release.check)(school_list=self.subject, **self.acting)

    @property
    def success_message(self):
        return "It is to be checked again" if self.takes_back else f"Checked: {self.subject.team.organisation.name}"

    def get_success_url(self):
        if self.takes_back:
            return super().get_success_url()
        following = waiting.next_to_check(self.subject)
        return reverse("education:list", args=[following.public_id]) if following else reverse("education:fortnight")

    def get_refused_url(self, refusal=None):
        return super().get_success_url()


class Release(RefusedAbove, OfList, OperationView):
    """Give it to the school. Asked only where too few there may read it (SG-16), or where its day is to come."""

    route, name, template_name = f"{LIST}release/", "release", "education/few_readers.html"
    success_message = "The list of {subject.team.organisation.name} is out, and the school is told"
    words_of = {release.IsOut: "This list was released meanwhile."}
    leads_to = ("education:fortnight",)
    refused_to = "education:list", "subject.public_id"

    def answer_instead(self):
        found, sent, today = self.subject, self.request.POST, timezone.localdate()
        is_asked = self.request.method == "POST" and "because" not in sent and "early" not in sent
        if not is_asked or found.released_at or found.fortnight.period <= today:
            return None
        shown = {"fortnight": found.fortnight, "many": 1, "patch": "", "school_list": found, "today": today}
        shown["made"] = (found.built_at, found.built_at)
        return render(self.request, "education/release_early.html", shown)

    def get_form_class(self):
        return Form if self.request.method == "POST" and "because" not in self.request.POST else FewReadersForm

    def operate(self, form):
        because = form.cleaned_data.get("because", "")
        return release.release(school_list=self.subject, few_readers_because=because, **self.acting)

    def form_refused(self, form, refusal):
        if isinstance(refusal, release.TooFewReaders):
            return self.render_to_response(self.get_context_data(form=FewReadersForm()))
        return super().form_refused(form, refusal)


class Recall(OfList, OperationView):
    """Take a wrong list back, as an incident."""

    route, name = f"{LIST}recall/", "recall"
    form_class, template_name = RecallForm, "education/recall.html"
    success_message = "Recalled: the school reads it no more. Information governance is told"
    operation = staticmethod(release.recall)


class MakeAnew(OfList, ButtonView):
    """Have the list made again: the new version of a recalled one, or what was settled since it was made."""

    route, name = f"{LIST}regenerate/", "make_anew"
    success_message = "The list of {subject.team.organisation.name} is being made again. Check it here in a minute"
    operation = staticmethod(new_versions.ask)

    def get_success_url(self):
        found = self.subject
        mine = found.patch in grid.patches_of(self.request.actor, timezone.localdate())
        which = grid.MINE if mine else "all"
        return f"{reverse('education:fortnight')}?patch={which}&period={found.fortnight.period.isoformat()}"

    def get_refused_url(self, refusal=None):
        return super().get_success_url()


class Note(OperationView):
    """Note something beside a row, for co-ordinators alone."""

    route, name = "lists/rows/<str:public_id>/note/", "note"
    model, related = ListRow, ("list__team__organisation", "pupil")
    permission = Permission.LIST_CHECK
    form_class, template_name = NoteForm, "education/note.html"
    leads_to = "education:list", "subject.list.public_id"
    permission_of = "subject.list"
    context_object_name = "row"

    def record_sight(self):
        audit.saw("person", self.subject.person_id)

    def operate(self, form):
        said = form.cleaned_data
        told = {"words": said["words"], "worry": said["worry"] or "", "key": said["idempotency"]}
        return notes.note(row=self.subject, **told, **self.acting)


VIEWS = (Note, ShowList, Check, Release, Recall, MakeAnew)
