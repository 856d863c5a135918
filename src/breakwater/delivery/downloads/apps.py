from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    name = "breakwater.delivery.downloads"
    label = "downloads"

    def ready(self):
        from breakwater.partnership.kit.list_page import ListPage

        ListPage.taken_away_at = "downloads:new"
