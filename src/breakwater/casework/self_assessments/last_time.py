"""What an organisation answered last time, as far as whoever answers now may read it."""

from django.db import connection

from .models import BankEdition, SelfAssessment, StatementAnswer


def answer_of_last_time(assessment: SelfAssessment, section: str, statement: str) -> StatementAnswer | None:
    """What the organisation answered to the same statement in its previous return; a colleague reads it of the sections they are given."""
    if assessment.previous_id is None:
        return None
    before = StatementAnswer.objects.filter(assessment=assessment.previous_id, statement=statement).exclude(grade="")
    return before.select_related("assessment__edition").first() or _answer_before(assessment, section, statement)


def _answer_before(assessment: SelfAssessment, section: str, statement: str) -> StatementAnswer | None:
    """The same for who reads no more of that return: as a row that is not saved."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.answer_before(%s, %s, %s)", [assessment.pk, section, statement])
        row = cursor.fetchone()
    if row is None:
        return None
    key, *said, of, edition, sent_at, receipt = row
    names = ("grade", "reason", "evidence", "link", "none_held", "impact", "action")
    before = SelfAssessment(pk=of, edition=BankEdition.objects.get(pk=edition), sent_at=sent_at, receipt=receipt)
    return StatementAnswer(
        pk=key, assessment=before, section=section, statement=statement, **dict(zip(names, said, strict=True))
    )
