"""Serious incidents, reviews and learning. Nobody who asks in the small world is named on an incident: proved beside the room."""

from ..expectations import GET, P, Route

AT = "serious-incidents/"
REVIEW = "practice-reviews/"
IN_REVIEW = {
    "": ("commission", "told", "family", "proceedings", "delay", "names", "drafts/new", "words"),
    "family/": ("involve", "leave-out"),
    "delays/": ("end",),
    "proceedings/": ("log",),
    "drafts/": ("copies/new", "put", "check"),
    "copies/": ("answer", "back"),
    "publications/": ("legal", "practitioners", "notice", "lodged", "scan"),
    "scans/": ("explain",),
}

ROUTES = [
    Route(AT, needs=P.SERIOUS_READ, methods=GET),
    Route(f"{AT}raise/", needs=P.SERIOUS_RAISE),
    Route(f"{AT}<str:public_id>/", needs=P.SERIOUS_READ, methods=()),
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
]
