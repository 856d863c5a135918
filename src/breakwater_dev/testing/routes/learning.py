"""Serious incidents, reviews, learning and child deaths. Nobody who asks in the small world is named on an incident: proved beside the room."""

from breakwater.partnership.organisations.access import ROLES

from ..expectations import GET, P, Route

AT = "serious-incidents/"
ONE = f"{AT}<str:public_id>/"
PAPER = f"{ONE}papers/<slug:kind>/"
BY_MANAGERS = (
    *("living", "aware", "criteria", "decide", "notify", "plan", "meeting", "send", "reply", "answer", "review"),
    *("name", "conflict", "actions", "verified", "close", "ask"),
)
REVIEW = "practice-reviews/"
IN_REVIEW = {
    "": ("commission", "told", "family", "proceedings", "delay", "names", "drafts/new", "words"),
    "family/": ("involve", "leave-out"),
    "delays/": ("end",),
    "proceedings/": ("log",),
    "drafts/": ("copies/new", "put", "check"),
    "copies/": ("answer", "without", "back"),
    "publications/": ("difference", "legal", "practitioners", "notice", "lodged", "stays", "scan", "publish"),
    "scans/": ("explain",),
}

DEATHS = "child-deaths/"
DEATH = f"{DEATHS}<str:public_id>/"
PANEL = "child-death-panel/"
OF_TEAM = (
    *("", "meetings/new/", "notices/", "notices/new/", "publish/notices/", "publish/report/"),
    *("figures/", "file/", "file/tracker.csv"),
)
OF_PANEL = {
    "meetings/": ("", "seat/", "list/", "attendance/", "hold/", "cancel/", "panel-pack.zip"),
    "cases/": ("", "prepare/", "factor/", "paper/", "out/", "outcome/", "recommend/", "withdraw/"),
    "factors/": ("remove/",),
    "papers/": ("remove/",),
    "notices/": ("",),
}

ROUTES = [
    Route(
        AT, who=lambda role, _: not ROLES[role].permissions.isdisjoint((P.SERIOUS_RAISE, P.SERIOUS_READ)), methods=GET
    ),
    Route(f"{AT}raise/", needs=P.SERIOUS_RAISE),
    Route(f"{AT}raise/<str:public_id>/", "person", P.SERIOUS_RAISE),
    Route(f"{AT}start/", needs=P.ORGANISATIONS_EDIT),
    Route(ONE, needs=P.SERIOUS_READ, methods=()),
    *(Route(f"{ONE}{act}/", needs=P.SERIOUS_READ, methods=()) for act in ("record", "second")),
    *(Route(f"{ONE}{act}/", needs=P.SERIOUS_WORK, methods=()) for act in BY_MANAGERS),
    *(Route(f"{ONE}{act}/", needs=P.SERIOUS_VIEW, methods=()) for act in ("view", "again", "sign")),
    Route(f"{AT}named/<str:public_id>/end/", needs=P.SERIOUS_WORK, methods=()),
    Route(f"{AT}named/<str:public_id>/confirm/", needs=P.SERIOUS_READ, methods=()),
    *(Route(f"{AT}asked/<str:public_id>/{act}/", needs=P.SERIOUS_WORK, methods=()) for act in ("again", "without")),
    *(Route(f"{PAPER}{end}", needs=P.SERIOUS_READ, methods=()) for end in ("", "paper.pdf")),
    Route(f"{PAPER}<slug:section>/", needs=P.SERIOUS_WORK, methods=()),
    # An agency without an account, by its link and number: proved beside the room.
    Route("agency-summary/", public=True, methods=GET),
    Route("agency-summary/<str:token>/", public=True, methods=GET),
    Route(f"{AT}<str:public_id>/local-review/", needs=P.SERIOUS_READ, methods=()),
    Route(f"{AT}<str:public_id>/local-review/open/", needs=P.SERIOUS_WORK, methods=()),
    *(
        Route(f"{REVIEW}{each}<str:public_id>/", needs=P.SERIOUS_READ, methods=())
        for each in ("", "publications/", "scans/")
    ),
    *(
        Route(f"{REVIEW}{thing}<str:public_id>/{act}/", needs=P.SERIOUS_WORK, methods=())
        for thing, acts in IN_REVIEW.items()
        for act in acts
    ),
    *(
        Route(f"{REVIEW}{each}", needs=P.SERIOUS_VIEW, methods=())
        for each in ("family/<str:public_id>/decide/", "drafts/<str:public_id>/sign/")
    ),
    *(
        Route(f"{REVIEW}{each}", needs=P.SERIOUS_READ, methods=())
        for each in ("drafts/<str:public_id>/read/", "copies/<str:public_id>/file/", "scans/<str:public_id>/look/")
    ),
    # Deaths: nobody who asks in the small world reads one. Proved beside the room.
    Route(
        DEATHS,
        who=lambda role, _: not ROLES[role].permissions.isdisjoint((P.DEATH_NOTIFY, P.DEATH_READ, P.DEATH_SUPPORT)),
        methods=GET,
    ),
    Route(f"{DEATHS}notify/", needs=P.DEATH_NOTIFY),
    Route(DEATH, needs=P.DEATH_READ, methods=()),
    *(Route(f"{PANEL}{each}", needs=P.DEATH_WORK, methods=GET) for each in OF_TEAM),
    Route(f"{PANEL}file/confirm/", needs=P.DEATH_WORK, methods=()),
    Route(f"{PANEL}figures/<slug:key>/", needs=P.DEATH_WORK, methods=()),
    *(
        Route(f"{PANEL}{thing}<str:public_id>/{act}", needs=P.DEATH_WORK, methods=())
        for thing, acts in OF_PANEL.items()
        for act in acts
    ),
    *(
        Route(f"{DEATH}{act}/", needs=P.DEATH_WORK, methods=())
        for act in (
            "no-response",
            "triage",
            "stage",
            "hold",
            "correct",
            "professionals",
            "merge",
            "mistake",
            "open-again",
            "prevention",
        )
    ),
    *(
        Route(f"{DEATH}{act}/", needs=P.DEATH_RESPOND, methods=())
        for act in ("respond", "lead", "key-worker", "findings", "response/<slug:step>", "meetings/<slug:step>")
    ),
    *(
        Route(f"{DEATHS}{each}/<str:public_id>/{act}/", needs=P.DEATH_WORK, methods=())
        for each, acts in {
            "professionals": ("ask",),
            "asked": ("again", "chase", "without", "returned"),
            "waits": ("check", "end"),
            "prevention": ("answer",),
        }.items()
        for act in acts
    ),
    *(
        Route(f"{DEATHS}key-worker/<str:public_id>/{act}", needs=P.DEATH_SUPPORT, methods=())
        for act in ("", "told/", "contact/", "question/", "end/")
    ),
    Route(f"{DEATHS}questions/<str:public_id>/answer/", needs=P.DEATH_SUPPORT, methods=()),
    # A respondent without an account, by their link and number.
    Route("notify-a-death/", public=True),
    Route("agency-return/", public=True, methods=GET),
    Route("agency-return/<str:token>/", public=True, methods=GET),
    # The world has published none. Proved beside the room.
    Route("learning-from-reviews/<str:public_id>/report.pdf", public=True, methods=()),
]
