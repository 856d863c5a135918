"""Addresses of training: the catalogue for everyone, booking for whoever signs in, and what the training team does."""

from django.urls import path

from .attendance import views as attendance
from .certificates import views as certificates
from .evaluations import views as evaluations
from .figures import views as figures
from .requirements import import_views as importing
from .requirements import views as requirements
from .views import booking, catalogue, charges, home, keep, public, team

app_name = "training"
PROOF = (attendance, evaluations, certificates, figures, importing, requirements)

urlpatterns = [
    path("training/register/<str:token>/", attendance.register_by_link, name="register_by_link"),
    path("training/here/<str:token>/", attendance.here, name="here"),
    path("training/evaluation/<str:token>/", evaluations.evaluate, name="evaluate"),
    path("training/certificate/<str:token>/", certificates.by_link, name="certificate_by_link"),
    path("training/certificates/", certificates.ask, name="verify_ask"),
    path("training/certificates/<str:number>/", certificates.verify, name="verify"),
    *(view.path() for room in PROOF for view in room.VIEWS),
    path("training/", public.catalogue, name="catalogue"),
    path("training/courses/<str:public_id>/", public.course, name="course"),
    path("training/courses/<str:public_id>/need/", public.need, name="course_need"),
    path("training/place/<str:token>/", public.place, name="place"),
    path("training/place/<str:token>/course.ics", public.place_file, name="place_file"),
    path("training/approve/<str:token>/", public.approval, name="approval"),
    *charges.FILES,
    *(view.path() for room in (home, booking, team, keep, catalogue, charges) for view in room.VIEWS),
]
