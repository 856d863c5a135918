"""The shell: what is open to everyone, what every post has, posts and the area's configuration."""

from ..expectations import GET, POST, P, Route

TELL = "tell-us/<concern_route:route>/"

ROUTES = [
    # Open to everyone
    *(
        Route(pattern, public=True, methods=methods)
        for pattern, methods in {
            "worried/": GET,
            "privacy/": GET,
            "accessibility/": GET,
            "tell-us/": GET,
            "tell-us/leave/": GET,
            "tell-us/again/": GET,
            "tell-us/again/thank-you/": GET,
            TELL: GET,
            f"{TELL}carried/": GET,
            f"{TELL}now/": GET,
            f"{TELL}check/": GET,
            f"{TELL}send/": GET,
            f"{TELL}thank-you/": GET,
            f"{TELL}stop/": GET,
            f"{TELL}q/<slug:page>/": GET,
            "join/<str:token>/": GET,
            "healthz": GET,
            # Says 503 while there is no backup, as in tests. Proved beside the room.
            "healthz/backup": (),
            "favicon.ico": GET,
            **{
                f"contacts/without-account/{rest}": GET
                for rest in ("", "form/", "check/", "sent/", "resume/", "receipt/")
            },
            "contacts/without-account/form/<slug:page>/": GET,
            "contacts/without-account/send/": (),
            "contacts/without-account/stop/": (),
        }.items()
    ),
    # Everyone who holds a post
    *(
        Route(pattern, methods=GET)
        for pattern in ("today/", "notifications/", "downloads/", "me/", "posts/", "pages/", "me/keys/", "kept-text/")
    ),
    *(
        Route(pattern, methods=POST)
        for pattern in ("notifications/read/", "keep-alive/", "notifications/<int:number>/")
    ),
    # Which list is asked for stands in the form, and the world has asked for none. Proved beside the room.
    Route("downloads/new/", methods=GET),
    *(Route(f"downloads/<str:public_id>/{rest}", methods=()) for rest in ("", "file/", "delete/")),
    # Returns. Files are chosen and written beside the room.
    Route("returns/", needs=P.RETURN_CHECK, methods=GET),
    Route("returns/tables/dictionary/", needs=P.RETURN_CHECK, methods=GET),
    Route("returns/census/example.xml", needs=P.RETURN_CHECK, methods=GET),
    Route("returns/census/check/", needs=P.RETURN_CHECK),
    Route("returns/census/part/", needs=P.RETURN_WRITE),
    Route("returns/tables/", needs=P.RETURN_WRITE),
    # Retention. Nothing is due in the small world; what is beneath a record, a hold and a batch is proved beside the room.
    *(Route(f"retention/{at}", needs=P.RETENTION_KEEP, methods=GET) for at in ("", "holds/", "schedule/")),
    *(Route(f"retention/{at}", needs=P.RETENTION_KEEP) for at in ("holds/new/", "batches/new/")),
    Route("retention/schedule/<slug:key>/", needs=P.RETENTION_KEEP, methods=()),
    *(
        Route(f"retention/schedule/changes/<uuid:key>/{at}", needs=P.RETENTION_APPROVE, methods=())
        for at in ("", "agree/", "refuse/")
    ),
    *(Route(f"retention/records/<str:public_id>/{at}", needs=P.RETENTION_KEEP, methods=()) for at in ("", "longer/")),
    Route("retention/holds/<str:public_id>/end/", needs=P.RETENTION_KEEP, methods=()),
    Route("retention/batches/", needs=P.RETENTION_APPROVE, methods=GET),
    *(
        Route(f"retention/batches/<str:public_id>/{at}", needs=P.RETENTION_APPROVE, methods=())
        for at in ("", "certificate.csv", "approve/", "refuse/")
    ),
    Route("downtime/", methods=GET),
    # One file by its name. Proved beside the room.
    Route("downtime/<str:name>", methods=()),
    Route("gallery/", methods=GET),
    Route("gallery/public/", methods=GET),
    # Those who keep posts
    Route("staff/", needs=P.PEOPLE_INVITE),
    Route("staff/roles/", needs=P.PEOPLE_INVITE, methods=GET),
    Route("staff/invite/", needs=P.PEOPLE_INVITE),
    Route("staff/review/", needs=P.POST_REVIEW),
    Route("staff/review/begin/", needs=P.PEOPLE_INVITE),
    Route("staff/review/end/", needs=P.PEOPLE_INVITE, methods=POST),
    Route("staff/changes/", needs=P.PEOPLE_INVITE),
    Route("staff/changes/make/", needs=P.PEOPLE_INVITE, methods=POST),
    Route("staff/posts/<str:public_id>/end/", needs=P.PEOPLE_INVITE),
    # Of one post. Proved beside the room.
    Route("staff/posts/<str:public_id>/sign-out/", needs=P.PEOPLE_INVITE, methods=()),
    Route("staff/posts/<str:public_id>/registration/", needs=P.PEOPLE_INVITE, methods=()),
    Route("staff/invitations/<int:number>/withdraw/", needs=P.PEOPLE_INVITE, methods=POST),
    # Those who keep a team's rota. The world has none; one shift and one absence are proved beside the room.
    Route("rota/", needs=P.ROTA_KEEP, methods=GET),
    Route("rota/shift/", needs=P.ROTA_KEEP),
    Route("rota/absence/", needs=P.ROTA_KEEP),
    *(
        Route(f"rota/{one}", needs=P.ROTA_KEEP, methods=())
        for one in ("shifts/<slug:public_id>/remove/", "absences/<slug:public_id>/end/")
    ),
    # Those who approve a post in their own service
    Route("staff/approvals/", needs=P.POST_SECOND, methods=GET),
    # Proved beside the room: an invitation waits for one service's word.
    Route("staff/approvals/<int:number>/approve/", needs=P.POST_SECOND, methods=()),
    Route("staff/approvals/<int:number>/refuse/", needs=P.POST_SECOND, methods=()),
    Route("staff/approvals/receivers/<int:number>/approve/", needs=P.POST_SECOND, methods=()),
    Route("staff/approvals/receivers/<int:number>/refuse/", needs=P.POST_SECOND, methods=()),
    Route("staff/shift/", needs=P.SHIFT_LET_IN),
    # Those who keep the area's configuration
    Route("area/", needs=P.ORGANISATIONS_EDIT, methods=GET),
    Route("area/rooms/", needs=P.ORGANISATIONS_EDIT),
    Route("area/file/", needs=P.ORGANISATIONS_EDIT),
    Route("area/file/take-in/", needs=P.ORGANISATIONS_EDIT, methods=POST),
    Route("area/going-live/", needs=P.ORGANISATIONS_EDIT, methods=GET),
    Route("area/answers/", needs=P.ORGANISATIONS_EDIT),
    *(
        Route(f"area/{rest}", needs=P.ORGANISATIONS_EDIT)
        for rest in (
            "numbers/new/",
            "numbers/<int:number>/",
            "numbers/<int:number>/end/",
            "hours/<slug:public_id>/",
            "closures/new/",
            "terms/new/",
            "terms/<int:number>/",
            "services/<slug:service>/",
            "posts/<slug:public_id>/",
        )
    ),
    *(
        Route(f"area/{rest}", needs=P.ORGANISATIONS_EDIT, methods=POST)
        for rest in (
            "numbers/<int:number>/checked/",
            "hours/<slug:public_id>/call-off/",
            "closures/<int:number>/remove/",
            "terms/<int:number>/remove/",
            "posts/<slug:public_id>/checked/",
        )
    ),
]
