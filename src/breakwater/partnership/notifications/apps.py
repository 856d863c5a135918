from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "breakwater.partnership.notifications"
    label = "notifications"
