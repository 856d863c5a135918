"""The addresses of restricted records: restrictions, emergency access, blocked colleagues, conflicts of interest."""

from django.urls import path

from .views import blocks, conflicts, earlier_records, emergency, emergency_reviews, requests, restrictions

urlpatterns = [
    *(
        view.path()
        for view in (
            *requests.OPERATIONS,
            *restrictions.OPERATIONS,
            *earlier_records.OPERATIONS,
            *blocks.OPERATIONS,
            *conflicts.OPERATIONS,
        )
    ),
    emergency_reviews.ReviewOpening.path(),
    path("people/<str:key>/kept-from/", blocks.kept_from, {"kind": "person"}, name="kept_from"),
    path("people/<str:key>/kept-from/<int:number>/", blocks.LetBack.as_view(), {"kind": "person"}, name="let_back"),
    path("cases/<str:key>/kept-from/", blocks.kept_from, {"kind": "case"}, name="case_kept_from"),
    path("cases/<str:key>/kept-from/<int:number>/", blocks.LetBack.as_view(), {"kind": "case"}, name="case_let_back"),
    path("restricted/", restrictions.locks, name="locks"),
    path("restricted/<str:public_id>/", restrictions.lock, name="lock"),
    path("opened/", emergency_reviews.opened, name="opened"),
    path("me/conflicts/", conflicts.own, name="own_conflicts"),
    path("me/conflicts/new/", conflicts.declare, name="declare_conflict"),
    path("me/conflicts/confirm/", conflicts.confirm, name="confirm_conflicts"),
    path("me/conflicts/<str:public_id>/over/", conflicts.over, name="conflict_over"),
    path("conflicts/", conflicts.governance, name="conflicts"),
    path("break-glass/", emergency.break_glass, name="break_glass"),
    path("break-glass/find/", emergency.find_restricted, name="find_restricted"),
    path("break-glass/people/<str:public_id>/", emergency.open_household, name="open_household"),
    path("break-glass/people/<str:public_id>/address/", emergency.open_address, name="open_address"),
]
