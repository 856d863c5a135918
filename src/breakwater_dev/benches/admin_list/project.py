"""The project of the admin list: its settings, its one address, its rows. Served by the same server as the product."""

import os

import django
from django.conf import settings

from . import DATABASE, SESSION

APP = "breakwater_dev.benches.admin_list"

settings.configure(
    SECRET_KEY="of-a-bench-that-listens-on-this-machine-alone",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=f"{APP}.urls",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        APP,
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
            "HOST": os.environ["BREAKWATER_BENCH_SOCKET"],
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()


def fill(rows: int) -> None:
    """Make the tables, so many contacts, and the session of a superuser who is signed in (its key is SESSION)."""
    from datetime import timedelta

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.core.management import call_command
    from django.utils import timezone

    from .models import Child, Contact, Team

    call_command("migrate", run_syncdb=True, verbosity=0)
    now = timezone.now()
    teams = Team.objects.bulk_create(Team(name=f"Team {number}") for number in range(60))
    children = Child.objects.bulk_create(Child(name=f"Child {number}") for number in range(rows))
    Contact.objects.bulk_create(
        Contact(
            reference=f"C-{number:06}",
            source="School",
            concern="Neglect",
            rating=("Red", "Amber", "Green")[number % 3],
            state="New",
            urgent=number % 7 == 0,
            received_at=now - timedelta(minutes=number),
            due_at=now + timedelta(minutes=number),
            child=child,
            team=teams[number % len(teams)],
        )
        for number, child in enumerate(children)
    )
    user = get_user_model().objects.create_superuser("bench")
    facts = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    Session.objects.create(
        session_key=SESSION, session_data=SessionStore().encode(facts), expire_date=now + timedelta(days=1)
    )


if __name__ == "__main__":
    fill(20_000)
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
