"""The rounds of an area: making one, launching it, its organisations, its sample, closing it."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, may, require

from ...common import other_areas
from .. import forms, letters, lookup
from ..operations import rounds as operations
from ..pathway import BECAUSE

AT = "audits/"
ONE = f"{AT}<str:public_id>/"
WORDS_STAY = "about organisations and their arrangements: nothing of a case is read here"


class Rounds(ListPage):
    """The rounds in which one's area takes part, the last first."""

    route, name, template_name = AT, "rounds", "assurance/audits/rounds.html"
    permission, audited_as = Permission.AUDIT_READ, "audit_round"

    def get_queryset(self):
        return lookup.rounds_of(self.request.actor.area_id_acting)

    def get_context_data(self, **more):
        keeps = may(self.request.actor, Permission.AUDIT_KEEP)
        return super().get_context_data(now=self.at, today=london_date(self.at), keeps=keeps, **more)


class NewRound(OperationView):
    """Make a round. Nobody is asked before it is launched."""

    route, name = f"{AT}new/", "round_new"
    permission, permission_of = Permission.AUDIT_KEEP, ""
    form_class, template_name = forms.NewRoundForm, "assurance/audits/new.html"
    operation = staticmethod(operations.make)
    leads_to = "assurance:launch", "result.public_id"
    success_message = "Round made. Check who is asked, then launch it"
    words_stay = WORDS_STAY

    def get_form_kwargs(self):
        others = other_areas(self.request.actor.area_id_acting)
        banks = [(each.key, each.title) for each in self_assessments.editions_to_ask(self.request.actor)]
        return super().get_form_kwargs() | {"banks": banks, "areas": [(each.code, each.name) for each in others]}

    def get_initial(self):
        return {
            "letter_to_head": letters.TO_HEAD,
            "letter_to_lead": letters.TO_LEAD,
            "random_share": 15,
            "seed": str(london_date(self.at)),
        }


class OfRound(SubjectView):
    """What the pages of an area's part of a round share."""

    subjects, context_object_name, audited_as = lookup.ROUNDS, "part", "audit_area"
    permission = Permission.AUDIT_KEEP
    leads_to = "assurance:round", "subject.public_id"
    words_stay = WORDS_STAY


class RoundPage(ListPage):
    """Whom the round asks, how far each is, and what is next."""

    route, name, template_name = ONE, "round", "assurance/audits/round.html"
    permission, filter_form = Permission.AUDIT_KEEP, forms.MembersFilter
    sorts = {
        "organisation": ("organisation__name", "pk"),
        "sector": ("sector", "organisation__name", "pk"),
        "returned": ("-request__assessment__sent_at", "organisation__name", "pk"),
    }

    @cached_property
    def part(self):
        found = get_object_or_404(lookup.ROUNDS, public_id=self.kwargs["public_id"])
        require(self.request.actor, Permission.AUDIT_KEEP, found)
        return found

    @cached_property
    def members(self):
        return lookup.members_of(self.part)

    def get_queryset(self):
        return self.members

    def narrowed(self, listed, form):
        sectors = lookup.sectors_in(self.part)
        form.fields["sector"].choices = [("", "All"), *((each, each) for each in sectors)]
        if not form.is_bound or not form.is_valid():
            return listed
        said = form.cleaned_data
        if said["sector"]:
            listed = listed.filter(sector=said["sector"])
        return lookup.in_state(listed, said["state"], today=london_date(self.at))

    def rows_of(self, page):
        rows = super().rows_of(page)
        audit.saw("audit_member", *(each.pk for each in rows))
        for each in rows:  # what a row asks of its round is known here
            each.round_area = self.part
        low = lookup.low_lines(rows, self.part.round.edition)
        return [(each, low.get(each.request.assessment_id, 0) if each.request else 0) for each in rows]

    def get_context_data(self, **more):
        today = london_date(self.at)
        counts = lookup.counts_of(self.members, today=today)
        bank = bank_of(self.part.round.edition)
        shown = {"part": self.part, "counts": counts, "bank": bank, "today": today, "now": self.at}
        return super().get_context_data(**shown, again=BECAUSE.get(bank.again_after, ""), because=BECAUSE, **more)


class Launch(OfRound, OperationView):
    """One page before anybody is asked: who is, who is not, the days, the letters."""

    route, name = f"{ONE}launch/", "launch"
    form_class, template_name = forms.LaunchForm, "assurance/audits/launch.html"
    operation = staticmethod(operations.launch)
    success_message = "Launched. {result} organisations are asked, and told by e-mail that something waits for them"
    refused_above = (operations.LaunchedAlready,)

    def answer_instead(self):
        return self.done("") if self.request.method != "POST" and self.subject.launched_at else None

    @cached_property
    def candidates(self):
        return lookup.cohort(self.subject.round.edition, self.subject.area, on=london_date(self.at))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidates": self.candidates}

    def get_context_data(self, **more):
        sectors: dict[str, int] = {}
        for each in self.candidates:
            if each.team:
                sectors[each.sector] = sectors.get(each.sector, 0) + 1
        return super().get_context_data(
            bank=bank_of(self.subject.round.edition),
            sectors=sorted(sectors.items()),
            asked=sum(sectors.values()),
            cannot=[each for each in self.candidates if not each.team],
            because=BECAUSE,
            **more,
        )


class DrawSample(OfRound, ButtonView):
    """Draw what is moderated, from what has come so far."""

    route, name = f"{ONE}sample/", "round_sample"
    operation = staticmethod(operations.draw_sample)
    success_message = "{result} added to the sample. Each row says why"

    def get_success_url(self):
        return f"{super().get_success_url()}?state=sample"


class CloseRound(OfRound, ButtonView):
    route, name = f"{ONE}close/", "round_close"
    operation = staticmethod(operations.close)
    success_message = "Closed. What comes later counts as not returned in this round"


VIEWS = (Rounds, NewRound, RoundPage, Launch, DrawSample, CloseRound)
