"""The public site and its library: open to everyone; kept by whoever writes and publishes."""

from ..expectations import GET, P, Route

OPEN = ("guide/", "news/", "find/", "feedback/", "feedback/thank-you/", "library/", "library/offer/", "library/offer/thank-you/")  # fmt: skip
# The world has no site, resource or collection of its own; proved beside the room.
NAMED = (
    "guide/<path:path>", "pictures/<path:name>", "library/mine/<str:token>/", "library/collections/<str:public_id>/",
    "library/<str:public_id>/", "library/<str:public_id>/file/", "library/<str:public_id>/keep/",
)  # fmt: skip

ROUTES = [
    *(Route(pattern, public=True, methods=GET) for pattern in OPEN),
    *(Route(pattern, public=True, methods=()) for pattern in NAMED),
    Route("site/", needs=P.CONTENT_EDIT, methods=GET),
    *(
        Route(f"site/{rest}", needs=P.CONTENT_APPROVE, methods=())
        for rest in ("resources/<str:public_id>/", "resources/<str:public_id>/file/", "feedback/<str:public_id>/")
    ),
]
