"""The project of the plain page: its settings and its one page. Served by the same server, in the same shape, as the product."""

import os

import django
from django.conf import settings

from . import DATABASE

APP = "breakwater_dev.load.plain_page"
PARAGRAPHS = "".join(
    f"<h2>Part {number}</h2><p>Help comes <b>early</b>, from people the family knows; <a href='https://example.org/{number}'>read more</a>.</p>"
    "<ul><li>Call, and say who you are.</li><li>Ask what would help.</li></ul>"
    for number in range(8)
)

settings.configure(
    SECRET_KEY="of-a-page-that-is-served-on-this-machine-alone",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=f"{APP}.urls",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="Plain",
    WAGTAILADMIN_BASE_URL="http://127.0.0.1",
    INSTALLED_APPS=[
        APP,
        "wagtail.users",
        "wagtail.documents",
        "wagtail.images",
        "wagtail.search",
        "wagtail.admin",
        "wagtail",
        "modelcluster",
        "taggit",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": DATABASE,
            "USER": "postgres",
            "HOST": os.environ["BREAKWATER_LOAD_SOCKET"],
            "CONN_MAX_AGE": 600,
        }
    },
)
django.setup()


def fill() -> None:
    """Make the tables, and the page where the site begins, with five beneath it."""
    from django.core.management import call_command
    from wagtail.models import Page, Site

    from .models import PlainPage

    call_command("migrate", verbosity=0)
    home = Page.objects.get(depth=1).add_child(instance=PlainPage(title="A plain page", slug="plain", body=PARAGRAPHS))
    for number in range(5):
        home.add_child(instance=PlainPage(title=f"Page {number}", slug=f"p{number}", show_in_menus=True))
    Site.objects.update(root_page=home)


if __name__ == "__main__":
    fill()
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
