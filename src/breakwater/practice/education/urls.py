"""The addresses of education link work: the authority's under lists/, a school's own under our-list/; each room has its own."""

from django.urls import include, path

app_name = "education"

# A list's own address is any word after lists/, so those of the other rooms are looked at first.
ROOMS = (
    "oversight",
    "patches",
    "who_to_talk_to",
    "consultations",
    "cohorts",
    "calls",
    "papers",
    "our_list",
    "lists",
)

urlpatterns = [path("", include(f"breakwater.practice.education.{room}.urls")) for room in ROOMS]
