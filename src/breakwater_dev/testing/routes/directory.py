"""The directory of services: open to families and other directories; kept by the area's own."""

from ..expectations import GET, P, Route

FEED = "openreferral/v3/"
LISTS = ("services", "service_at_locations", "taxonomies", "taxonomy_terms", "organizations")

ROUTES = [
    *(
        Route(pattern, public=True, methods=GET)
        for pattern in (
            "services/",
            "services/suggested/",
            FEED,
            f"{FEED}openapi.json",
            *(f"{FEED}{each}" for each in LISTS),
        )
    ),
    # The world has no entry and no link; proved beside the room.
    *(
        Route(pattern, public=True, methods=())
        for pattern in (
            "services/<uuid:uuid>/",
            "services/found/<str:key>/",
            "services/now/<str:codes>/",
            "services/<uuid:uuid>/suggest/",
            *(f"{FEED}{each}/<str:identifier>" for each in LISTS),
        )
    ),
    *(
        Route(f"services/ours/<str:token>/{rest}", public=True, methods=())
        for rest in ("", "<uuid:uuid>/", "<uuid:uuid>/right/")
    ),
    Route("directory/", needs=P.SERVICES_KEEP, methods=GET),
    Route("directory/new/", needs=P.SERVICES_KEEP),
    Route("directory/feeds/", needs=P.SERVICES_KEEP, methods=GET),
    Route("directory/feeds/new/", needs=P.SERVICES_KEEP),
    *(
        Route(f"directory/{rest}", needs=P.SERVICES_KEEP, methods=())
        for rest in (
            "feeds/<str:public_id>/",
            "proposals/<str:public_id>/",
            "suggestions/<str:public_id>/",
            "providers/<uuid:uuid>/link/",
            "<uuid:uuid>/",
            "<uuid:uuid>/confirm/",
            "<uuid:uuid>/withdraw/",
        )
    ),
]
