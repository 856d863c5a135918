"""What is to be published: the words, the steps that must stand, the scan with its two people, and the day itself."""

from django.shortcuts import redirect

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from ...anonymity.hits import KIND_WORDS
from .. import forms, lookup, pathway
from ..operations import anonymity, drafts, publishing, words
from ..operations.steps import earliest_day, notices_of, steps_of
from .reviews import AT, AsksWhichDraft, InReview, InReviewButton, ReviewStep


class WriteWords(ReviewStep):
    route, name, heading = f"{AT}<str:public_id>/words/", "words", "Write what is to be published"
    form_class, operation, button = forms.WordsForm, staticmethod(words.write), "Save"
    success_message = "Saved. What was checked of other words counts no longer"
    leads_to = ("learning:publication", "result.public_id")

    def get_initial(self):
        now = lookup.publication_of(self.subject)
        if now is None:
            return {"revision": 0, "form": "REPORT"}
        until = to_london(now.embargo_until) if now.embargo_until else None
        known = {name: getattr(now, name) for name in forms.WordsForm.base_fields if hasattr(now, name)}
        return known | {"embargo_on": until.date() if until else None, "embargo_at": until.time() if until else None}

    def get_refused_url(self, refusal=None):
        return self.address_of("learning:practice_review", "subject.public_id")


class OfPublication:
    subjects, review_at = lookup.PUBLICATIONS, "subject.review"


class PublicationPage(OfPublication, InReview, SubjectPage):
    """The words as they stand, and each step before they are public."""

    route, name, template_name = (
        f"{AT}publications/<str:public_id>/",
        "publication",
        "learning/reviews/publication.html",
    )
    permission, context_object_name = Permission.SERIOUS_READ, "publication"

    def get_context_data(self, **more):
        publication, steps = self.subject, steps_of(self.review, at=self.at)
        done = anonymity.last_scan(publication)
        return super().get_context_data(
            **more,
            review=self.review,
            steps=steps,
            may_publish=all(step.stands for step in steps),
            works=may(self.request.actor, Permission.SERIOUS_WORK, self.review),
            scan=done,
            **self._beside_the_report(),
            is_of_now=done and anonymity.is_of_now(done, anonymity.report_of(publication)),
            open_hits=len(anonymity.open_hits(done)) if done else 0,
            checks=list(done.checks.order_by("at")) if done else [],
            sent=notices_of(publication),
            earliest=earliest_day(publication),
            is_legal=publication.legal_digest == publication.digest,
        )

    def _beside_the_report(self) -> dict:
        """The last draft, the lines of the words that do not stand in it, and whether their reason is of these words."""
        last = None if self.subject.published_at else drafts.last_version(self.review)
        if last is None:
            return {"unsigned": [], "draft": None, "is_explained": False}
        missing = drafts.lines_missing(self.subject, last)
        return {
            "unsigned": missing,
            "draft": last,
            "is_explained": self.subject.unsigned_digest == self.subject.digest_beside(last),
        }


class PublicationStep(OfPublication, ReviewStep):
    steps_at, steps_named = f"{AT}publications/<str:public_id>/", "publication"
    leads_to = ("learning:publication", "subject.public_id")
    when = staticmethod(lambda publication: publication.published_at is None)


class OfTheseWords(PublicationStep):
    """What was done with the words as the page showed them."""

    def get_initial(self):
        return {"revision": self.subject.revision}


class Practitioners(AsksWhichDraft, PublicationStep):
    pass


OF_PUBLICATION = (
    OfTheseWords.of("legal", "Record the legal check", forms.LegalForm, words.record_legal),
    OfTheseWords.of(
        "difference",
        "Say why words differ from the report",
        forms.DifferenceForm,
        words.explain_difference,
        lead="Whoever has signed the report reads your reason and signs again.",
    ),
    Practitioners.of(
        "practitioners", "Record that practitioners saw it", forms.PractitionersForm, words.record_practitioners
    ),
    OfTheseWords.of("notice", "Record the copies sent before publication", forms.NoticeForm, words.record_notice),
    PublicationStep.of(
        "lodged",
        "Record that it was lodged",
        forms.LodgedForm,
        words.record_lodged,
        when=lambda publication: publication.published_at is not None,
    ),
    PublicationStep.of(
        "stays",
        "Review whether the page stays public",
        forms.StaysForm,
        publishing.keep_public,
        says="Saved. It stays public",
        when=lambda publication: publication.published_at is not None,
        lead="To take it off the public pages, open the review under “Learning from reviews”, and say why.",
    ),
)


class Publish(PublicationStep):
    """The day itself: impossible while a step is to do."""

    route, name, heading = f"{AT}publications/<str:public_id>/publish/", "publish", "Publish"
    form_class, operation, button = forms.PublishForm, staticmethod(publishing.publish), "Publish now"
    leads_to, success_message = ("learning:published", "result.public_id"), "Published"
    lead = "Everyone can read it from now on, as text. The reference of the incident is not in it."

    @property
    def earliest(self):
        return pathway.AVAILABLE.due_on(london_date(self.at), self.review.incident.area)

    def answer_instead(self):
        """Without its form while a step is to do: the page of the words says which."""
        if self.request.method != "POST" and any(not step.stands for step in steps_of(self.review, at=self.at)):
            return redirect("learning:publication", self.subject.public_id)
        return super().answer_instead()

    def done(self, words):
        return (
            super().done(words) if hasattr(self, "result") else redirect("learning:publication", self.subject.public_id)
        )

    def get_refused_url(self, refusal=None):
        return self.address_of("learning:publication", "subject.public_id")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"earliest": self.earliest}

    def get_initial(self):
        return {"removal_review_on": self.earliest}


class RunScan(OfPublication, InReviewButton):
    route, name, operation = f"{AT}publications/<str:public_id>/scan/", "scan_run", staticmethod(anonymity.run)
    leads_to, success_message = ("learning:scan", "result.public_id"), ""

    def get_refused_url(self, refusal=None):
        return self.address_of("learning:publication", "subject.public_id")


class OfScan:
    subjects, review_at, audited_as = lookup.SCANS, "subject.publication.review", "serious_incident"


class ScanPage(OfScan, InReview, SubjectPage):
    """What the scan found, what of it is explained, and who looked through it."""

    route, name, template_name = f"{AT}scans/<str:public_id>/", "scan", "learning/reviews/scan.html"
    permission, context_object_name = Permission.SERIOUS_READ, "scan"

    def get_context_data(self, **more):
        done, actor = self.subject, self.request.actor
        checks = list(done.checks.order_by("at"))
        still_open = anonymity.open_hits(done)
        is_last = done.pk == anonymity.last_scan(done.publication).pk
        is_of_now = is_last and anonymity.is_of_now(done, anonymity.report_of(done.publication))
        looked = any(each.user_id == actor.membership.user_id for each in checks)
        why = {each.hit: each.why for each in done.answers.all()}
        found = [(hit, why.get(anonymity.key_of(hit), "")) for hit in anonymity.hits_of(done)]
        return super().get_context_data(
            **more,
            review=self.review,
            hits=found,
            open_hits=len(still_open),
            kinds=KIND_WORDS,
            checks=checks,
            is_of_now=is_of_now,
            may_look=is_of_now and not still_open and not looked,
            works=may(actor, Permission.SERIOUS_WORK, self.review),
        )


class ScanStep(OfScan, ReviewStep):
    steps_at, steps_named = f"{AT}scans/<str:public_id>/", "scan"
    leads_to = ("learning:scan", "subject.public_id")


class Explain(ScanStep):
    route, name, heading = f"{AT}scans/<str:public_id>/explain/", "scan_explain", "Explain what may stay"
    form_class, operation = forms.ExplainForm, staticmethod(anonymity.answer)
    lead = "What gives somebody away is taken out of the words, not explained."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"scan": self.subject}


class Look(ScanStep):
    """One of the two people."""

    route, name, heading = f"{AT}scans/<str:public_id>/look/", "scan_look", "Confirm that nobody can be recognised"
    form_class, operation, permission = forms.LookForm, staticmethod(anonymity.check), Permission.SERIOUS_READ


VIEWS = (WriteWords, PublicationPage, *OF_PUBLICATION, Publish, RunScan, ScanPage, Explain, Look)
