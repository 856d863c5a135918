"""The addresses of restricting."""

from django.urls import path

from .views import blocks, conflicts, emergency, emergency_reviews, restrictions

urlpatterns = [
    path("people/<str:public_id>/restrict/", restrictions.restrict_person, name="restrict"),
    path("people/<str:public_id>/restrict/lift/", restrictions.lift, name="lift"),
    path("people/<str:public_id>/keep/from/", blocks.bar, name="keep_bar"),
    path("people/<str:key>/kept-from/", blocks.kept_from, {"kind": "person"}, name="kept_from"),
    path("people/<str:key>/kept-from/<int:number>/", blocks.let_back, {"kind": "person"}, name="let_back"),
    path("cases/<str:reference>/restrict/", restrictions.restrict_case, name="restrict_case"),
    path("cases/<str:key>/kept-from/", blocks.kept_from, {"kind": "case"}, name="case_kept_from"),
    path("cases/<str:reference>/kept-from/new/", blocks.keep_from_case, name="case_keep_from"),
    path("cases/<str:key>/kept-from/<int:number>/", blocks.let_back, {"kind": "case"}, name="case_let_back"),
    path("restricted/", restrictions.locks, name="locks"),
    path("restricted/policy/", restrictions.policy, name="lock_policy"),
    path("restricted/<str:public_id>/", restrictions.lock, name="lock"),
    path("restricted/<str:public_id>/answer/", restrictions.approve, name="lock_approve"),
    path("restricted/<str:public_id>/renew/", restrictions.renew, name="lock_renew"),
    path("restricted/<str:public_id>/lift/", restrictions.unlock, name="lock_lift"),
    path("restricted/<str:public_id>/readers/new/", restrictions.name_reader, name="lock_name_reader"),
    path("restricted/<str:public_id>/readers/end/", restrictions.let_go, name="lock_let_go"),
    path("restricted/<str:public_id>/readers/away/", restrictions.away, name="lock_away"),
    path("opened/", emergency_reviews.opened, name="opened"),
    path("opened/<int:number>/", emergency_reviews.review, name="glass_review"),
    path("me/conflicts/", conflicts.own, name="own_conflicts"),
    path("me/conflicts/new/", conflicts.declare, name="declare_conflict"),
    path("me/conflicts/confirm/", conflicts.confirm, name="confirm_conflicts"),
    path("me/conflicts/<str:public_id>/over/", conflicts.over, name="conflict_over"),
    path("conflicts/", conflicts.governance, name="conflicts"),
    path("conflicts/declared/<int:number>/", conflicts.tie_by_hand, name="conflict_tie"),
    path("conflicts/<int:number>/end/", conflicts.end, name="conflict_end"),
    path("break-glass/", emergency.break_glass, name="break_glass"),
    path("break-glass/find/", emergency.find_restricted, name="find_restricted"),
    path("break-glass/people/<str:public_id>/", emergency.open_household, name="open_household"),
    path("break-glass/people/<str:public_id>/address/", emergency.open_address, name="open_address"),
]
