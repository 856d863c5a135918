"""The addresses of education link work: the authority's under lists/, a school's own under our-list/."""

from django.urls import path

from .views import checking, cohorts, fortnight, school

app_name = "education"

urlpatterns = [
    path("lists/", fortnight.fortnight, name="fortnight"),
    path("lists/release/", fortnight.release_all, name="release_all"),
    path("lists/held/", fortnight.held, name="held"),
    path("lists/held/<str:public_id>/", fortnight.held_one, name="held_one"),
    path("lists/corrections/", fortnight.corrections, name="corrections"),
    path("lists/corrections/<str:public_id>/", fortnight.correction, name="correction"),
    path("lists/worries/", fortnight.worries, name="worries"),
    path("lists/worries/<str:public_id>/", fortnight.worry, name="worry"),
    path("lists/cohorts/", cohorts.table, name="cohorts"),
    path("lists/cohorts/begin/", cohorts.take_up, name="cohorts_begin"),
    path("lists/cohorts/<str:code>/", cohorts.cohort, name="cohort"),
    path("lists/rows/<str:public_id>/note/", checking.note, name="note"),
    path("lists/<str:public_id>/", checking.one, name="list"),
    path("lists/<str:public_id>/check/", checking.check, name="check"),
    path("lists/<str:public_id>/release/", checking.release, name="release"),
    path("lists/<str:public_id>/recall/", checking.recall, name="recall"),
    path("our-list/", school.ours, name="our_list"),
    path("our-list/rows/<str:public_id>/", school.answer, name="answer"),
    path("our-list/rows/<str:public_id>/right/", school.right, name="right"),
    path("our-list/rows/<str:public_id>/undo/", school.undo, name="undo"),
    path("our-list/rows/<str:public_id>/upn/", school.upn, name="upn"),
    path("our-list/files/<str:public_id>/sent/", school.file_sent, name="file_sent"),
    path("our-list/worries/<str:public_id>/", school.worry_told, name="worry_told"),
    path("our-list/<str:public_id>/", school.one, name="school_list"),
    path("our-list/<str:public_id>/unchanged/", school.unchanged, name="unchanged"),
    path("our-list/<str:public_id>/acknowledge/", school.acknowledge, name="acknowledge"),
    path("our-list/<str:public_id>/worry/", school.worry, name="worry_new"),
]
