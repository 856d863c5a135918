"""The addresses of tasks and meetings."""

from django.urls import path

from .views import meetings, tasks

urlpatterns = [
    path("meetings/<str:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<str:public_id>/meeting.ics", meetings.meeting_file, name="meeting_file"),
    path("tasks/", tasks.tasks_list, name="tasks"),
    path("tasks/team/", tasks.tasks_list, {"whose": "team"}, name="team_tasks"),
    *(view.path() for view in (*tasks.OPERATIONS, *meetings.OPERATIONS)),
]
