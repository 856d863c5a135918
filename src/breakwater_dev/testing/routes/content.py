"""The public site and its library: open to everyone; kept by whoever writes and publishes."""

from ..expectations import GET, P, Route

OPEN = (
    "",
    "news/",
    "find/",
    "words/",
    "feedback/",
    "feedback/thank-you/",
    "library/",
    "library/offer/",
    "library/offer/thank-you/",
    "library/ask-the-police/",
    "library/ask-the-police/thank-you/",
    "bulletins/",
    "bulletins/join/",
    "bulletins/join/look-in-your-mailbox/",
    "bulletins/left/",
)
# The world has no site, resource or collection of its own; proved beside the room.
NAMED = (
    "guide/",
    "for/<slug:audience>/",
    "find/<str:key>/",
    "find/now/<str:codes>/",
    "guide/<path:path>",
    "pictures/<path:name>",
    "library/found/<str:key>/",
    "library/now/<str:codes>/",
    "library/mine/<str:token>/",
    "library/collections/<str:public_id>/",
    "library/<str:public_id>/",
    "library/<str:public_id>/file/",
    "library/<str:public_id>/slides/",
    "library/<str:public_id>/offline/<slug:what>/",
    "library/<str:public_id>/keep/",
    "bulletins/yes/<str:key>/",
    "bulletins/yours/<str:key>/",
    "bulletins/leave/<str:key>/",
    "bulletins/alert/<str:public_id>/",
    "bulletins/<slug:topic>/",
    "bulletins/<slug:topic>/feed/",
    "bulletins/<slug:topic>/<int:number>/",
)

ROUTES = [
    *(Route(pattern, public=True, methods=GET) for pattern in OPEN),
    *(Route(pattern, public=True, methods=()) for pattern in NAMED),
    Route("for-you/", methods=GET),
    Route("for-you/campaigns/", needs=P.CAMPAIGN_PLEDGE, methods=GET),
    # The world has no campaign; proved beside the room.
    *(
        Route(f"for-you/campaigns/<int:number>/{rest}", needs=P.CAMPAIGN_PLEDGE, methods=())
        for rest in ("", "not-any-more/")
    ),
    # Each reader's own, proved beside the room.
    *(Route(f"for-you/{rest}/<str:public_id>/", methods=()) for rest in ("alerts", "bulletins")),
    Route("alerts/", needs=P.ALERT_WORK, methods=GET),
    Route("alerts/new/", needs=P.ALERT_WORK, methods=GET),
    *(
        Route(f"alerts/<str:public_id>/{rest}", needs=P.ALERT_WORK, methods=())
        for rest in ("", "approve/", "chase/", "withdraw/")
    ),
    Route("site/", needs=P.CONTENT_EDIT, methods=GET),
    Route("site/bulletins/", needs=P.CONTENT_EDIT, methods=GET),
    Route("site/bulletins/new/", needs=P.CONTENT_EDIT, methods=GET),
    *(
        Route(f"site/bulletins/<str:public_id>/{rest}", needs=P.CONTENT_EDIT, methods=())
        for rest in ("", "compose/", "e-mail/", "<slug:what>/now/")
    ),
    Route("site/bulletins/<str:public_id>/plan/", needs=P.BULLETIN_APPROVE, methods=()),
    *(Route(f"site/{rest}/", needs=P.TEXT_WRITE, methods=GET) for rest in ("links", "text-pictures")),
    Route("site/resources/", needs=P.RESOURCE_CHECK, methods=GET),
    *(Route(f"site/resources/<str:public_id>/{rest}", needs=P.RESOURCE_CHECK, methods=()) for rest in ("", "file/")),
    Route("site/resources/<str:public_id>/correct/", needs=P.CONTENT_APPROVE, methods=()),
    Route("site/collections/new/", needs=P.CONTENT_APPROVE, methods=GET),
    Route("site/collections/<str:public_id>/remove/", needs=P.CONTENT_APPROVE, methods=()),
    Route("site/feedback/<str:public_id>/", needs=P.CONTENT_APPROVE, methods=()),
]
