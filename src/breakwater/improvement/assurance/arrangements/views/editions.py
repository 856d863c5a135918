"""Editions of the published arrangements: drafted section by section, published, read."""

from django.http import Http404
from django.utils import timezone
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ... import document
from .. import codes, drawing, forms, lookup
from ..operations import editions

AT = "partnership/arrangements/"
ONE = f"{AT}<str:public_id>/"
READ, KEEP = Permission.PARTNERSHIP_READ, Permission.PARTNERSHIP_KEEP
WORDS_STAY = "of the partnership's own arrangements, about no child"


class Editions(ListPage):
    """Every edition of the area's arrangements, the last first."""

    route, name, template_name = AT, "editions", "assurance/arrangements/editions.html"
    permission, audited_as = READ, "arrangements"

    def get_queryset(self):
        return lookup.editions_of(self.request.post.team.area)

    def get_context_data(self, **more):
        area = self.request.post.team.area
        in_force = lookup.in_force_on(area, timezone.localdate(self.at))
        return super().get_context_data(
            in_force=in_force, keeps=may(self.request.actor, KEEP), area=area, form_once=forms.OnceForm(), **more
        )


class Begin(ButtonView):
    """Begin the next edition, with the words of the last."""

    route, name = f"{AT}new/", "edition_begin"
    permission, permission_of, words_stay = KEEP, "", WORDS_STAY
    form_class, success_message = forms.OnceForm, "Begun. What the last edition says stands in it already"
    leads_to, refused_to = ("assurance:edition", "result.public_id"), ("assurance:editions",)

    def operate(self, form):
        return editions.begin(self.request.post.team.area, key=form.cleaned_data["idempotency"], **self.acting)


class OfEdition(SubjectView):
    subjects, context_object_name, audited_as = lookup.EDITIONS, "edition", "arrangements"
    asks_first = True
    leads_to = ("assurance:edition", "subject.public_id")

    def find_subject(self):
        """A draft is its own area's; what is published everyone reads."""
        found = super().find_subject()
        if found.is_draft and found.area_id != self.request.actor.area_id_acting:
            raise Http404
        return found


def is_draft(edition) -> bool:
    return edition.is_draft


class EditionStep(OfEdition, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "edition", KEEP, WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(is_draft)


class Write(EditionStep):
    """Write one of the contents."""

    route, name = f"{ONE}sections/<slug:section>/", "edition_write"
    form_class, operation = forms.SectionForm, staticmethod(editions.write)

    @property
    def section(self) -> codes.Section:
        if self.kwargs["section"] not in codes.SECTIONS:
            raise Http404
        return codes.SECTIONS[self.kwargs["section"]]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"section": self.section}

    def get_initial(self):
        kept = self.subject.sections.filter(section=self.kwargs["section"]).first()
        return {"text": kept.text if kept else "", "revision": self.subject.revision}

    def operate(self, form):
        said = form.cleaned_data
        section = self.kwargs["section"]
        return editions.write(self.subject, section, said["text"], revision=said["revision"], **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**{"heading": f"{self.section.number}. {self.section.title}"} | more)


class NameAgency(EditionStep):
    route, name, heading = f"{ONE}agencies/", "edition_agency", "Name a relevant agency"
    form_class, operation = forms.AgencyForm, staticmethod(editions.name_agency)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"area": self.subject.area}


STEPS = (
    NameAgency,
    EditionStep.of(
        "publish",
        "Publish these arrangements",
        forms.PublishForm,
        editions.publish,
        lead="Everyone can read them from today. This edition never changes again: what comes later is another one.",
        get_initial=lambda view: {"revision": view.subject.revision},
        says="Published",
    ),
)


class RemoveAgency(ButtonView):
    """The draft names an agency no more."""

    route, name = f"{AT}agencies/<str:public_id>/remove/", "edition_agency_remove"
    subjects, permission, permission_of = lookup.AGENCIES, KEEP, "subject.edition"
    asks_first = True
    operation, words_stay, success_message = staticmethod(editions.remove_agency), WORDS_STAY, "Removed"
    leads_to = ("assurance:edition", "subject.edition.public_id")


class EditionPage(OfEdition, SubjectPage):
    """An edition: its contents, and what each still needs."""

    route, name, template_name, permission, permission_of = (
        *(ONE, "edition", "assurance/arrangements/edition.html", READ),
        "",
    )

    def get_context_data(self, **more):
        today = timezone.localdate(self.at)
        keeps = self.subject.is_draft and may(self.request.actor, KEEP, self.subject)
        return super().get_context_data(
            **more,
            standing=drawing.standing(self.subject),
            sections=drawing.sections_of(self.subject, on=self.subject.in_force_on or today),
            agencies=list(self.subject.agencies.order_by("kind", "name")),
            offered=offered(STEPS, self.subject, "assurance", self.request.actor),
            keeps=keeps,
        )


class EditionPdf(OfEdition, View):
    """The document, as it stands."""

    http_method_names = ("get", "head")
    route, name, permission, permission_of = f"{ONE}arrangements.pdf", "edition_pdf", READ, ""

    def get(self, request, **kwargs):
        audit.saw("arrangements", self.subject.pk)
        on = self.subject.in_force_on or timezone.localdate(self.at)
        return document.answer(drawing.document_of(self.subject, on=on), "arrangements")


VIEWS = (Editions, Begin, *STEPS, Write, RemoveAgency, EditionPdf, EditionPage)
