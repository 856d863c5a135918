"""The addresses of the kernel, those of each inner room beside its views. No name, no free text and no row number stands in one."""

from django.urls import include, path

app_name = "casework"

ROOMS = (
    "actions",
    "case_page",
    "cases",
    "child_page",
    "chronology",
    "clocks",
    "documents",
    "duplicates",
    "escalations",
    "handovers",
    "person_record",
    "recording",
    "restricting",
    "sealed_items",
    "self_assessments",
    "tasks",
    "thresholds",
)

urlpatterns = [path("", include(f"breakwater.casework.{room}.urls")) for room in ROOMS]
