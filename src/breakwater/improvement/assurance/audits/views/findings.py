"""What a round found, and what is claimed complete and not verified: for those who answer for the partnership."""

from collections import Counter

from breakwater.casework.self_assessments.measures import bank_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.crossed import ALL
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission, may

from ...surveys import results
from .. import findings, lookup, waiting
from .rounds import AT, ONE


class Findings(SubjectPage):
    """Returns, grades, themes, training needs and what changed since the last round, with what is small hidden."""

    route, name, template_name = f"{ONE}findings/", "findings", "assurance/audits/findings.html"
    context_object_name, audited_as = "part", "audit_area"
    permission, permission_of = Permission.AUDIT_READ, ""

    @property
    def subjects(self):
        return lookup.ROUNDS.filter(area=self.request.actor.area_id_acting)

    def get_context_data(self, **more):
        part = self.subject
        before = lookup.before(part)
        keeps = may(self.request.actor, Permission.AUDIT_KEEP, part)
        late = lookup.in_state(lookup.members_of(part), "waiting", today=part.round.due_on) if keeps else []
        return super().get_context_data(
            found=findings.findings_of(part, before),
            before=before,
            bank=bank_of(part.round.edition),
            keeps=keeps,
            beside=results.beside(part, bank_of(part.round.edition), findings.graded(part), london_date(self.at)),
            late=[each.organisation.name for each in late],
            ALL=ALL,
            now=self.at,
            **more,
        )


class NotVerified(SubjectPage):
    """Actions of the area that somebody claims are complete, and that nobody has verified."""

    route, name, template_name = f"{AT}not-verified/", "not_verified", "assurance/audits/not_verified.html"
    permission, permission_of, audited_as = Permission.AUDIT_READ, "", "area"

    def find_subject(self):
        return lookup.area_of(self.request.actor.area_id_acting)

    def get_context_data(self, **more):
        rows = findings.not_verified(self.subject)
        return super().get_context_data(
            rows=rows, by_organisation=Counter(each.organisation for each in rows).most_common(), now=self.at, **more
        )


class OfTrust(SubjectPage):
    """Which schools of a trust have not returned an audit that is overdue: whoever answers for them was told."""

    route, name, template_name = f"{AT}trust/", "trust", "assurance/audits/trust.html"
    permission, permission_of = Permission.TRUST_READ, ""

    def record_sight(self):
        audit.did("read overdue audits of the schools of", "team", self.request.actor.membership.team_id)

    def get_context_data(self, **more):
        return super().get_context_data(rows=waiting.overdue_in_trust(london_date(self.at)), **more)


VIEWS = (NotVerified, OfTrust, Findings)
