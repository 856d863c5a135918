"""The admin and its one list."""

from django.contrib import admin
from django.urls import path

from .models import Contact, EveryContact


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = (
        "reference",
        "child",
        "team",
        "source",
        "concern",
        "rating",
        "state",
        "urgent",
        "received_at",
        "due_at",
    )
    list_select_related = ("child", "team")
    list_per_page = 50
    ordering = ("received_at",)


@admin.register(EveryContact)
class EveryContactAdmin(ContactAdmin):
    list_per_page = 200


urlpatterns = [path("admin/", admin.site.urls)]
