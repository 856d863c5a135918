"""Policies and procedures: open to everyone; kept by policy officers; agencies say what they think of drafts."""

from ..expectations import GET, P, Route

ONE = "procedures/<slug:manual>/<str:number>/"

ROUTES = [
    Route("procedures/", public=True, methods=GET),
    # The world has no manual of its own; proved beside the room.
    *(Route(f"procedures/<slug:area>/{rest}", public=True, methods=()) for rest in ("", "changes/")),
    *(
        Route(f"{ONE}{rest}", public=True, methods=())
        for rest in (
            "",
            "versions/",
            "differences/<str:old>/<str:new>/",
            "<slug:area>/",
            "<slug:area>/feed/",
            "<slug:area>/on/",
            "<slug:area>/on/<str:on>/",
            "<slug:area>/on/<str:on>/known/<str:known>/",
            "<slug:area>/versions/<str:version>/paper/",
            "<slug:area>/versions/<str:version>/paper/on/<str:on>/",
        )
    ),
    Route("policies/", needs=P.POLICY_EDIT, methods=GET),
    Route("policies/new/", needs=P.POLICY_EDIT, methods=()),
    Route("policies/manuals/new/", needs=P.POLICY_RATIFY),
    Route("procedures/read/<str:token>/", public=True, methods=()),
    Route("policies/import/", needs=P.POLICY_EDIT, methods=()),
    *(Route(f"policies/import/<str:public_id>/{rest}", needs=P.POLICY_EDIT, methods=()) for rest in ("", "drop/")),
    Route("policies/reading/", needs=P.POLICY_CONFIRM, methods=GET),
    Route("policies/versions/<str:public_id>/reading/", needs=P.POLICY_CONFIRM, methods=()),
    Route("policies/asked/", needs=P.POLICY_COMMENT, methods=GET),
    Route("policies/drafts/<str:public_id>/comments/", needs=P.POLICY_COMMENT, methods=()),
    *(
        Route(f"policies/{rest}", needs=P.POLICY_EDIT, methods=())
        for rest in (
            "drafts/<str:public_id>/",
            "drafts/<str:public_id>/preview/",
            "drafts/<str:public_id>/settle/",
            "drafts/<str:public_id>/give-up/",
            "drafts/<str:public_id>/consult/",
            "drafts/<str:public_id>/close/",
            "comments/<str:public_id>/",
            "<str:public_id>/",
            "<str:public_id>/write/",
            "<str:public_id>/review/",
        )
    ),
    *(
        Route(f"policies/{rest}", needs=P.POLICY_RATIFY, methods=())
        for rest in (
            "versions/<str:public_id>/ratify/",
            "versions/<str:public_id>/decision/",
            "versions/<str:public_id>/force/",
            "questions/<str:public_id>/",
            "questions/<str:public_id>/regenerate/",
            "<str:public_id>/withdraw/",
            "<str:public_id>/correct/",
            "<str:public_id>/vary/<slug:anchor>/",
        )
    ),
]
