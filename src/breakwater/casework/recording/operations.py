"""Releasing forms, and keeping answers to them: begun, saved page by page, completed once."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.foundation.dates import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from . import answers as recording_answers
from . import definitions, words
from .conditions import is_said
from .definitions import Visibility
from .models import Answers, Form, FormInForce, FormVersion
from .parser import installed_files, load, parse

BEGUN_ON = "_version"


class NotReleased(Refusal):
    """No form of this key has been released into the database."""


class StaleAnswers(Refusal):
    """Someone saved in between, and differently. Nothing is lost: both texts are here, by question.

    `mine` and `theirs` map question key to the answer; `in_words` gives (question, mine, theirs) to show.
    """

    def __init__(self, answers: Answers, mine: dict, theirs: dict, in_words: list[tuple[str, str, str]]):
        self.answers, self.mine, self.theirs, self.in_words = answers, mine, theirs, in_words
        super().__init__(f"answers {answers.pk} are at revision {answers.revision}")


class NotComplete(Refusal):
    """`missing` lists what must still be answered (answering.Missing)."""

    def __init__(self, missing: list[recording_answers.Missing]):
        self.missing = missing
        super().__init__(", ".join(each.question for each in missing))


class AlreadyComplete(Refusal):
    """Answers that are complete are never changed; start others."""


def release_forms(*, at: datetime) -> list[FormVersion]:
    """Release every installed form that changed, and return the new versions. Run as the owner after the wall is built.

    Nothing is released unless all files are sound. Raises reading.BadForm.
    """
    forms = [(path, *load(path)) for path in installed_files()]
    with transaction.atomic():
        return [version for path, form, data in forms if (version := release(form, data, at=at, source=path.name))]


def as_written(data: dict) -> str:
    """A definition as the database keeps it. As text: the database would put options in an order of its own."""
    return json.dumps(data, ensure_ascii=False)


def digest_of(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def release(form: definitions.Form, data: dict, *, at: datetime, source: str = "") -> FormVersion | None:
    """Release the product's edition of a form; None when its newest is the same. An older one may come back as a new one's
    twin. An area that keeps a version of its own goes on with that: the edition stands beside it, to compare and take over.
    """
    written = as_written(data)
    digest = digest_of(written)
    row, _ = Form.objects.get_or_create(key=form.key, defaults={"title": form.title})
    newest = row.versions.filter(area=None).order_by("-number").first()
    if newest and newest.definition == written:
        return None
    if row.title != form.title:
        row.title = form.title
        row.save(update_fields=["title"])
    number = newest.number + 1 if newest else 1
    if row.versions.filter(area=None, digest=digest).exists():
        digest = hashlib.sha256(f"{digest} again as {number}".encode()).hexdigest()
    return FormVersion.objects.create(
        form=row, number=number, definition=written, digest=digest, released_at=at, source=source
    )


def current_version(form_key: str, *, area: Area, at: datetime) -> FormVersion:
    """The version of a form that holds in an area at a moment: its own, or the product's newest edition. Raises NotReleased."""
    of_form = FormVersion.objects.filter(form__key=form_key)
    own = FormInForce.objects.filter(form__key=form_key, area=area, called_off_at=None, starts_at__lte=at)
    of_product = of_form.filter(area=None).order_by("-number").values("pk")[:1]
    in_force = Coalesce(Subquery(own.order_by("-starts_at", "-pk").values("version_id")[:1]), Subquery(of_product))
    version = of_form.select_related("form").filter(pk=in_force).first()
    if version is None:
        raise NotReleased(form_key)
    return version


def version_begun(form_key: str, values: Mapping, *, area: Area, at: datetime) -> FormVersion:
    """The version that a draft kept elsewhere was begun on (`begin_values`), or the one that holds now. Raises NotReleased."""
    begun = values.get(BEGUN_ON)
    found = FormVersion.objects.select_related("form").filter(form__key=form_key, pk=begun).first() if begun else None
    return found or current_version(form_key, area=area, at=at)


def begin_values(version: FormVersion, values: Mapping) -> dict:
    """The values of a draft kept elsewhere, which remember their version: a release meanwhile changes nothing for its writer."""
    return {**values, BEGUN_ON: version.pk}


def definition_of(version: FormVersion) -> definitions.Form:
    """The form as it was released. Read once a process, since a version never changes."""
    known = (version.form.key, version.digest)
    if known not in _read:
        _read[known] = parse(
            json.loads(version.definition), key=version.form.key, where=f"{version.form.key} as released"
        )
    return _read[known]


_read: dict[tuple[str, str], definitions.Form] = {}


def current_form(form_key: str, *, area: Area, at: datetime) -> definitions.Form:
    """The form that holds in an area, for drawing. Raises NotReleased."""
    return definition_of(current_version(form_key, area=area, at=at))


@dataclass(frozen=True)
class Holder:
    """Whose answers they are: an area's, and there perhaps a case's, a team's or a user's."""

    area: Area
    case: Case | None = None
    team: Team | None = None
    user: User | None = None


@cache
def product_form(form_key: str) -> definitions.Form:
    """The product's own edition as it is written, for words that a long list says without asking of each which version it is."""
    return next(load(path)[0] for path in installed_files() if f"{path.parent.parent.name}.{path.stem}" == form_key)


def start(form_key: str, holder: Holder, *, by: Actor, at: datetime, defaults: Mapping | None = None) -> Answers:
    """Begin a draft on the version in force. `defaults` are answers known already. Raises NotReleased."""
    version = current_version(form_key, area=holder.area, at=at)
    values = recording_answers.merge_defaults(definition_of(version), {}, defaults or {})
    answers = Answers.objects.create(
        version=version, values=values, started_at=at, saved_at=at, by=by, **values_of(holder)
    )
    audit.did("started", "answers", answers.pk, form=form_key)
    return answers


@transaction.atomic
def save_page(
    answers: Answers, page_key: str, cleaned: Mapping, *, revision: int, by: Actor, at: datetime, seen: bool = True
) -> Answers:
    """Save one page's answers onto the draft that was read at `revision`.

    Where someone saved in between, answers that do not contradict are joined; others raise StaleAnswers and save
    nothing. Raises AlreadyComplete and definitions.UnknownPage.
    """
    kept = _locked(answers)
    form = definition_of(kept.version)
    page = form.page(page_key)
    if kept.revision != revision:
        _refuse_contradiction(kept, page, cleaned)
    kept.values = recording_answers.merge_page(form, page, kept.values, cleaned, on=_day(at), seen=seen)
    return _keep(kept, by=by, at=at)


@transaction.atomic
def set_facts(answers: Answers, facts: Mapping, *, by: Actor, at: datetime) -> Answers:
    """Put facts (questions nobody is asked), and answers known from elsewhere, into a draft. Raises AlreadyComplete."""
    kept = _locked(answers)
    kept.values = values_with(kept, facts, at=at)
    return _keep(kept, by=by, at=at)


def values_with(answers: Answers, facts: Mapping, *, at: datetime) -> dict:
    """The answers with facts put in, not kept yet; what the form does not ask is left out."""
    form = definition_of(answers.version)
    known = {question.key for _, question in form.questions()}
    return recording_answers.with_calculated(
        form, {**answers.values, **{key: value for key, value in facts.items() if key in known}}, on=_day(at)
    )


def _refuse_contradiction(kept: Answers, page: definitions.Page, cleaned: Mapping) -> None:
    theirs = {q.key: kept.values.get(q.key) for q in page.questions if q.key in cleaned}
    apart = [q for q in page.questions if is_said(theirs.get(q.key)) and theirs[q.key] != cleaned[q.key]]
    if apart:
        spoken = [(q.label, words.say(q, cleaned[q.key]), words.say(q, theirs[q.key])) for q in apart]
        raise StaleAnswers(kept, dict(cleaned), theirs, spoken)


@transaction.atomic
def complete(
    answers: Answers, *, by: Actor, at: datetime, without: Collection[str] = (), facts: Mapping | None = None
) -> Answers:
    """Complete a draft: answers to questions not asked any more are left out, and nothing changes afterwards.

    `facts` are put in first, as by `set_facts`.

    Questions in `without` are asked and then kept elsewhere: no answer to them stays here, yes or no.

    Raises NotComplete and AlreadyComplete.
    """
    kept = _locked(answers)
    form = definition_of(kept.version)
    if facts:
        kept.values = values_with(kept, facts, at=at)
    if missing := recording_answers.missing(form, kept.values):
        raise NotComplete(missing)
    said = {key: value for key, value in recording_answers.applicable(form, kept.values).items() if key not in without}
    kept.values = recording_answers.with_calculated(form, said, on=_day(at))
    kept.status, kept.completed_at = Answers.Status.COMPLETE, at
    audit.did("completed", "answers", kept.pk, form=form.key)
    return _keep(kept, by=by, at=at)


@transaction.atomic
def record(
    form_key: str,
    values: Mapping,
    holder: Holder,
    *,
    by: Actor,
    at: datetime,
    version: FormVersion | None = None,
    without: Collection[str] = (),
) -> Answers:
    """Keep answers given elsewhere (a public draft) as complete, on `version` or the one they were begun on. Raises NotComplete.

    Answers to questions in `without` are not kept here, as in `complete`.
    """
    version = version or version_begun(form_key, values, area=holder.area, at=at)
    form = definition_of(version)
    if missing := recording_answers.missing(form, values):
        raise NotComplete(missing)
    said = {key: value for key, value in recording_answers.applicable(form, values).items() if key not in without}
    kept = Answers.objects.create(
        version=version,
        started_at=at,
        saved_at=at,
        by=by,
        **values_of(holder),
        values=recording_answers.with_calculated(form, said, on=_day(at)),
        status=Answers.Status.COMPLETE,
        completed_at=at,
    )
    audit.did("completed", "answers", kept.pk, form=form.key)
    return kept


def read(
    answers: Answers, *, widest: Visibility = Visibility.RESTRICTED, unanswered: bool = True
) -> list[words.Section]:
    """The answers in words, on the version they were given on; `widest` leaves out what is for fewer eyes."""
    return words.sections(definition_of(answers.version), answers.values, widest=widest, unanswered=unanswered)


def _locked(answers: Answers) -> Answers:
    kept = Answers.objects.select_for_update(of=("self",)).select_related("version__form", "area").get(pk=answers.pk)
    if kept.status == Answers.Status.COMPLETE:
        raise AlreadyComplete(kept.pk)
    return kept


def _keep(kept: Answers, *, by: Actor, at: datetime) -> Answers:
    kept.revision += 1
    kept.saved_at, kept.by = at, by
    kept.save(update_fields=["values", "revision", "saved_at", "by", "status", "completed_at"])
    return kept


def _day(at: datetime) -> date:
    return london_date(at)
