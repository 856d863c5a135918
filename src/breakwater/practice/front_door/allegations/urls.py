"""Addresses of allegations."""

from django.urls import path

from .views import allegations, officers

urlpatterns = [
    path("mash/contacts/<str:reference>/set-apart/", allegations.set_apart, name="set_apart"),
    path("designated-officer/", allegations.allegations, name="allegations"),
    path("designated-officer/<str:reference>/", allegations.allegation, name="allegation"),
    path("designated-officer/<str:reference>/who/", officers.who_it_is, name="allegation_who"),
    path("designated-officer/<str:reference>/may-know/", officers.may_know, name="allegation_may_know"),
    path("designated-officer/<str:reference>/may-know/<int:number>/", officers.told, name="allegation_told"),
    path("designated-officer/<str:reference>/safety/", officers.safety, name="allegation_safety"),
    path("designated-officer/<str:reference>/meeting/", officers.meeting, name="allegation_meeting"),
    path("designated-officer/<str:reference>/referral/", officers.referral, name="allegation_referral"),
    path("designated-officer/<str:reference>/action/", officers.action, name="allegation_action"),
    path("designated-officer/<str:reference>/take-up/", allegations.take_up, name="allegation_take_up"),
    path("designated-officer/<str:reference>/organisation/", allegations.settle, name="allegation_where"),
    path("designated-officer/<str:reference>/struck/<int:number>/lift/", allegations.lift, name="allegation_lift"),
    path("designated-officer/<str:reference>/pass-on/", allegations.pass_on, name="allegation_pass_on"),
    path("designated-officer/<str:reference>/decide/", allegations.decide, name="allegation_decide"),
]
