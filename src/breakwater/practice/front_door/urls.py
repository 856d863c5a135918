"""Addresses of the front door: those of its inner rooms."""

from django.urls import include, path

app_name = "front_door"

ROOMS = (
    "allegations",
    "board",
    "calls",
    "contact_form",
    "contact_page",
    "decisions",
    "duty_wall",
    "emergency_duty",
    "feedback",
    "figures",
    "information_requests",
    "other_authorities",
    "oversight",
    "police_notices",
    "screening",
    "social_care_list",
    "strategy_discussions",
)

urlpatterns = [path("", include(f"breakwater.practice.front_door.{room}.urls")) for room in ROOMS]
