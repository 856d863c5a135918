"""The addresses of lists."""

from django.urls import path

from .views import fortnight, lists

urlpatterns = [
    path("lists/", fortnight.fortnight, name="fortnight"),
    path("lists/release/", fortnight.release_all, name="release_all"),
    path("lists/held/", fortnight.held, name="held"),
    path("lists/in-doubt/", fortnight.in_doubt, name="in_doubt"),
    path("lists/held/<str:public_id>/", fortnight.held_one, name="held_one"),
    path("lists/corrections/", fortnight.corrections, name="corrections"),
    path("lists/corrections/<str:public_id>/", fortnight.correction, name="correction"),
    path("lists/worries/", fortnight.worries, name="worries"),
    path("lists/worries/<str:public_id>/", fortnight.worry, name="worry"),
    path("lists/rows/<str:public_id>/note/", lists.note, name="note"),
    path("lists/<str:public_id>/", lists.one, name="list"),
    path("lists/<str:public_id>/check/", lists.check, name="check"),
    path("lists/<str:public_id>/release/", lists.release, name="release"),
    path("lists/<str:public_id>/recall/", lists.recall, name="recall"),
    path("lists/<str:public_id>/anew/", lists.anew, name="make_anew"),
]
