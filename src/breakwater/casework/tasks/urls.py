"""The addresses of tasks and meetings."""

from django.urls import path

from .views import meetings, tasks

urlpatterns = [
    path("meetings/<str:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<str:public_id>/meeting.ics", meetings.meeting_file, name="meeting_file"),
    tasks.OwnTasks.path(),
    tasks.TeamTasks.path(),
    *(view.path() for view in (*tasks.OPERATIONS, *meetings.OPERATIONS)),
]
