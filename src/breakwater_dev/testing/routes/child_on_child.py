"""Harm between children at schools: what staff report, the incidents of a school, what another school is told."""

from ..expectations import GET, NOBODY, POST, Answer, P, Route

AT = "child-on-child/"
REPORT, INCIDENT = f"{AT}reports/<str:public_id>/", f"{AT}incidents/<str:public_id>/"
CHILD, ROUTE, NOTICE = f"{AT}children/<str:public_id>/", f"{AT}routes/<str:public_id>/", f"{AT}notices/<str:public_id>/"
PLAN, VERSION, MEASURE = f"{CHILD}plan/", f"{AT}assessments/<str:public_id>/", f"{AT}measures/<str:public_id>/"
INSTRUCTION, BOTH = f"{AT}instructions/<str:public_id>/", ("GET", "POST")

ROUTES = [
    Route(f"{AT}my-reports/", needs=P.INCIDENT_REPORT, methods=GET),
    Route(f"{AT}report/", needs=P.INCIDENT_REPORT, methods=GET),
    Route(f"{AT}report/write/", needs=P.INCIDENT_REPORT),
    Route(REPORT, "incident_report", P.INCIDENT_REPORT, methods=GET),
    Route(f"{REPORT}acknowledge/", "incident_report", P.INCIDENT_WORK, methods=POST),
    Route(f"{AT}reports/", needs=P.INCIDENT_WORK, methods=GET),
    *(Route(f"{REPORT}{act}/", "incident_report", P.INCIDENT_WORK) for act in ("open", "add", "no-incident")),
    Route(f"{REPORT}agree/", "incident_report", P.INCIDENT_WORK, methods=POST),
    Route(f"{AT}incidents/", needs=P.INCIDENT_WORK, methods=GET),
    Route(INCIDENT, "incident", P.INCIDENT_WORK, methods=GET),
    *(
        Route(f"{INCIDENT}{act}/", "incident", P.INCIDENT_WORK)
        for act in (
            "describe",
            "weigh",
            "agree",
            "conflict",
            "children/new",
            "routes/new",
            "police",
            "support",
            "review",
            "outcome",
            "close",
            "reopen",
        )
    ),
    Route(f"{AT}support/<str:public_id>/", "incident_support", P.INCIDENT_WORK),
    Route(f"{AT}parents/<str:public_id>/", "incident_parent", P.INCIDENT_WORK),
    Route(CHILD, "incident_child", P.INCIDENT_CHILD_READ, methods=GET),
    *(
        Route(f"{CHILD}{act}/", "incident_child", P.INCIDENT_WORK)
        for act in ("change", "worker", "parents", "views/new", "social-care", "tell-school", "move")
    ),
    Route(ROUTE, "incident_route", P.INCIDENT_WORK),
    *(Route(f"{ROUTE}{act}/", "incident_route", P.INCIDENT_WORK) for act in ("end", "tell-again", "correct")),
    # The world's notice goes to a school that the service does not know: nobody receives it there. Proved beside the room.
    Route(NOTICE, "school_notice", P.INCIDENT_WORK, methods=GET),
    Route(f"{NOTICE}receipt/", "school_notice", P.INCIDENT_WORK),
    Route(f"{NOTICE}receive/", "school_notice", P.INCIDENT_WORK, NOBODY, methods=POST),
    *(Route(f"{NOTICE}{act}/", "school_notice", P.INCIDENT_WORK, NOBODY) for act in ("open", "add")),
    # The world's notice has no paper, which is as if there were none: what goes along is proved beside the room.
    Route(f"{NOTICE}plan.pdf", "school_notice", P.INCIDENT_WORK, NOBODY, methods=GET, otherwise=Answer.ABSENT),
    Route(f"{AT}conflicts/<str:public_id>/end/", "incident_conflict", P.INCIDENT_WORK),
    # Plans: the safeguarding team's, and who works with the child reads one. The world's children have nobody named who works with them.
    *(
        Route(f"{PLAN}{act}", "incident_child", P.INCIDENT_CHILD_READ, methods=ways)
        for act, ways in (("", GET), ("call/", BOTH))
    ),
    *(
        Route(f"{PLAN}{act}/", "incident_child", P.INCIDENT_WORK)
        for act in ("assess", "considered", "measures", "order", "export")
    ),
    Route(f"{PLAN}first/", "incident_child", P.INCIDENT_WORK, methods=POST),
    Route(VERSION, "assessment", P.INCIDENT_CHILD_READ, methods=GET),
    Route(f"{VERSION}head/", "assessment", P.INCIDENT_APPROVE, methods=POST),
    Route(f"{VERSION}send-back/", "assessment", P.INCIDENT_APPROVE),
    Route(f"{VERSION}on-paper/", "assessment", P.INCIDENT_WORK),
    *(Route(f"{VERSION}{part}/", "assessment_draft", P.INCIDENT_WORK) for part in ("parts/<slug:page>", "check")),
    *(Route(f"{MEASURE}{act}", "measure", P.INCIDENT_WORK) for act in ("", "end/")),
    *(Route(f"{MEASURE}{act}/", "measure", P.INCIDENT_CHILD_READ) for act in ("check", "breach")),
    Route(f"{AT}checks/<str:public_id>/", "measure_check", P.INCIDENT_CHILD_READ),
    *(
        Route(f"{AT}orders/<str:public_id>/{page}", "plan_order", P.INCIDENT_WORK, methods=GET)
        for page in ("", "plan.pdf")
    ),
    Route(f"{AT}instructions/", needs=P.INCIDENT_REPORT, methods=GET),
    Route(f"{INCIDENT}instructions/", "incident", P.INCIDENT_WORK, methods=GET),
    Route(f"{INCIDENT}instructions/new/", "incident", P.INCIDENT_WORK),
    Route(INSTRUCTION, "instruction", P.INCIDENT_REPORT, methods=GET),
    Route(f"{INSTRUCTION}acknowledge/", "instruction", P.INCIDENT_REPORT, methods=POST),
    Route(f"{INSTRUCTION}readers/", "instruction", P.INCIDENT_WORK),
    Route(f"{INSTRUCTION}end/", "instruction", P.INCIDENT_WORK, methods=POST),
]
