"""Lists 1 to 3 of the child-level data that inspectors ask for: contacts, early help assessments, referrals, of six months."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import QuerySet

from breakwater.casework.models import CaseWorker, Participant
from breakwater.foundation import audit
from breakwater.practice.early_help.models import Assessment
from breakwater.practice.front_door.models import Contact, Submission

from ..census_part import REFERRED
from .declared import CHILD, Column, Period, Table
from .people import Known

SOURCE = (
    "Ofsted, Inspecting local authority children's services, annex A. Check the columns against the edition in force"
)
A_YEAR = timedelta(days=365)


def contacts_of(period: Period) -> QuerySet[Contact]:
    """Those received in the period, the earliest first."""
    received = _contacts(period).filter(received_at__gte=period.start, received_at__lt=period.end)
    return received.order_by("received_at", "pk")


def contacts(period: Period) -> Iterator[Sequence[object]]:
    found = list(contacts_of(period))
    known, sources = _known(found, period), _sources(found)
    for contact in found:
        if contact.child_id in known:
            source = sources.get(contact.submission_id)
            yield *known.cells(contact.child_id), contact.received_at, source, contact.outcome


def early_help(period: Period) -> Iterator[Sequence[object]]:
    found = Assessment.objects.filter(
        episode__case__area=period.area, started_at__gte=period.start, started_at__lt=period.end
    )
    found = list(
        found.select_related("episode", "started_by__membership__team__organisation").order_by("started_at", "pk")
    )
    children = list(
        Participant.objects.filter(
            case__in=[each.episode.case_id for each in found], capacity=Participant.Capacity.CHILD
        )
        .order_by("pk")
        .values_list("case_id", "person_id")
    )
    audit.saw("case", *(each.episode.case_id for each in found))
    known = Known((person for _, person in children), period.until)
    for each in found:
        post = each.started_by.membership
        for case, person in children:
            if case == each.episode.case_id and person in known:
                yield (
                    *known.cells(person),
                    each.episode.reference,
                    each.started_at,
                    each.completed_at,
                    (post.team.organisation.name if post else ""),
                )


def referrals(period: Period) -> Iterator[Sequence[object]]:
    decided = _contacts(period).filter(outcome__in=REFERRED, decided_at__lt=period.end).order_by("decided_at", "pk")
    earlier = list(decided.filter(decided_at__gte=period.start - A_YEAR))
    found = [contact for contact in earlier if contact.decided_at >= period.start]
    known, sources = _known(earlier, period), _sources(found)
    workers = dict(
        CaseWorker.objects.filter(
            case__in=[each.case_id for each in found], capacity=CaseWorker.Capacity.WORKER, ends_at=None
        ).values_list("case_id", "user__name")
    )
    times = defaultdict(list)
    for each in earlier:
        if each.child_id in known:
            times[known.id_of(each.child_id)].append(each.decided_at)
    for contact in found:
        if contact.child_id in known:
            at, source = contact.decided_at, sources.get(contact.submission_id)
            before = sum(at - A_YEAR <= each < at for each in times[known.id_of(contact.child_id)])
            team, worker = contact.case.responsible_team.name, workers.get(contact.case_id)
            yield *known.cells(contact.child_id), at, source, False, before, team, worker


def _contacts(period: Period) -> QuerySet[Contact]:
    return Contact.objects.filter(case__area=period.area).select_related("case__responsible_team")


def _known(found: list[Contact], period: Period) -> Known:
    audit.saw("case", *(contact.case_id for contact in found))
    return Known((contact.child_id for contact in found), period.until)


def _sources(found: list[Contact]) -> dict[int, str]:
    return dict(
        Submission.objects.filter(pk__in={each.submission_id for each in found}).values_list("pk", "source_code")
    )


_SOURCE_CODE = Column("source", "code", "Source of the contact, as in the children in need census")
LISTS = (
    Table(
        "annex_a_1_contacts",
        "Annex A, list 1: contacts",
        SOURCE,
        6,
        (
            *CHILD,
            Column("contact_on", "date", "The day the contact was received"),
            _SOURCE_CODE,
            Column(
                "outcome",
                "code",
                "What was decided, by the code of the partnership (O1 to O14); empty until it is decided",
            ),
        ),
        contacts,
    ),
    Table(
        "annex_a_2_early_help",
        "Annex A, list 2: early help assessments",
        SOURCE,
        6,
        (
            *CHILD,
            Column("family_id", "id", "Reference of the early help episode, the same in every table"),
            Column("started_on", "date", "The day the assessment was begun"),
            Column("completed_on", "date", "The day it was signed off; empty while it is open"),
            Column("organisation", "words", "The organisation of whoever began it"),
        ),
        early_help,
    ),
    Table(
        "annex_a_3_referrals",
        "Annex A, list 3: referrals",
        SOURCE,
        6,
        (
            *CHILD,
            Column("referred_on", "date", "The day the MASH decided that the contact is a referral"),
            _SOURCE_CODE,
            Column(
                "no_further_action",
                "yes or no",
                "1 where the referral ended with no further action; here always 0, as the MASH knows it",
            ),
            Column(
                "referrals_in_12_months",
                "number",
                "Referrals of the same child in the twelve months before, as far as you may read",
            ),
            Column("team", "words", "The team responsible for the contact now"),
            Column("worker", "words", "Who works on it there; empty where nobody is recorded"),
        ),
        referrals,
    ),
)
