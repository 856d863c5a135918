"""Training: the catalogue is open to everyone; everybody books for themselves, some for colleagues; the training team runs it."""

from ..expectations import GET, POST, P, Route

BOOKING, TEAM = "training/bookings/<str:public_id>/", "training/team/<str:public_id>/"
DATE, COURSE = "training/keep/dates/<str:public_id>/", "training/keep/courses/<str:public_id>/"

ROUTES = [
    Route("training/", public=True, methods=GET),
    # The world has no course, no date and no booking. Proved beside the room.
    Route("training/courses/<str:public_id>/", public=True, methods=()),
    Route("training/courses/<str:public_id>/need/", public=True, methods=()),
    Route("training/courses/<str:public_id>/ask/", needs=P.TRAINING_BOOK, methods=()),
    Route("training/place/<str:token>/", public=True, methods=()),
    Route("training/place/<str:token>/course.ics", public=True, methods=()),
    Route("training/approve/<str:token>/", public=True, methods=()),
    Route("training/yours/", needs=P.TRAINING_BOOK, methods=GET),
    Route("training/dates/<str:public_id>/book/", needs=P.TRAINING_BOOK, methods=()),
    *(
        Route(f"{BOOKING}{rest}", needs=P.TRAINING_BOOK, methods=())
        for rest in ("", "course.ics", "cancel/", "accept/", "substitute/", "move/")
    ),
    *(Route(f"{BOOKING}{rest}/", needs=P.TRAINING_KEEP, methods=()) for rest in ("approve", "decline")),
    Route("training/team/", needs=P.TRAINING_BOOK_FOR, methods=GET),
    Route("training/team/new/", needs=P.TRAINING_BOOK_FOR),
    *(Route(f"{TEAM}{rest}", needs=P.TRAINING_BOOK_FOR, methods=()) for rest in ("", "leave/")),
    Route("training/ask/", needs=P.TRAINING_BOOK_FOR),
    Route("training/requests/<str:public_id>/", needs=P.TRAINING_BOOK, methods=()),
    Route("training/requests/<str:public_id>/answer/", needs=P.TRAINING_KEEP, methods=()),
    *(
        Route(f"training/keep/{rest}", needs=P.TRAINING_KEEP, methods=GET)
        for rest in ("", "courses/", "trainers/", "charges/")
    ),
    *(
        Route(f"training/keep/{rest}/", needs=P.TRAINING_KEEP)
        for rest in ("courses/new", "trainers/new", "fees/new", "merge")
    ),
    Route("training/keep/charges.csv", needs=P.TRAINING_KEEP, methods=POST),
    Route("training/keep/charges/sent/<str:stamp>/", needs=P.TRAINING_KEEP, methods=()),
    Route("training/keep/charges/<str:public_id>/waive/", needs=P.TRAINING_KEEP, methods=()),
    Route("training/keep/charges/<str:public_id>/waiver/", needs=P.TRAINING_WAIVE, methods=()),
    Route("training/keep/trainers/<str:public_id>/", needs=P.TRAINING_KEEP, methods=()),
    *(
        Route(f"{COURSE}{rest}", needs=P.TRAINING_KEEP, methods=())
        for rest in ("", "change/", "dates/new/", "withdraw/", "put-back/", "basis/<int:basis>/")
    ),
    *(
        Route(f"{DATE}{rest}", needs=P.TRAINING_KEEP, methods=())
        for rest in (
            "",
            "change/",
            "again/",
            "open/",
            "go-ahead/",
            "cancel/",
            "write/",
            "trainers/",
            "trainers/<str:trainer>/remove/",
            "add/",
            "register/",
            "badges/",
        )
    ),
]
