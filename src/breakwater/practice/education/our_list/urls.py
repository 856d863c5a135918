"""The addresses of our list."""

from django.urls import path

from .views import between_calls, lists

urlpatterns = [
    path("our-list/", lists.ours, name="our_list"),
    path("our-list/rows/<str:public_id>/", lists.answer, name="answer"),
    path("our-list/rows/<str:public_id>/right/", lists.right, name="right"),
    path("our-list/rows/<str:public_id>/undo/", lists.undo, name="undo"),
    path("our-list/not-ours/<str:public_id>/undo/", lists.theirs_after_all, name="theirs_after_all"),
    path("our-list/rows/<str:public_id>/upn/", lists.upn, name="upn"),
    path("our-list/rows/<str:public_id>/prompts/<int:number>/", between_calls.prompt, name="prompt"),
    path("our-list/came/<str:public_id>/", between_calls.file_came, name="file_came"),
    path("our-list/files/<str:public_id>/sent/", lists.file_sent, name="file_sent"),
    path("our-list/worries/<str:public_id>/", lists.worry_told, name="worry_told"),
    path("our-list/<str:public_id>/", lists.one, name="school_list"),
    path("our-list/<str:public_id>/unchanged/", lists.unchanged, name="unchanged"),
    path("our-list/<str:public_id>/acknowledge/", lists.acknowledge, name="acknowledge"),
    path("our-list/<str:public_id>/worry/", lists.worry, name="worry_new"),
]
