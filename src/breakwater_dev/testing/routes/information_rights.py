"""Information rights. The small world has no request: what is beneath a row is proved beside the room."""

from ..expectations import GET, P, Route

AT = "information-requests/"
ONE = f"{AT}<str:public_id>/"
KEEP, SECOND = {"needs": P.RIGHTS_KEEP}, {"needs": P.RIGHTS_SECOND}

ROUTES = [
    Route(AT, **KEEP, methods=GET),
    Route(f"{AT}new/", **KEEP),
    Route(f"{AT}handed-over/", needs=P.RIGHTS_HAND, methods=GET),
    Route(f"{AT}hand-over/", needs=P.RIGHTS_HAND),
    *(
        Route(f"{ONE}{act}", **KEEP, methods=())
        for act in (
            "",
            "take-over/",
            "sort/",
            "verify/",
            "second/",
            "pause/",
            "resume/",
            "extend/",
            "found/",
            "agencies/",
            "erase/",
            "end/",
        )
    ),
    *(Route(f"{ONE}redact/{act}", **KEEP, methods=()) for act in ("", "add/", "send/", "take-back/")),
    *(
        Route(f"{AT}{at}", **KEEP, methods=())
        for at in ("marks/<str:public_id>/", "marks/<str:public_id>/give/", "marks/<str:public_id>/mask-again/")
    ),
    *(Route(f"{AT}items/<str:public_id>/{act}/", **KEEP, methods=()) for act in ("leave-out", "dispute", "correct")),
    *(
        Route(f"{ONE}{act}/", **KEEP, methods=())
        for act in ("give", "give/preview", "give-again", "gather-again", "letter")
    ),
    *(Route(f"{ONE}{act}", **SECOND, methods=()) for act in ("approve/", "check/", "check/approve/")),
    Route(f"{AT}corrections/<str:public_id>/", needs=P.RIGHTS_CORRECT, methods=()),
    Route(f"{AT}keepers/<str:public_id>/", needs=P.RIGHTS_ANSWER, methods=()),
    *(Route(f"records-of-processing/{rest}", **KEEP, methods=GET) for rest in ("", "impact/", "records.csv")),
]
