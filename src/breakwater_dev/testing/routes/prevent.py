"""Prevent: the way in for professionals, the compartment's own pages, and the support of schools."""

from ..expectations import ASKS_FOR_IT, GET, GIVES_IT, POST, SHARES_IT, P, Route

MINE = "notice-check-share/referrals/"
REFERRAL = "specialist-route/<str:public_id>/"
ASKED = "prevent/support/requests/<str:public_id>/"
BOOKED = "prevent/support/appointments/<str:public_id>/"
SCHOOL = "prevent/schools/<str:public_id>/"
MAP = "prevent/curriculum/<str:public_id>/"
VISIT = "prevent/visits/<str:public_id>/"

ROUTES = [
    Route("notice-check-share/", needs=P.PREVENT_REFER),
    *(Route(f"notice-check-share/{page}/", needs=P.PREVENT_REFER, methods=GET) for page in ("now", "check")),
    Route(MINE, needs=P.PREVENT_REFER, methods=GET),
    Route(f"{MINE}new/", needs=P.PREVENT_REFER),
    # A form is its author's alone, and the world's was made by nobody who asks. Proved beside the room.
    Route(f"{MINE}<str:public_id>/", needs=P.PREVENT_REFER, methods=()),
    Route(f"{MINE}<str:public_id>/sections/<slug:page>/", needs=P.PREVENT_REFER, methods=()),
    *(
        Route(f"{MINE}<str:public_id>/{act}/", needs=P.PREVENT_REFER, methods=())
        for act in ("check", "discard", "copy", "copy/decline")
    ),
    Route(f"{MINE}actions/<str:public_id>/done/", needs=P.PREVENT_REFER, methods=()),
    Route("specialist-route/", needs=P.SPECIALIST_WORK, methods=GET),
    Route("specialist-route/figures/", needs=P.SPECIALIST_WORK, methods=GET),
    Route("specialist-route/advice/", needs=P.SPECIALIST_WORK, methods=GET),
    Route("specialist-route/advice/new/", needs=P.SPECIALIST_WORK),
    Route(REFERRAL, "concern", P.SPECIALIST_WORK, methods=GET),
    *(
        Route(f"{REFERRAL}{act}/", "concern", P.SPECIALIST_WORK)
        for act in (
            "referred",
            "receipt",
            "reference",
            "copy",
            "purge",
            "hold",
            "codes",
            "step",
            "outcome",
            "end",
            "action",
            "export",
        )
    ),
    Route(f"{REFERRAL}form/", "concern", P.SPECIALIST_WORK, methods=POST),
    # The world's child is matched to no referral, so no alert is raised. Proved beside the room.
    Route("specialist-route/alerts/<str:public_id>/", needs=P.SPECIALIST_WORK, methods=()),
    Route("specialist-route/alerts/<str:public_id>/settle/", needs=P.SPECIALIST_WORK, methods=()),
    Route("messages-for-you/<str:public_id>/", needs=P.TASK_DO, methods=()),
    Route("messages-for-you/<str:public_id>/read/", needs=P.TASK_DO, methods=()),
    Route("messages-for-you/<str:public_id>/done/", needs=P.TASK_DO, methods=()),
    Route("channel-panel/", needs=P.PANEL_SIT, methods=GET),
    Route("channel-panel/members/new/", needs=P.PANEL_CHAIR),
    Route("channel-panel/meetings/new/", needs=P.PANEL_CHAIR),
    Route(f"{REFERRAL}panel/", "concern", P.PANEL_CHAIR),
    # The world has no panel. Proved beside the room.
    *(
        Route(f"channel-panel/{one}/", needs=P.PANEL_CHAIR, methods=())
        for one in (
            "members/<str:public_id>/end",
            "meetings/<str:public_id>",
            "reviews/<str:public_id>",
            "decisions/<str:public_id>/correct",
            *(
                f"<str:public_id>/{act}"
                for act in (
                    "readers",
                    "meeting",
                    "ask",
                    "decision",
                    "consent",
                    "support",
                    "assessment",
                    "exit",
                    "exit/correct",
                )
            ),
        )
    ),
    *(
        Route(f"channel-panel/{one}/<str:public_id>/{done}/", needs=P.PANEL_SIT, methods=())
        for one, done in (("support", "done"), ("asked", "answered"))
    ),
    Route("channel-panel/<str:public_id>/", needs=P.PANEL_SIT, methods=()),
    # The world has no hold. Proved beside the room.
    Route("specialist-route/holds/<str:public_id>/lift/", needs=P.SPECIALIST_WORK, methods=()),
    # Support for schools: shared by a school's safeguarding team and the Prevent education officer.
    Route("prevent/support/", needs=P.SUPPORT_ASK, methods=GET),
    Route("prevent/support/ask/", needs=P.SUPPORT_ASK),
    Route(ASKED, "support_request", P.SUPPORT_READ, methods=GET),
    *(Route(f"{ASKED}{act}/", "support_request", P.SUPPORT_GIVE, GIVES_IT) for act in ("times", "not-given")),
    *(Route(f"{ASKED}{act}/", "support_request", P.SUPPORT_ASK, ASKS_FOR_IT) for act in ("choose", "withdraw")),
    Route(BOOKED, "appointment", P.SUPPORT_READ, methods=GET),
    Route(f"{BOOKED}appointment.ics", "appointment", P.SUPPORT_READ, methods=GET),
    Route(f"{BOOKED}cancel/", "appointment", P.SUPPORT_WORK, SHARES_IT),
    Route(f"{BOOKED}ask-to-move/", "appointment", P.SUPPORT_ASK, ASKS_FOR_IT),
    *(
        Route(f"{BOOKED}{act}/", "appointment", P.SUPPORT_GIVE, GIVES_IT)
        for act in ("move", "nobody-came", "training", "visit")
    ),
    Route("prevent/schools/", needs=P.SUPPORT_GIVE, methods=GET),
    Route(SCHOOL, "school_team", P.SUPPORT_READ, SHARES_IT, methods=GET),
    Route(f"{SCHOOL}advice/", "school_team", P.SUPPORT_GIVE, GIVES_IT),
    Route(f"{SCHOOL}curriculum/", "school_team", P.SUPPORT_WORK, SHARES_IT),
    Route("prevent/advice/<str:public_id>/", "prevent_advice", P.SUPPORT_READ, methods=GET),
    Route(MAP, "curriculum_map", P.SUPPORT_READ, methods=GET),
    Route(f"{MAP}map.pdf", "curriculum_map", P.SUPPORT_READ, methods=GET),
    Route(f"{MAP}<slug:year_group>/<slug:theme>/", "curriculum_map", P.SUPPORT_WORK, SHARES_IT),
    Route(VISIT, "visit", P.SUPPORT_READ, methods=GET),
    Route(f"{VISIT}report.pdf", "visit", P.SUPPORT_READ, methods=GET),
    *(
        Route(f"{VISIT}{act}/", "visit", P.SUPPORT_GIVE, GIVES_IT)
        for act in ("record", "known-risks", "risks", "agreed", "follow-up")
    ),
    Route(f"{VISIT}send/", "visit", P.SUPPORT_GIVE, GIVES_IT, methods=POST),
    Route("prevent/risks/<str:public_id>/", "risk_line", P.SUPPORT_GIVE, GIVES_IT),
    Route("prevent/risks/<str:public_id>/remove/", "risk_line", P.SUPPORT_GIVE, GIVES_IT, methods=POST),
]
