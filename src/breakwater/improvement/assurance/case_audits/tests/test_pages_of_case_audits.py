"""The pages of case audits: each opens for those whose it is, and for nobody else is there anything."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Case
from breakwater.improvement.assurance.case_audits import lookup, tool, views
from breakwater.improvement.assurance.case_audits.operations import planning
from breakwater.improvement.assurance.models import AuditedCase, AuditMember, CaseReturn, SafetyConcern
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_a_case_audit_from_the_draw_to_the_re_audit import sealed, sent


@pytest.fixture
def full(world):
    """Drawn, with a second reader and with one return of the school sent that is read again."""
    world.audit = world.drawn(share=100)
    world.do(world.lead, planning.name_member, world.audit, world.reader.membership, AuditMember.Part.READER)
    with acting_as(world.dsl.membership):
        world.sent, world.open = CaseReturn.objects.order_by("number")[:2]
    sent(world, world.sent)
    return world


def addresses(full, of) -> list[str]:
    """Every page of a module of views that is read by GET."""
    with acting_as(full.lead.membership):
        case = AuditedCase.objects.order_by("number").first()
    keys = {
        "case-audits/": full.audit,
        "case-audits/cases/": case,
        "case-audits/returns/": full.sent,
        "case-returns/": full.open,
    }
    found = []
    for view in of:
        if "get" not in view.http_method_names or view is views.audits.TakeOver:  # which is of what a colleague leads
            continue
        at = view.route.partition("<")[0]
        args = [keys[at].public_id] if "<" in view.route else []
        found.append(reverse(f"assurance:{view.name}", args=args + (["voice"] if "slug" in view.route else [])))
    return found


def test_every_page_opens_for_those_whose_it_is_and_for_others_none_is_there(full):
    lead, dsl, reader = (browsers.signed_in(who) for who in (full.lead, full.dsl, full.reader))
    stranger, other_school = browsers.signed_in(make.actor("business_manager")), browsers.signed_in(make.actor("dsl"))
    of_audit = addresses(full, (*views.audits.VIEWS, *views.cases.VIEWS))
    second = reverse("assurance:case_return_second", args=[full.sent.public_id])
    of_audit.remove(second)
    kept = {at: lead.get(at).status_code for at in of_audit}
    over = {
        at for at in of_audit if at.endswith(("/action/", "/again/", "/draw/", "/plan/", "/settle/", "/set-aside/"))
    }
    assert {at: code for at, code in kept.items() if code != (302 if at in over else 200)} == {}
    assert reader.get(second).status_code == 200
    assert lead.get(second).status_code == 403
    ours = addresses(full, views.agencies.VIEWS)
    assert {at: code for at in ours if (code := dsl.get(at).status_code) != 200} == {}
    of_one = [at for at in of_audit + ours if not at.endswith(("case-audits/", "new/", "case-returns/"))]
    assert {stranger.get(at).status_code for at in of_one} == {403, 404}
    assert {other_school.get(at).status_code for at in of_one} == {403, 404}
    for who in (lead, reader, dsl):
        for at in of_audit + ours:
            drawn = who.get(at)
            if drawn.status_code == 200:
                title = re.search(r"<title>(.*?)</title>", drawn.content.decode(), re.DOTALL)[1]
                assert "Nowhere" not in title + at
                if who is not dsl:
                    assert "Nowhere" not in drawn.content.decode()


def test_a_domain_is_written_on_its_page_by_two_at_once_and_nothing_is_lost(full):
    dsl = browsers.signed_in(full.dsl)
    at = reverse("assurance:case_return_domain", args=[full.open.public_id, "voice"])
    typed = {
        "grade": "GOOD",
        "narrative": "Seen alone",
        "evidence": "",
        "strengths": "",
        "learning": "",
        "revision": "0",
    }
    assert "Enter where in the record it is" in dsl.post(at, typed).content.decode()
    saved = dsl.post(at, typed | {"evidence": "Visits in March"})
    assert saved["Location"] == at.replace("/voice/", "/identification/")  # the next one without a grade
    late = dsl.post(at, typed | {"evidence": "Visits in May"}).content.decode()
    assert "Visits in May" in late
    assert 'name="revision" value="1"' in late
    assert dsl.post(at, typed | {"evidence": "Visits in May", "revision": "1"}).status_code == 302
    assert "Visits in May" in dsl.get(at).content.decode()


def test_the_concern_is_told_on_the_page_and_the_case_holder_finds_it_on_theirs(full):
    dsl, holder, lead = (browsers.signed_in(who) for who in (full.dsl, full.holder, full.lead))
    at = reverse("assurance:case_return_safety", args=[full.open.public_id])
    typed = {"words": "He said he is afraid to go home", "idempotency": str(uuid4())}
    for _ in range(2):
        said = dsl.post(at, typed, follow=True).content.decode()
        assert "was told now" in said
    with acting_as(full.dsl.membership):
        assert SafetyConcern.objects.count() == 1
    assert "Immediate safety (1)" in re.sub(r"<[^>]+>", "", holder.get("/today/").content.decode())
    with acting_as(full.lead.membership):
        case = lookup.concerns()[0].row.of
    shown = lead.get(reverse("assurance:audited_case", args=[case.public_id])).content.decode()
    assert f"with {full.holder.membership.team.in_words}" in shown
    assert "afraid" not in shown


def test_a_risk_goes_out_whatever_becomes_of_the_form_and_the_sender_learns_who_was_told(full):
    dsl = browsers.signed_in(full.dsl)
    at = reverse("assurance:case_return_send", args=[full.sent.public_id])
    typed = {"grade": "GOOD", "overall": "Other words", "at_risk": "yes", "risk_words": "Alone at night"}
    typed |= {"idempotency": str(uuid4())}
    late = dsl.post(at, typed).content.decode()  # a colleague sent it first
    assert "Your agency sent this already" in late
    assert "was told now" in late
    with acting_as(full.dsl.membership):
        assert SafetyConcern.objects.count() == 1
    dsl.post(at, typed)
    assert "was told now" in dsl.post(at, typed | {"risk_words": "And by day"}).content.decode()
    with acting_as(full.dsl.membership):
        assert SafetyConcern.objects.count() == 2  # other words of the same form are not lost
    with acting_as(full.holder.membership):
        Case.objects.filter(pk=full.sent.case_id).update(
            closed_at=timezone.now(),
            closed_by=Case.objects.get(pk=full.sent.case_id).opened_by,
            closing_reason="Help ended",
        )
    assert "has closed the case" in dsl.post(at, typed | {"risk_words": "By morning"}).content.decode()
    shown = dsl.get(reverse("assurance:case_return", args=[full.sent.public_id])).content.decode()
    assert full.holder.membership.team.in_words in shown
    # A record that is restricted since the page was opened answers as one that there is not, and keeps no words from whoever typed them.
    sealed(Case(pk=full.open.case_id))
    for key in (full.open.public_id, "absent"):
        gone = dsl.post(reverse("assurance:case_return_safety", args=[key]), {"words": "Afraid to go home"})
        assert gone.status_code == 404
        assert "Afraid to go home" in gone.content.decode()
        assert "Call the MASH" in gone.content.decode()


def test_the_second_reader_sees_no_grade_of_the_agency_before_theirs(full):
    reader = browsers.signed_in(full.reader)
    page = reverse("assurance:audited_case", args=[_case_of(full).public_id])
    assert "What Beacon School wrote" not in reader.get(page).content.decode()
    at = reverse("assurance:case_return_second", args=[full.sent.public_id])
    body = reader.get(at).content.decode()
    assert "As recorded" in body
    typed = dict.fromkeys(re.findall(r'name="(of_\w+)"', body), "IMPROVE")
    typed |= {"grade": "IMPROVE", "words": "The child’s words are missing", "idempotency": str(uuid4())}
    shown = reader.post(at, typed, follow=True).content.decode()
    assert "The agency and the second reader" in shown
    assert "Differs" in shown
    lead = (
        browsers.signed_in(full.lead).get(reverse("assurance:case_audit", args=[full.audit.public_id])).content.decode()
    )
    assert "Differs" in lead
    assert "Before the report can be settled" in lead
    whole = reader.get(reverse("assurance:case_audit", args=[full.audit.public_id])).content.decode()
    assert full.audit.seed in lead
    assert full.audit.seed not in whole  # with sight of the area it finds the cases again
    assert full.audit.population[:16] not in whole


def test_an_agency_without_an_account_answers_by_a_link_that_names_nobody_and_a_risk_goes_out(full, client):
    lead = browsers.signed_in(full.lead)
    shown = lead.post(reverse("assurance:case_return_link", args=[full.open.public_id])).content.decode()
    address, number = re.search(
        r"(/agency-audit/\S+/)<.*?<p class=\"govuk-heading-l\">(\d{6})<", shown, re.DOTALL
    ).groups()
    assert client.get("/agency-audit/").status_code == 200
    wrong = str((int(number) + 1) % 1_000_000).zfill(6)
    assert "That is not the number" in client.post(address, {"number": wrong}).content.decode()
    assert client.post(address, {"number": number})["Location"] == "/agency-audit/"
    page = client.get("/agency-audit/").content.decode()
    assert full.open.pseudonym in page
    assert "Was need seen early?" in page
    with acting_as(full.dsl.membership):
        child, _ = lookup.whom(full.open)
    for name in (child.forename, child.surname, "Beacon", full.audit.theme, full.lead.membership.user.name):
        assert name not in page
    known = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("of", "idempotency", "revision")
    }
    half = {"grade_of_voice": "GOOD", "narrative_of_voice": "Seen alone", "evidence_of_voice": "Visits in March"}
    assert "it is not sent yet" in client.post("/agency-audit/", known | half | {"save": "1"}).content.decode()
    again = client.post("/agency-audit/", known | half | {"save": "1"}).content.decode()  # in another window
    assert "in another window" in again
    known["revision"] = re.search(r'name="revision"[^>]*value="([^"]*)"', again)[1]
    risk = {"at_risk": "yes", "risk_words": "Alone at night", "send": "1"}
    lacking = client.post("/agency-audit/", known | half | risk).content.decode()
    assert "Choose a grade for impact" in lacking
    used = tool.read(full.open.tool)
    whole = {f"grade_of_{each.key}": "NONE" for each in used.domains} | half
    done = client.post("/agency-audit/", known | whole | risk | {"grade": "GOOD", "overall": "In sum"}).content.decode()
    assert "Your return was sent" in done
    assert "was told now" in done
    assert "There is nothing to read here now" in client.post("/agency-audit/", known | half).content.decode()
    with acting_as(full.lead.membership):
        sent_now = CaseReturn.objects.get(pk=full.open.pk)
        assert (sent_now.grade, tool.answers_of(sent_now.answers)["voice"]["narrative"]) == ("GOOD", "Seen alone")
        assert len(lookup.concerns()) == 1
    assert "Immediate safety (1)" in re.sub(
        r"<[^>]+>", "", browsers.signed_in(full.holder).get("/today/").content.decode()
    )
    mails = " ".join(OutboxMessage.objects.values_list("body", flat=True))
    assert number not in mails
    assert "agency-audit" not in mails


def _case_of(full) -> AuditedCase:
    with acting_as(full.lead.membership):
        return AuditedCase.objects.get(returns=full.sent)
