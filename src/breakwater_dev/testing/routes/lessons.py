"""Lessons: what reviews recommended and what changed. The world has no review: what is beneath one is proved beside the room."""

from ..expectations import GET, P, Route

AT, PUBLIC = "recommendations/", "learning-from-reviews/"
ONE, REVIEW = f"{AT}<str:public_id>/", f"{AT}reviews/<str:public_id>/"
KEEP = P.LEARNING_KEEP

ROUTES = [
    *(
        Route(f"{AT}{page}", needs=P.LEARNING_READ, methods=GET)
        for page in ("", "themes/", "areas/", "figures/", "reviews/")
    ),
    Route(f"{AT}themes/<str:code>/", needs=P.LEARNING_READ, methods=()),
    Route(f"{AT}reviews/new/", needs=KEEP),
    Route(ONE, needs=P.LEARNING_READ, methods=()),
    Route(REVIEW, needs=P.LEARNING_READ, methods=()),
    *(Route(f"{REVIEW}{act}/", needs=KEEP, methods=()) for act in ("recommend", "finding", "share", "briefing")),
    *(
        Route(f"{at}{act}/", needs=KEEP, methods=())
        for at in (REVIEW, f"{AT}findings/<str:public_id>/", ONE)
        for act in ("confirm", "take-off")
    ),
    *(
        Route(f"{ONE}{act}/", needs=KEEP, methods=())
        for act in ("send", *(f"changed-{kind}" for kind in ("policy", "course", "audit", "form", "briefing")))
    ),
    *(Route(f"{AT}changes/<str:public_id>/{act}/", needs=KEEP, methods=()) for act in ("close", "remove")),
    Route(f"{AT}tests/<str:public_id>/", needs=KEEP, methods=()),
    Route(f"{AT}asked/", needs=P.LEARNING_ANSWER, methods=GET),
    *(Route(f"{AT}asked/<str:public_id>/{act}", needs=P.LEARNING_ANSWER, methods=()) for act in ("", "action/")),
    Route(f"{AT}briefings/<str:public_id>/", needs=P.LEARNING_READ, methods=()),
    *(
        Route(f"{AT}briefings/<str:public_id>/{act}/", needs=KEEP, methods=())
        for act in ("write", "issue", "passed-on")
    ),
    Route(PUBLIC, public=True, methods=GET),
    *(
        Route(f"{PUBLIC}{page}", public=True, methods=())
        for page in (
            "<str:public_id>/",
            "briefings/<str:public_id>/",
            "briefings/<str:public_id>/briefing.pdf",
            "answer/<str:token>/",
        )
    ),
]
