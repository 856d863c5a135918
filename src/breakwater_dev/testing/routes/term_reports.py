"""Harm between children in numbers: a school's prevention, its reports of a term, its governors, and the authority."""

from ..expectations import ASKS_FOR_IT, GET, POST, P, Route

AT = "child-on-child/prevention/"
REPORT = f"{AT}terms/<str:public_id>/"

ROUTES = [
    Route(AT, needs=P.INCIDENT_WORK, methods=GET),
    Route(f"{AT}terms/new/", needs=P.INCIDENT_WORK),
    Route(f"{AT}governors/", needs=P.TERM_REPORT_OVERSEE, methods=GET),
    Route(f"{AT}area/", needs=P.TERM_REPORT_AREA, methods=GET),
    Route(REPORT, "term_report", P.TERM_REPORT_READ, methods=GET),
    Route(f"{REPORT}report.pdf", "term_report", P.TERM_REPORT_READ, methods=GET),
    *(
        Route(f"{REPORT}{act}/", "term_report", P.INCIDENT_WORK, ASKS_FOR_IT)
        for act in ("write", "actions/new", "release")
    ),
    Route(f"{REPORT}share/", "term_report", P.INCIDENT_WORK, ASKS_FOR_IT, methods=POST),
]
