"""The addresses of tasks."""

from django.urls import path

from .views import meetings, tasks

urlpatterns = [
    path("cases/<str:reference>/tasks/new/", tasks.new_task, name="task_new"),
    path("cases/<str:reference>/meetings/new/", meetings.new_meeting, name="meeting_new"),
    path("meetings/<str:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<str:public_id>/answer/", meetings.answer, name="meeting_answer"),
    path("meetings/<str:public_id>/record/", meetings.record, name="meeting_record"),
    path("meetings/<str:public_id>/move/", meetings.move, name="meeting_move"),
    path("meetings/<str:public_id>/call-off/", meetings.call_off, name="meeting_call_off"),
    path("meetings/<str:public_id>/meeting.ics", meetings.meeting_file, name="meeting_file"),
    path("tasks/", tasks.tasks_list, name="tasks"),
    path("tasks/team/", tasks.tasks_list, {"whose": "team"}, name="team_tasks"),
    path("tasks/<str:public_id>/", tasks.task, name="task"),
    path("tasks/<str:public_id>/pass-on/", tasks.pass_on, name="task_pass_on"),
]
