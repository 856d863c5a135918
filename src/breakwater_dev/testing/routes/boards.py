"""Arrangements and boards. The small world has no role or meeting: what is beneath one is proved beside the room."""

from ..expectations import GET, POST, P, Route

AT, BOARDS = "partnership/", "boards/"
READ, KEEP = {"needs": P.PARTNERSHIP_READ, "methods": ()}, {"needs": P.PARTNERSHIP_KEEP, "methods": ()}
MEETING, ITEM = f"{BOARDS}meetings/<str:public_id>/", f"{BOARDS}items/<str:public_id>/"
EDITION, ROLE = f"{AT}arrangements/<str:public_id>/", f"{AT}roles/<str:public_id>/"
OF_MEETING = (
    *("item", "paper", "seat", "move", "attendance", "decide", "challenge", "minutes", "approve", "hand-over"),
    *("issue", "hold", "cancel"),
)
PUBLIC = "safeguarding-arrangements/"

ROUTES = [
    *(
        Route(f"{AT}{page}", needs=P.PARTNERSHIP_READ, methods=GET)
        for page in ("", "arrangements/", "agreements/", "contributions/")
    ),
    *(Route(f"{AT}{page}new/", needs=P.PARTNERSHIP_KEEP) for page in ("agreements/", "contributions/")),
    Route(f"{AT}roles/new/", needs=P.PARTNERSHIP_KEEP, methods=GET),
    Route(f"{AT}roles/new/<slug:role>/", **KEEP),
    Route(f"{AT}arrangements/new/", needs=P.PARTNERSHIP_KEEP, methods=POST),
    Route(f"{AT}people/<str:public_id>/", **READ),
    *(
        Route(each, **READ)
        for each in (ROLE, EDITION, f"{EDITION}arrangements.pdf", f"{AT}agreements/<str:public_id>/")
    ),
    *(Route(f"{ROLE}{act}/", **KEEP) for act in ("end", "correct", "withdraw")),
    *(Route(f"{EDITION}{act}/", **KEEP) for act in ("agencies", "publish", "sections/<slug:section>")),
    Route(f"{AT}arrangements/agencies/<str:public_id>/remove/", **KEEP),
    *(Route(f"{AT}agreements/<str:public_id>/{act}/", **KEEP) for act in ("review", "end")),
    Route(f"{AT}contributions/<str:public_id>/", **KEEP),
    Route(PUBLIC, public=True, methods=GET),
    *(Route(f"{PUBLIC}<slug:area>/<int:number>/{end}", public=True, methods=()) for end in ("", "arrangements.pdf")),
    *(
        Route(f"{BOARDS}{page}", needs=P.PARTNERSHIP_READ, methods=GET)
        for page in ("", "meetings/", "attendance/", "challenges/")
    ),
    Route(f"{BOARDS}decisions/", needs=P.PARTNERSHIP_READ),
    Route(f"{BOARDS}new/", needs=P.PARTNERSHIP_KEEP),
    Route(f"{BOARDS}<str:public_id>/", **READ),
    *(Route(f"{BOARDS}<str:public_id>/{act}/", **KEEP) for act in ("arrange", "join", "terms", "close")),
    Route(f"{BOARDS}members/<str:public_id>/leave/", **KEEP),
    Route(f"{BOARDS}papers/<str:public_id>/withdraw/", **KEEP),
    Route(f"{BOARDS}seats/<str:public_id>/end/", **KEEP),
    *(Route(f"{MEETING}{end}", **READ) for end in ("", "pack/", "pack.pdf", "meeting.ics")),
    *(Route(f"{MEETING}{act}/", **KEEP) for act in OF_MEETING),
    *(Route(f"{ITEM}{act}/", **KEEP) for act in ("change", "said", "conflict", "remove")),
    *(Route(f"{BOARDS}minutes/<str:public_id>/{end}", **READ) for end in ("", "minutes.pdf")),
    *(Route(f"{BOARDS}{each}/<str:public_id>/", **READ) for each in ("papers", "decisions")),
    Route(f"{BOARDS}decisions/<str:public_id>/action/", **KEEP),
    Route(f"{BOARDS}challenges/<str:public_id>/answer/", **KEEP),
]
