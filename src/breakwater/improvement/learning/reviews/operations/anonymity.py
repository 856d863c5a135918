"""Nothing is published that a scan has not read and two people have not looked through: names, days, properties, what only people see."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...anonymity import Hit, NotReadable, Readable, read_text, scan
from ...models import AnonymityCheck, AnonymityScan, Publication, ReportVersion, ScanAnswer
from . import drafts, names
from .opening import hold

PEOPLE = 2


class OutOfDate(Refusal):
    words = "The words, the report or what is looked for changed after this scan. Scan again, and look through what that finds"


class HitsOpen(Refusal):
    words = "The scan found things that are neither taken out nor explained. Settle each of them first"


class CheckedAlready(Refusal):
    words = "You looked through this already. The second look is somebody else’s"


class NotFound(Refusal):
    words = "The scan did not find this. Open the scan again"


def key_of(hit: Hit) -> str:
    """By which a thing that was found is answered: the same words in the same passage, for the same reason."""
    said = (hit.kind, hit.where, hit.words, hit.what, hit.among)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def hits_of(done: AnonymityScan) -> list[Hit]:
    return [Hit(**each) for each in json.loads(done.hits or "[]")]


def open_hits(done: AnonymityScan) -> list[Hit]:
    """What is neither taken out nor explained."""
    answered = {each.hit for each in done.answers.all()}
    return [hit for hit in hits_of(done) if key_of(hit) not in answered]


def last_scan(publication: Publication) -> AnonymityScan | None:
    return publication.scans.order_by("-pk").first()


def is_of_now(done: AnonymityScan, version: ReportVersion | None) -> bool:
    """Whether the scan read the words as they stand and the report that the partners signed, and looked for all that is known now."""
    if done.digest != done.publication.digest or done.version_id != (version.pk if version else None):
        return False
    return done.looked_for == names.digest_of(*names.terms_of(done.publication.review))


def report_of(publication: Publication) -> ReportVersion | None:
    """The signed report: it goes to the family, the panel and Ofsted, whatever is published of it."""
    return drafts.signed_version(publication.review)


def read_all(publication: Publication, version: ReportVersion | None) -> Readable:
    """Every word that leaves: title, text, helpline, and the report's file with its properties."""
    read = read_text(publication.title, "the title")
    for words, where in ((publication.text, "the text"), (publication.helpline, "the helpline")):
        read.passages += read_text(words, where).passages
    if version is not None:
        of_file = drafts.read(version)
        read.passages += of_file.passages
        read.marks += of_file.marks
    return read


def look_into(version: ReportVersion) -> tuple[list[Hit], str]:
    """What a scan finds in a draft before it is put to anybody, and why it cannot be read. That somebody looked is on record."""
    terms, days = names.terms_of(version.review)
    try:
        found = scan(drafts.read(version), terms, days)
    except NotReadable as refusal:
        return [], refusal.words
    about = {"draft": version.number, "found": len(found)}
    audit.did("looked for names in a draft of the review of", "serious_incident", version.review.incident_id, **about)
    return found, ""


@transaction.atomic
def run(publication: Publication, *, by: Actor, at: datetime) -> AnonymityScan:
    """Scan what is to be published. What was explained of the scan before stays explained, where the same is found again."""
    review = hold(publication.review)
    publication = Publication.objects.select_related("review__incident").get(pk=publication.pk)
    version = report_of(publication)
    before = last_scan(publication)
    terms, days = names.terms_of(review)
    found = scan(read_all(publication, version), terms, days)
    done = AnonymityScan.objects.create(
        publication=publication,
        version=version,
        digest=publication.digest,
        terms=len(terms) + len(days),
        looked_for=names.digest_of(terms, days),
        hits=json.dumps([asdict(hit) for hit in found]),
        at=at,
        by=by,
    )
    known = {key_of(hit) for hit in found}
    for each in before.answers.all() if before else ():
        if each.hit in known:
            ScanAnswer.objects.create(scan=done, hit=each.hit, why=each.why, at=each.at, by=each.by)
    audit.did("scanned for names and dates", "serious_incident", review.incident_id, found=len(found))
    return done


@transaction.atomic
def answer(done: AnonymityScan, hits: Iterable[str], why: str, *, by: Actor, at: datetime) -> AnonymityScan:
    """Why these may stay. Raises NotFound."""
    review = hold(done.publication.review)
    known = {key_of(hit) for hit in hits_of(done)}
    for hit in hits:
        if hit not in known:
            raise NotFound(done.pk)
        ScanAnswer.objects.update_or_create(scan=done, hit=hit, defaults={"why": why, "at": at, "by": by})
    audit.did("explained what a scan found in", "serious_incident", review.incident_id)
    return done


@transaction.atomic
def check(done: AnonymityScan, words: str, *, by: Actor, at: datetime) -> AnonymityCheck:
    """Somebody looked through it for what no list knows. Raises OutOfDate, HitsOpen, CheckedAlready."""
    review = hold(done.publication.review)
    done = AnonymityScan.objects.select_related("publication__review__incident").get(pk=done.pk)
    if done.pk != last_scan(done.publication).pk or not is_of_now(done, report_of(done.publication)):
        raise OutOfDate(done.pk)
    if open_hits(done):
        raise HitsOpen(done.pk)
    user = by.membership.user
    if done.checks.filter(user=user).exists():
        raise CheckedAlready(done.pk)
    audit.did("checked the anonymity of", "serious_incident", review.incident_id)
    return AnonymityCheck.objects.create(scan=done, user=user, named=by.said[:200], words=words, at=at, by=by)
