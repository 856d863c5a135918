"""Audits of agencies and schools. The small world has no round: what is beneath one is proved beside the room."""

from ..expectations import GET, P, Route

AT = "audits/"
ONE, MEMBER = f"{AT}<str:public_id>/", f"{AT}organisations/<str:public_id>/"
KEEP = P.AUDIT_KEEP

ROUTES = [
    *(Route(f"{AT}{page}", needs=P.AUDIT_READ, methods=GET) for page in ("", "not-verified/")),
    Route(f"{AT}trust/", needs=P.TRUST_READ, methods=GET),
    Route(f"{AT}new/", needs=KEEP),
    *(Route(f"{ONE}{act}", needs=KEEP, methods=()) for act in ("", "launch/", "sample/", "close/")),
    Route(f"{ONE}findings/", needs=P.AUDIT_READ, methods=()),
    *(
        Route(f"{MEMBER}{act}", needs=KEEP, methods=())
        for act in ("", "choose/", "formal/", "leave-out/", "report/", "ask/")
    ),
    Route(f"{AT}formal-requests/<str:public_id>/answer/", needs=KEEP, methods=()),
    Route(f"{AT}formal-requests/<str:public_id>/letter.pdf", needs=P.SELF_ASSESS_READ, methods=()),
    Route(f"{AT}follow-ups/<str:public_id>/", needs=KEEP, methods=()),
    Route(f"{AT}asked/<str:public_id>/", needs=P.SELF_ASSESS_READ, methods=()),
]

# Multi-agency case audits: nobody who asks in the small world is named on one, and no agency of it is asked. Proved beside the room.
CASES = "case-audits/"
CASE = f"{CASES}<str:public_id>/"
RETURNS = "case-returns/"
RETURN = f"{RETURNS}<str:public_id>/"
ROUTES += [
    Route(CASES, needs=P.CASE_AUDIT_READ, methods=GET),
    Route(f"{CASES}new/", needs=P.CASE_AUDIT_KEEP),
    *(Route(f"{CASES}{each}<str:public_id>/", needs=P.CASE_AUDIT_READ, methods=()) for each in ("", "cases/")),
    *(
        Route(f"{CASE}{act}/", needs=P.CASE_AUDIT_KEEP, methods=())
        for act in ("plan", "draw", "name", "report", "settle", "action", "again", "hand-over", "take-over")
    ),
    Route(f"{CASES}named/<str:public_id>/end/", needs=P.CASE_AUDIT_KEEP, methods=()),
    Route(f"{CASES}cases/<str:public_id>/meeting/", needs=P.CASE_AUDIT_KEEP, methods=()),
    Route(f"{CASES}cases/<str:public_id>/safety/", needs=P.CASE_AUDIT_READ, methods=()),
    Route(f"{CASES}returns/<str:public_id>/second/", needs=P.CASE_AUDIT_READ, methods=()),
    *(
        Route(f"{CASES}returns/<str:public_id>/{act}/", needs=P.CASE_AUDIT_KEEP, methods=())
        for act in ("set-aside", "ask-again", "link")
    ),
    Route("agency-audit/", public=True, methods=GET),
    Route("agency-audit/<str:token>/", public=True, methods=GET),
    Route("case-audit-reports/", needs=P.AUDIT_READ, methods=GET),
    Route("case-audit-reports/<str:public_id>/", needs=P.AUDIT_READ, methods=()),
    Route(RETURNS, needs=P.CASE_AUDIT_ANSWER, methods=GET),
    *(
        Route(f"{RETURN}{act}", needs=P.CASE_AUDIT_ANSWER, methods=())
        for act in ("", "send/", "view/", "safety/", "domains/<slug:domain>/")
    ),
]

# Practitioner surveys: in the small world none is open.
SURVEYS = "practitioner-surveys/"
ROUTES += [
    Route(f"{ONE}survey/", needs=KEEP, methods=()),
    Route(SURVEYS, needs=P.SURVEY_ANSWER, methods=GET),
    Route(f"{SURVEYS}<str:public_id>/", needs=P.SURVEY_ANSWER, methods=()),
    Route(f"{SURVEYS}<str:public_id>/close/", needs=KEEP, methods=()),
]

# Earlier audits: in the small world none was taken in.
EARLIER = "earlier-audits/"
ROUTES += [
    Route(EARLIER, needs=KEEP, methods=GET),
    Route(f"{EARLIER}file/", needs=KEEP),
    Route(f"{EARLIER}file/take-in/", needs=KEEP, methods=("POST",)),
    Route(f"{EARLIER}<str:public_id>/", needs=KEEP, methods=()),
    Route(f"{EARLIER}<str:public_id>/remove/", needs=KEEP, methods=()),
    Route(f"{EARLIER}lines/<str:public_id>/track/", needs=KEEP, methods=()),
]

# Folders of inspections: nobody who asks in the small world is named on one, and no list is kept.
INSPECTIONS = "inspections/"
INSPECTION = f"{INSPECTIONS}<str:public_id>/"
READ, LEAD = P.INSPECTION_READ, P.INSPECTION_KEEP
ROUTES += [
    Route(INSPECTIONS, needs=READ, methods=GET),
    *(Route(f"{INSPECTIONS}{page}", needs=LEAD) for page in ("new/", "lists/new/")),
    Route(f"{INSPECTIONS}lists/", needs=LEAD, methods=GET),
    Route(f"{INSPECTIONS}lists/<str:public_id>/", needs=LEAD, methods=()),
    *(Route(f"{INSPECTION}{page}", needs=READ, methods=()) for page in ("", "ask/", "requests.csv")),
    *(
        Route(f"{INSPECTION}{act}/", needs=LEAD, methods=())
        for act in ("from-list", "name", "close", "hand-over", "take-over")
    ),
    Route(f"{INSPECTIONS}named/<str:public_id>/end/", needs=LEAD, methods=()),
    *(Route(f"{INSPECTIONS}requests/<str:public_id>/{act}/", needs=READ, methods=()) for act in ("give", "nothing")),
    Route(f"{INSPECTIONS}items/<str:public_id>/file/", needs=READ, methods=()),
    Route(f"{INSPECTIONS}items/<str:public_id>/remove/", needs=LEAD, methods=()),
]
