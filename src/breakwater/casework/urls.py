"""The addresses of the kernel. No name, no free text and no row number stands in one."""

from django.urls import path

from .views import cases, documents, handovers, meetings, people, sight, tasks

app_name = "casework"

urlpatterns = [
    path("people/search/", people.search, name="search"),
    path("people/<str:public_id>/", people.person, name="person"),
    path("people/<str:public_id>/chronology/", people.chronology, name="chronology"),
    path("people/<str:public_id>/restrict/", people.restrict, name="restrict"),
    path("people/<str:public_id>/restrict/lift/", people.lift, name="lift"),
    path("why/<str:kind>/<str:key>/", sight.why, name="why"),
    path("looks/", sight.looks, name="looks"),
    path("looks/<str:kind>/<str:key>/", sight.looks_at, name="looks_at"),
    path("break-glass/", sight.break_glass, name="break_glass"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/close/", cases.close, name="close"),
    path("cases/<str:reference>/clocks/<str:rule>/", cases.explain, name="explain"),
    path("cases/<str:reference>/offer/", cases.offer, name="offer"),
    path("cases/<str:reference>/tasks/new/", tasks.new_task, name="task_new"),
    path("cases/<str:reference>/documents/new/", documents.add, name="document_new"),
    path("cases/<str:reference>/meetings/new/", meetings.new_meeting, name="meeting_new"),
    path("documents/<str:public_id>/", documents.document, name="document"),
    path("documents/<str:public_id>/scan/", documents.scan_again, name="scan_again"),
    path("meetings/<str:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<str:public_id>/record/", meetings.record, name="meeting_record"),
    path("meetings/<str:public_id>/call-off/", meetings.call_off, name="meeting_call_off"),
    path("meetings/<str:public_id>/meeting.ics", meetings.calendar_file, name="meeting_file"),
    path("handovers/", handovers.handovers_list, name="handovers"),
    path("handovers/<str:reference>/", handovers.handover, name="handover"),
    path("handovers/<str:reference>/accept/", handovers.accept, name="accept"),
    path("handovers/<str:reference>/decline/", handovers.decline, name="decline"),
    path("handovers/<str:reference>/withdraw/", handovers.withdraw, name="withdraw"),
    path("handovers/<str:reference>/ask/", handovers.ask, name="ask"),
    path("tasks/", tasks.tasks_list, name="tasks"),
    path("tasks/<str:public_id>/", tasks.task, name="task"),
    path("tasks/<str:public_id>/pass-on/", tasks.pass_on, name="task_pass_on"),
]
