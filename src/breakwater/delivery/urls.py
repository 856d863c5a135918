"""Every address of the product: the one file that knows each room's urls."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.urls import include, path

from breakwater.delivery.web import organisation_account
from breakwater.delivery.web.views import demo
from breakwater.delivery.web.views.account import absent
from breakwater.delivery.web.views.signs import favicon

# Pages of the sign-in library that this service does without: posts come by invitation, addresses are kept by those
# who invite, and an organisation's account is tied to its person on joining.
OFF = {
    "account/signup/": "account_signup",
    "account/email/": "account_email",
    "account/confirm-email/": "account_email_verification_sent",
    "account/confirm-email/<str:key>/": "account_confirm_email",
    "account/password/set/": "account_set_password",
    "account/login/code/confirm/": "account_confirm_login_code",
    "account/3rdparty/": "socialaccount_connections",
    "account/3rdparty/signup/": "socialaccount_signup",
    "account/social/signup/": "social_signup_of_old",
    "account/social/connections/": "social_connections_of_old",
    "account/social/login/cancelled/": "social_cancelled_of_old",
    "account/social/login/error/": "social_error_of_old",
}

urlpatterns = [
    path("favicon.ico", favicon),
    *(path(address, absent, name=name) for address, name in OFF.items()),
    path("account/oidc/<str:provider_id>/login/", organisation_account.login, name="openid_connect_login"),
    path(
        "account/oidc/<str:provider_id>/login/callback/", organisation_account.callback, name="openid_connect_callback"
    ),
    # Whoever ends sign-ins at an unlocked screen shows first that it is them, as for a change to how one signs in.
    path(
        "account/sessions/",
        reauthentication_required(allow_get=True)(ListUserSessionsView.as_view()),
        name="usersessions_list",
    ),
    path("account/", include("allauth.urls")),
    path("", include("breakwater.delivery.web.urls")),
    path("", include("breakwater.partnership.organisations.urls")),
    path("", include("breakwater.partnership.people.urls")),
    path("", include("breakwater.casework.urls")),
    path("", include("breakwater.knowledge.directory.urls")),
    path("", include("breakwater.knowledge.policies.urls")),
    path("", include("breakwater.knowledge.training.urls")),
    path("", include("breakwater.knowledge.content.urls")),
    path("cms/", include("breakwater.knowledge.content.editor.urls")),
    path("", include("breakwater.practice.early_help.urls")),
    path("", include("breakwater.practice.education.urls")),
    path("", include("breakwater.practice.front_door.urls")),
    path("", include("breakwater.practice.prevent.urls")),
    path("", include("breakwater.practice.child_on_child.urls")),
    path("", include("breakwater.improvement.learning.urls")),
    path("", include("breakwater.improvement.assurance.urls")),
    path("", include("breakwater.improvement.scorecard.urls")),
    path("", include("breakwater.improvement.commissioning.urls")),
    path("", include("breakwater.delivery.downloads.urls")),
    path("", include("breakwater.delivery.api.urls")),
    path("", include("breakwater.delivery.returns.urls")),
    path("", include("breakwater.delivery.information_rights.urls")),
    path("", include("breakwater.delivery.retention.urls")),
]
doors = [
    path("", demo.first_steps, name="first_steps"),
    path("as/<str:public_id>/", demo.sign_in_as, name="sign_in_as"),
    path("outbox/", demo.outbox, name="outbox"),
    path("roll.<slug:kind>", demo.roll, name="roll"),
]

if settings.BREAKWATER_DEMO:
    # Outside a demonstration these addresses do not exist at all.
    urlpatterns.append(path("demo/", include((doors, "demo"))))

handler400 = "breakwater.delivery.web.answers.bad_request"
handler403 = "breakwater.delivery.web.answers.refused"
handler404 = "breakwater.delivery.web.answers.not_found"
handler500 = "breakwater.delivery.web.answers.fault"
