"""Papers of the pack: looked through for names before they are kept, under names of their own; the pack itself, looked through as a whole."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.foundation import audit, storage
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ....anonymity import read_file
from ....models import PanelCase, PanelMeeting, PanelPaper
from .. import lookup, names, pack
from .holding import KIND, locked, locked_case, stored_of

LIMITS = storage.Limits(kinds=frozenset({"docx", "pdf"}))
MADE = (2000, 1, 1, 0, 0, 0)  # an archive tells nobody when it was made


class NothingListed(Refusal):
    words = "List the deaths that this meeting looks at first."


class NotReady(Refusal):
    words = "A paper waits for its virus scan. Try again in some minutes."


@dataclass(frozen=True)
class PaperFacts:
    stream: BinaryIO
    name: str
    declared_type: str


@transaction.atomic
def add(case: PanelCase, facts: PaperFacts, *, key: UUID, by: Actor, at: datetime) -> PanelPaper:
    """Keep a paper in which no name was found; its own name is forgotten. Raises IsOver, TakenOff, NamesInside, storage.Refused, NotReadable."""
    if known := made_before(PanelPaper, key):
        return known
    case = locked_case(case)
    content, kind = facts.stream.read(), facts.name.rpartition(".")[2].lower()
    number = (case.papers.aggregate(last=Max("number"))["last"] or 0) + 1
    read = read_file(content, kind)
    names.look_through(read, [case.death], "file")
    neutral = f"case-{case.number}-paper-{number}.{kind}"
    stored = storage.scan(storage.store(io.BytesIO(content), neutral, facts.declared_type, LIMITS))
    if stored.state == storage.State.REFUSED:
        storage.discard(stored)
        raise storage.Refused("The scanner found something in this file. Choose another")
    made = PanelPaper.objects.create(
        case=case,
        number=number,
        **stored.as_kept,
        added_at=at,
        added_by=by,
        key=key,
    )
    audit.did("added a paper for the panel to", "child_death", case.death_id, paper=number)
    return made


@transaction.atomic
def remove(paper: PanelPaper, *, by: Actor, at: datetime) -> None:
    """Destroy a paper. Raises IsOver."""
    locked(paper.case.meeting)
    storage.discard(stored_of(paper))
    audit.did("removed a paper for the panel from", "child_death", paper.case.death_id, paper=paper.number)
    paper.delete()


@transaction.atomic
def pack_of(meeting: PanelMeeting, *, by: Actor, at: datetime) -> bytes:
    """The pack as one archive: a sheet for each case and the papers, looked through again. Raises NothingListed, NamesInside, NotReady."""
    cases = lookup.cases_of(meeting)
    if not cases:
        raise NothingListed(meeting.pk)
    deaths = [each.death for each in cases]
    sheets = pack.sheets(meeting, cases)
    names.look_through(read_file(sheets, "pdf"), deaths)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("panel-pack/cases.pdf", MADE), sheets)
        for case in cases:
            for paper in case.papers.all():
                content = _content(paper)
                names.look_through(read_file(content, paper.kind), [case.death])
                archive.writestr(zipfile.ZipInfo(f"panel-pack/{paper.name}", MADE), content)
    audit.saw("child_death", *(each.pk for each in deaths))
    audit.did("downloaded the pack of", KIND, meeting.pk, cases=len(cases))
    return made.getvalue()


def _content(paper: PanelPaper) -> bytes:
    if not storage.may_be_opened(storage.State(paper.state)):
        paper.state = storage.scan(stored_of(paper)).state
        paper.save(update_fields=["state"])
    if not storage.may_be_opened(storage.State(paper.state)):
        raise NotReady(paper.pk)
    return b"".join(storage.open_stored(stored_of(paper)))
