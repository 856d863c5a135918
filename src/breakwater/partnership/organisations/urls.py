"""The addresses by which an area's configuration is kept. All are of the acting post's own area. And a team's rota."""

from django.urls import path

from . import views

app_name = "organisations"

urlpatterns = [
    path("rota/", views.rota, name="rota"),
    path("rota/shift/", views.new_shift, name="rota_shift"),
    path("rota/absence/", views.new_absence, name="rota_absence"),
    path("rota/shifts/<slug:public_id>/remove/", views.remove_shift, name="rota_shift_remove"),
    path("rota/absences/<slug:public_id>/end/", views.end_absence, name="rota_absence_end"),
    path("area/", views.area, name="area"),
    path("area/numbers/new/", views.new_number, name="number_new"),
    path("area/numbers/<int:number>/", views.change_number, name="number"),
    path("area/numbers/<int:number>/end/", views.end_number, name="number_end"),
    path("area/numbers/<int:number>/checked/", views.number_checked, name="number_checked"),
    path("area/hours/<slug:public_id>/", views.hours, name="hours"),
    path("area/hours/<slug:public_id>/call-off/", views.call_off_hours, name="hours_call_off"),
    path("area/closures/new/", views.new_closure, name="closure_new"),
    path("area/closures/<int:number>/remove/", views.remove_closure, name="closure_remove"),
    path("area/terms/new/", views.new_term, name="term_new"),
    path("area/terms/<int:number>/", views.change_term, name="term"),
    path("area/terms/<int:number>/remove/", views.remove_term, name="term_remove"),
    path("area/services/<slug:service>/", views.receiver, name="receiver"),
    path("area/posts/<slug:public_id>/", views.duty_post, name="post"),
    path("area/posts/<slug:public_id>/checked/", views.post_checked, name="post_checked"),
]
