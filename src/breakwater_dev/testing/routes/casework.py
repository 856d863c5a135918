"""Casework: cases and what hangs from them, sight, disagreements, levels of need."""

from ..expectations import (
    DOES_IT,
    GET,
    HOLDS_OR_SITS,
    IS_OPEN,
    MASH,
    NOBODY,
    OF_OUR_AREA,
    OF_THE_MASH,
    OFFERED,
    POST,
    SCHOOL,
    SET_IT,
    TOLD_US,
    WORKS_ON_IT,
    P,
    Relation,
    Role,
    Route,
    all_of,
    at_home,
)

CASE = "cases/<str:reference>/"
OFFER = "handovers/<str:reference>/"
MEETING = "meetings/<str:public_id>/"
ACTION = "actions/<str:public_id>/"
DISAGREEMENT = "disagreements/<str:reference>/"
LOCK = "restricted/<str:public_id>/"
SEALED_ITEM = "sealed/<str:public_id>/"
SELF_ASSESSMENT = "self-assessments/<str:public_id>/"
FORM_DRAFT = "forms/drafts/<str:public_id>/"
OF_A_DRAFT = (
    "",
    "words/",
    "differences/",
    "release/",
    "discard/",
    "retired/",
    "try/",
    "tests/",
    "tests/keep/",
    "tests/<str:trial_id>/drop/",
    "tests/<str:trial_id>/accept/",
    "pages/new/",
    *(f"pages/<str:page>/{act}" for act in ("", "words/", "when/", "add/", "up/", "down/")),
)
OF_A_QUESTION = (
    "",
    "words/",
    "answer/",
    "kind/",
    "when/",
    "of/",
    "page/",
    "retire/",
    "up/",
    "down/",
    "choices/",
    "choices/new/",
    *(f"choices/<str:code>/{act}" for act in ("", "up/", "down/", "retire/")),
)
OF_A_FORM = (
    "",
    "begin/",
    "example/",
    "edition/",
    "file/",
    "file/take/",
    "dated/<str:public_id>/off/",
    "versions/<str:code>/",
    "versions/<str:code>/again/",
    "versions/<str:code>/form.json",
)


def _the_school(role: Role, relation: Relation) -> bool:
    """It is the school's own: who asked reads it and answers nothing."""
    return role in SCHOOL


ROUTES = [
    # Sight
    Route("why/<str:kind>/<str:key>/", "person", P.WHY_READ, methods=GET),
    Route("service/", needs=P.SYSTEM_READ, methods=GET),
    Route("looks/", needs=P.LOOKS_READ),
    Route("looks/<str:kind>/<str:key>/", needs=P.LOOKS_READ, methods=GET),
    Route("break-glass/", needs=P.BREAK_GLASS),
    Route("break-glass/find/", needs=P.BREAK_GLASS),
    # Who is opened is nobody's subject yet; proved beside the room.
    Route("break-glass/people/<str:public_id>/", needs=P.BREAK_GLASS, methods=()),
    Route("break-glass/people/<str:public_id>/address/", "person", P.BREAK_GLASS),
    Route("opened/", needs=P.GLASS_REVIEW, methods=GET),
    # Openings and declarations are known to those named in them; proved beside the room.
    Route("opened/<int:number>/", needs=P.GLASS_REVIEW, methods=()),
    Route("restricted/", needs=P.PERSON_READ, methods=GET),
    Route("restricted/policy/", needs=P.ORGANISATIONS_EDIT),
    # Of records that came in marked: the world has none. Proved beside the intake.
    Route("restricted/earlier-records/<str:public_id>/open/", needs=P.PERSON_RESTRICT, methods=()),
    Route(LOCK, "lock", P.PERSON_READ, methods=GET),
    Route(f"{LOCK}answer/", "lock", P.RESTRICT_APPROVE),
    # It waits for its approver, so that nobody reads by it yet, and nobody lifts it.
    *(
        Route(f"{LOCK}{act}/", "lock", P.PERSON_READ, NOBODY)
        for act in ("renew", "lift", "readers/new", "readers/end", "readers/away")
    ),
    Route(SEALED_ITEM, "sealed_item", P.PERSON_READ, methods=GET),
    *(Route(f"{SEALED_ITEM}{act}/", "sealed_item", P.ITEM_SEAL) for act in ("readers", "replace")),
    Route("me/conflicts/", methods=GET),
    Route("me/conflicts/new/"),
    Route("me/conflicts/confirm/", methods=POST),
    Route("me/conflicts/<str:public_id>/over/", methods=()),
    Route("conflicts/", needs=P.CONFLICT_REVIEW, methods=GET),
    Route("conflicts/declared/<int:number>/", needs=P.CONFLICT_REVIEW, methods=()),
    Route("conflicts/<int:number>/end/", needs=P.CONFLICT_REVIEW, methods=()),
    Route("people/<str:key>/kept-from/", "person", P.PERSON_RESTRICT, methods=()),
    Route("people/<str:key>/kept-from/<int:number>/", "person", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:key>/kept-from/", "case", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:key>/kept-from/<int:number>/", "case", P.PERSON_RESTRICT, methods=()),
    Route("cases/<str:reference>/kept-from/new/", "case", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route("cases/<str:reference>/restrict/", "case", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route("cases/<str:reference>/sealed/new/", "case", P.ITEM_SEAL),
    Route("people/<str:public_id>/sealed/new/", "person", P.ITEM_SEAL),
    # Cases and what hangs from them
    Route(CASE, "case", P.CASE_READ, methods=GET),
    Route(f"{CASE}close/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}clocks/<str:rule>/", "case", P.CLOCK_EXPLAIN, methods=()),
    Route(f"{CASE}offer/", "case", P.HANDOVER_OFFER, HOLDS_OR_SITS),
    Route(f"{CASE}move/", "case", P.HANDOVER_OFFER, HOLDS_OR_SITS),
    Route(f"{CASE}involvement/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}level/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}worker/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}tasks/new/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route(f"{CASE}documents/new/", "case", P.DOCUMENT_ADD, WORKS_ON_IT),
    Route(f"{CASE}meetings/new/", "case", P.CASE_WORK, WORKS_ON_IT),
    Route("documents/<str:public_id>/", "document", P.CASE_READ, methods=GET),
    Route("documents/<str:public_id>/scan/", "document", P.CASE_READ, methods=POST),
    Route(MEETING, "meeting", P.CASE_READ, methods=GET),
    Route(f"{MEETING}answer/", "meeting", P.CASE_READ, methods=POST),
    Route(f"{MEETING}record/", "meeting", P.CASE_WORK, WORKS_ON_IT),
    *(Route(f"{MEETING}{act}/", "meeting", P.CASE_WORK, WORKS_ON_IT) for act in ("call-off", "move")),
    Route(f"{MEETING}meeting.ics", "meeting", P.CASE_READ, methods=GET),
    *(Route(at, needs=P.HANDOVER_ANSWER, methods=GET) for at in ("handovers/", "handovers/given/")),
    Route(OFFER, "offer", P.HANDOVER_ANSWER, methods=GET),
    *(Route(f"{OFFER}{act}/", "offer", P.HANDOVER_ANSWER, OFFERED) for act in ("accept", "decline", "ask")),
    # Once an offer is answered, both lead to what was said.
    *(Route(f"{OFFER}{act}/", "offer", P.HANDOVER_OFFER, at_home(*MASH)) for act in ("withdraw", "actions")),
    Route("leaving/", needs=P.CASE_READ, methods=GET),
    Route("leaving/team/", needs=P.HOLDINGS_READ, methods=GET),
    Route("clocks/", needs=P.CASE_READ, methods=GET),
    # Nothing has changed hands: either side is told so. Proved beside the room.
    *(
        Route(f"{OFFER}family/{rest}", "offer", P.CASE_WORK, NOBODY, methods=way)
        for rest, way in (("", ("GET", "POST")), ("letter/", GET))
    ),
    # The world's offers wait for an answer, so there is nothing to settle yet; either side's manager is told so.
    Route(f"{OFFER}instead/", "offer", P.HANDOVER_SETTLE, OFFERED),
    Route("tasks/", needs=P.TASK_DO, methods=GET),
    Route("tasks/team/", needs=P.TASK_DO, methods=GET),
    Route("tasks/<str:public_id>/", "task", P.TASK_DO, methods=GET),
    Route("tasks/<str:public_id>/pass-on/", "task", P.TASK_DO, HOLDS_OR_SITS),
    # The action tracker. A step whose moment is over leads to the page of the action.
    Route("actions/", needs=P.ACTION_WORK, methods=GET),
    Route("actions/set/", needs=P.ACTION_SET, methods=GET),
    Route("actions/new/", needs=P.ACTION_SET),
    Route(ACTION, "tracked_action", P.ACTION_READ, methods=GET),
    *(
        Route(f"{ACTION}{act}/", "tracked_action", P.ACTION_WORK, DOES_IT)
        for act in ("accept", "decline", "progress", "complete", "later")
    ),
    *(
        Route(f"{ACTION}{act}/", "tracked_action", P.ACTION_SET, SET_IT)
        for act in ("later/answer", "verify", "embedded", "reassign", "not-achieved", "superseded")
    ),
    # Disagreements
    Route("disagreements/", needs=P.ESCALATION_RAISE, methods=GET),
    Route("disagreements/new/", needs=P.ESCALATION_RAISE),
    Route("disagreements/new/<str:reference>/", "held", P.ESCALATION_RAISE),
    Route(DISAGREEMENT, "disagreement", P.ESCALATION_RAISE, methods=GET),
    Route(f"{DISAGREEMENT}answer/", "disagreement", P.ESCALATION_ANSWER, OF_THE_MASH),
    *(
        Route(f"{DISAGREEMENT}{act}/", "disagreement", P.ESCALATION_RAISE, all_of(IS_OPEN, TOLD_US))
        for act in ("further", "settle")
    ),
    # The area's forms. The world has no draft and no version of its own; these pages are proved beside the room.
    Route("forms/", needs=P.FORMS_EDIT, methods=GET),
    *(Route(f"{FORM_DRAFT}{rest}", needs=P.FORMS_EDIT, methods=()) for rest in OF_A_DRAFT),
    *(Route(f"{FORM_DRAFT}questions/<str:key>/{rest}", needs=P.FORMS_EDIT, methods=()) for rest in OF_A_QUESTION),
    Route(f"{FORM_DRAFT}questions/<str:group>/add/", needs=P.FORMS_EDIT, methods=()),
    *(Route(f"forms/<str:key>/{rest}", needs=P.FORMS_EDIT, methods=()) for rest in OF_A_FORM),
    # Self-assessments. The world's is open, and shared with who asked; statements, sections and asking are proved beside the room.
    Route("self-assessments/", needs=P.SELF_ASSESS_ANSWER, methods=GET),
    Route("self-assessments/begin/<str:key>/", needs=P.SELF_ASSESS_ANSWER, methods=()),
    Route("self-assessments/returns/", needs=P.SELF_ASSESS_ASK, methods=GET),
    Route("self-assessments/returns/<str:key>/", needs=P.SELF_ASSESS_ASK, methods=()),
    Route("self-assessments/returns/<str:public_id>/remind/", needs=P.SELF_ASSESS_ASK, methods=()),
    *(
        Route(f"{SELF_ASSESSMENT}{rest}", "self_assessment", P.SELF_ASSESS_READ, methods=GET)
        for rest in ("", "comparison/", "moderation/", "self-assessment.pdf")
    ),
    Route(f"{SELF_ASSESSMENT}sections/<str:section>/", "self_assessment", P.SELF_ASSESS_READ, methods=()),
    Route(f"{SELF_ASSESSMENT}sign/", "self_assessment", P.SELF_ASSESS_ANSWER, _the_school),
    Route(f"{SELF_ASSESSMENT}send/", "self_assessment", P.SELF_ASSESS_ANSWER, _the_school, methods=POST),
    *(
        Route(f"{SELF_ASSESSMENT}{rest}", "self_assessment", P.SELF_ASSESS_ANSWER, _the_school, methods=())
        for rest in (
            "sections/<str:section>/delegate/",
            "statements/<str:key>/",
            "statements/<str:key>/still-true/",
            "share/<str:asked>/",
            "signatures/<str:capacity>/remove/",
        )
    ),
    # Nobody moderates what is not sent.
    Route(f"{SELF_ASSESSMENT}moderation/<str:key>/", "self_assessment", P.SELF_ASSESS_ASK, NOBODY, methods=()),
    # The continuum of need: read by all, edited by who keeps it. The world has no draft; its pages are proved beside the room.
    Route("thresholds/", methods=GET),
    Route("thresholds/editions/", needs=P.THRESHOLDS_EDIT, methods=GET),
    Route("thresholds/editions/begin/", needs=P.THRESHOLDS_EDIT, methods=POST),
    *(
        Route(f"thresholds/editions/<str:public_id>/{rest}", needs=P.THRESHOLDS_EDIT, methods=())
        for rest in ("", "words/", "release/", "undo/", "new/", "<str:code>/", "<str:code>/drop/")
    ),
]
