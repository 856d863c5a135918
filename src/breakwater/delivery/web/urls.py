"""The shell's own pages."""

from django.urls import path

from .views import (
    account,
    approvals,
    area_file,
    changes,
    downtime,
    joining,
    notifications,
    people,
    role_review,
    setting_up,
    settings,
    signs,
    today,
)

app_name = "web"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("posts/", today.posts, name="posts"),
    path("pages/", today.pages, name="pages"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<int:number>/", notifications.open_one, name="notification"),
    path("me/", settings.me, name="me"),
    path("me/keys/", settings.keys, name="keys"),
    path("kept-text/", account.kept, name="kept"),
    path("keep-alive/", account.keep_alive, name="keep_alive"),
    path("account/second-factor/", account.second_factor, name="second_factor"),
    path("staff/", people.people, name="people"),
    path("staff/roles/", people.roles, name="roles"),
    path("staff/approvals/", approvals.waiting, name="approvals"),
    path("join/<str:token>/", joining.join, name="join"),
    path("service/", signs.service, name="service"),
    path("area/going-live/", setting_up.going_live, name="going_live"),
    path("gallery/", signs.gallery, name="gallery"),
    path("gallery/public/", signs.gallery_public, name="gallery_public"),
    *(
        view.path()
        for view in (
            setting_up.RoomsInUse,
            notifications.ShowNotifications,
            *approvals.VIEWS,
            *area_file.VIEWS,
            *changes.VIEWS,
            *people.VIEWS,
            *role_review.VIEWS,
        )
    ),
    path("downtime/", downtime.downtime, name="downtime"),
    path("downtime/<str:name>", downtime.downtime_file, name="downtime_file"),
    path("healthz", signs.healthz, name="healthz"),
    path("healthz/backup", signs.backup_health, name="backup_health"),
]
