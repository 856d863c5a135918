"""The addresses of calls."""

from django.urls import path

from .views import calls, letters, notes

urlpatterns = [
    path("lists/calls/", calls.calls, name="calls"),
    path("lists/calls/<str:public_id>/", calls.one, name="call"),
    path("lists/calls/<str:public_id>/begin/", calls.begin, name="begin_call"),
    path("lists/calls/<str:public_id>/arrange/", calls.arrange, name="arrange_call"),
    path("lists/calls/<str:public_id>/tried/", calls.tried, name="tried_call"),
    path("lists/calls/<str:public_id>/times/", calls.times, name="call_times"),
    path("lists/calls/<str:public_id>/end/", letters.end, name="end_call"),
    path("lists/calls/<str:public_id>/letter/", letters.letter, name="call_letter"),
    path("lists/calls/<str:public_id>/letter/send/", letters.send, name="send_letter"),
    path("lists/calls/<str:public_id>/letter/back/", letters.take_back, name="take_back_letter"),
    path("lists/calls/<str:public_id>/letter.pdf", letters.pdf, name="letter_pdf"),
    path("lists/calls/talk/<str:public_id>/", notes.step, name="talk"),
    path("lists/calls/talk/<str:public_id>/keep/", notes.keep, name="keep_talk"),
    path("lists/calls/talk/<str:public_id>/differs/", notes.disagree, name="disagree"),
    path("lists/calls/talk/<str:public_id>/harm/", notes.harm, name="call_harm"),
    path("lists/calls/agreed/<str:public_id>/done/", notes.done, name="agreed_done"),
    path("lists/calls/agreed/<str:public_id>/drop/", notes.drop, name="agreed_drop"),
    path("lists/calls/differences/<str:public_id>/", notes.settle, name="settle_difference"),
    path("lists/rows/<str:public_id>/talk/", calls.also, name="also_talk"),
    path("our-list/letters/<str:public_id>/", letters.ours, name="our_letter"),
    path("our-list/letters/<str:public_id>/letter.pdf", letters.our_pdf, name="our_letter_pdf"),
    path("our-list/agreed/<str:public_id>/done/", letters.our_done, name="our_agreed_done"),
]
