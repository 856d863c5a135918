"""What proves training: registers, evaluations, certificates, evidence, who is due."""

from ..expectations import GET, P, Route

KEEP = "training/keep/dates/<str:public_id>/"

ROUTES = [
    Route("training/certificates/", public=True),
    Route("training/certificates/<str:number>/", public=True, methods=()),
    # The world has no training of its own; proved beside the room.
    *(
        Route(f"training/{what}/<str:token>/", public=True, methods=())
        for what in ("register", "here", "evaluation", "certificate")
    ),
    Route("training/mine/", needs=P.TRAINING_BOOK, methods=GET),
    *(Route(f"training/mine/{rest}/", needs=P.TRAINING_BOOK, methods=()) for rest in ("evidence", "code")),
    Route("training/people/<str:public_id>/", needs=P.TRAINING_BOOK, methods=()),
    Route("training/certificates/<str:number>/paper/", needs=P.TRAINING_BOOK, methods=()),
    Route("training/evidence/<str:public_id>/file/", needs=P.TRAINING_BOOK, methods=()),
    Route("training/due/team/", needs=P.TRAINING_BOOK_FOR, methods=GET),
    Route("training/trust/", needs=P.TRAINING_TRUST, methods=GET),
    Route("training/reports/", needs=P.TRAINING_FIGURES, methods=GET),
    Route("training/import/", needs=P.TRAINING_BOOK_FOR, methods=GET),
    Route("training/import/confirm/", needs=P.TRAINING_BOOK_FOR, methods=()),
    Route("training/keep/import/", needs=P.TRAINING_KEEP, methods=GET),
    Route("training/keep/import/confirm/", needs=P.TRAINING_KEEP, methods=()),
    *(Route(f"training/{rest}/", needs=P.TRAINING_KEEP, methods=GET) for rest in ("due", "leads", "evidence")),
    *(
        Route(f"training/{rest}", needs=P.TRAINING_KEEP, methods=())
        for rest in (
            "evidence/<str:public_id>/",
            "certificates/<str:number>/withdraw/",
            "people/<str:public_id>/exempt/",
        )
    ),
    *(
        Route(f"{KEEP}{rest}", needs=P.TRAINING_KEEP, methods=())
        for rest in ("attendance/", "attendance/<str:booking>/<int:number>/", "door/", "evaluations/")
    ),
]
