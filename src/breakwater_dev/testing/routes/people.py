"""People, pairs of records and school rolls."""

from ..expectations import GET, OF_OUR_AREA, POST, P, Route

PERSON = "people/<str:public_id>/"

ROUTES = [
    # People
    Route("people/search/", needs=P.PERSON_SEARCH),
    Route(PERSON, "person", P.PERSON_READ, methods=GET),
    Route(f"{PERSON}chronology/", "person", P.PERSON_READ, methods=GET),
    Route(f"{PERSON}restrict/", "person", P.PERSON_RESTRICT, OF_OUR_AREA),
    Route(f"{PERSON}restrict/lift/", "person", P.PERSON_RESTRICT, OF_OUR_AREA, methods=POST),
    Route(f"{PERSON}keep/", "person", P.PERSON_KEEP, methods=GET),
    *(
        Route(f"{PERSON}keep/{rest}/", "person", P.PERSON_KEEP, OF_OUR_AREA)
        for rest in (
            "names",
            "other-name",
            "birth",
            "number",
            "address",
            "way",
            "safe",
            "relationships",
            "relationships/new",
            "places",
            "places/end",
            "number/end",
            "relationships/end",
        )
    ),
    Route(f"{PERSON}death/", "person", P.DEATH_RECORD, OF_OUR_AREA),
    # Of somebody who has died; nobody in the world has. Proved beside the room.
    *(
        Route(f"{PERSON}died/{act}", "person", P.DEATH_RECORD, OF_OUR_AREA, methods=())
        for act in ("", "correct/", "withdraw/")
    ),
    # Of two people; the world has no pair of them. Proved beside the room.
    Route(f"{PERSON}keep/relationships/<str:other_id>/", "person", P.PERSON_KEEP, OF_OUR_AREA, methods=()),
    Route(f"{PERSON}keep/places/verify/", "person", P.PLACE_VERIFY, OF_OUR_AREA),
    Route(f"{PERSON}keep/from/", "person", P.PERSON_RESTRICT, OF_OUR_AREA),
    # Pairs of records that may be one person. The world has none; their pages are proved beside the room.
    Route("pairs/", needs=P.PAIR_REVIEW, methods=GET),
    Route("pairs/how-sure/", needs=P.PAIR_REVIEW, methods=GET),
    *(Route(f"pairs/<str:public_id>/{rest}", needs=P.PAIR_REVIEW, methods=()) for rest in ("", "merge/", "take-back/")),
    Route("merges/<str:public_id>/", needs=P.PAIR_REVIEW, methods=()),
    # School rolls: the world has none. Proved beside the room.
    Route("rolls/", needs=P.ROLL_SEND, methods=GET),
    Route("rolls/new/", needs=P.ROLL_SEND),
    Route("rolls/sample.csv", needs=P.ROLL_SEND, methods=GET),
    *(
        Route(f"rolls/<str:public_id>/{act}", needs=P.ROLL_SEND, methods=())
        for act in ("", "columns/", "drop/", "undo/", "refused.csv")
    ),
    *(Route(f"rolls/<str:public_id>/{act}/", needs=P.ROLL_SETTLE, methods=()) for act in ("release", "again")),
    Route("rolls/rows/", needs=P.ROLL_SETTLE, methods=()),
    Route("rolls/rows/<str:public_id>/", needs=P.ROLL_SETTLE, methods=()),
    Route("rolls/places/<str:public_id>/", needs=P.ROLL_SETTLE, methods=()),
    # Agencies' lists: the world has one row a child. Lists and versions are proved beside the room.
    Route("agencies-lists/", needs=P.LIST_SEE, methods=GET),
    Route("agencies-lists/new/", needs=P.LIST_KEEP),
    Route("agencies-lists/sample.csv", needs=P.LIST_SEND, methods=GET),
    Route("agencies-lists/rows/", needs=P.LIST_SETTLE, methods=()),
    Route("agencies-lists/rows/<str:public_id>/", "list_row", P.LIST_SETTLE),
    Route("agencies-lists/<str:public_id>/", needs=P.LIST_SEE, methods=()),
    *(
        Route(f"agencies-lists/versions/<str:public_id>/{act}", needs=P.LIST_SEND, methods=())
        for act in ("", "columns/", "drop/", "again/", "undo/", "refused.csv")
    ),
    Route("agencies-lists/<str:public_id>/change/", needs=P.LIST_KEEP, methods=()),
    Route("agencies-lists/<str:public_id>/send/", needs=P.LIST_SEND, methods=()),
    # Records of an earlier system: the world has none. Proved beside the room.
    Route("earlier-records/", needs=P.RECORDS_IMPORT, methods=GET),
    Route("earlier-records/send/", needs=P.RECORDS_IMPORT),
    Route("earlier-records/samples/<str:about>.csv", needs=P.RECORDS_IMPORT, methods=()),
    Route("earlier-records/rows/", needs=P.RECORDS_SETTLE, methods=()),
    Route("earlier-records/rows/<str:public_id>/", needs=P.RECORDS_SETTLE, methods=()),
    *(
        Route(f"earlier-records/<str:public_id>/{act}", needs=P.RECORDS_IMPORT, methods=())
        for act in ("", "columns/", "drop/", "again/", "undo/", "refused.csv")
    ),
]
