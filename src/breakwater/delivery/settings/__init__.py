"""Settings of an installation, read from the environment. `environment.py` lists every variable with its meaning."""

from pathlib import Path

from django.utils.csp import CSP

from .editing import *  # noqa: F403 -- Wagtail's own settings, on a page of their own
from .environment import DATA, DEMO, TRAINING, database, environment, secret
from .sign_in import *  # noqa: F403 -- allauth's own settings, on a page of their own
from .sign_in import SIGN_IN_ORIGINS

DEBUG = False
SECRET_KEY = secret()
ALLOWED_HOSTS = environment("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in environment("TRUSTED_ORIGINS", "").split(",") if origin]
SITE_URL = environment("SITE_URL", "http://localhost:8000")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "taggit",
    "modelcluster",
    "wagtail",
    "wagtail.search",
    "breakwater.delivery.wagtail_apps.Images",
    "breakwater.delivery.wagtail_apps.Documents",
    "wagtail.users",
    "wagtail.admin",
    "breakwater.foundation.grants",
    "breakwater.foundation.audit",
    "breakwater.foundation.jobs",
    "breakwater.foundation.design",
    "breakwater.partnership.organisations",
    "breakwater.partnership.people",
    "breakwater.partnership.notifications",
    "breakwater.knowledge.directory",
    "breakwater.knowledge.policies",
    "breakwater.knowledge.training",
    "breakwater.knowledge.content",
    "breakwater.casework",
    "breakwater.practice.front_door",
    "breakwater.practice.early_help",
    "breakwater.practice.education",
    "breakwater.practice.prevent",
    "breakwater.practice.child_on_child",
    "breakwater.improvement.learning",
    "breakwater.improvement.assurance",
    "breakwater.improvement.scorecard",
    "breakwater.improvement.commissioning",
    "breakwater.delivery.downloads",
    "breakwater.delivery.returns",
    "breakwater.delivery.retention",
    "breakwater.delivery.api",
    "breakwater.delivery.information_rights",
    "breakwater.delivery.web",
]

MIDDLEWARE = [
    "breakwater.delivery.metrics.counting.Counted",
    "breakwater.delivery.web.middleware.OverHttps",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "breakwater.delivery.web.headers.Headers",
    "breakwater.delivery.web.signs_of_life.SignsOfLife",
    "breakwater.delivery.web.static_files.StaticFiles",
    "breakwater.delivery.web.kept_pages.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "breakwater.delivery.web.middleware.SessionRules",
    "breakwater.delivery.web.middleware.Acting",
]

ROOT_URLCONF = "breakwater.delivery.urls"
WSGI_APPLICATION = "breakwater.delivery.wsgi.application"

_JINJA = {
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "APP_DIRS": True,
    "OPTIONS": {
        "environment": "breakwater.foundation.design.environment.environment",
        "context_processors": [
            "django.contrib.messages.context_processors.messages",
            "breakwater.delivery.web.context.shell",
        ],
    },
}
_DJANGO = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    # Named here, so that they come before the sign-in library's own of the same name.
    "DIRS": [Path(__file__).parents[1] / "web" / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.template.context_processors.csp",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "breakwater.delivery.web.context.shell",
        ]
    },
}
TEMPLATES = [_JINJA, _DJANGO]

_DATABASE = database()
DATABASES = {
    "default": {**_DATABASE, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True},
    # What must be kept although the request's transaction is undone: refusals, failed sign-ins, rate limits.
    "outside": {**_DATABASE, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True},
}
DATABASE_ROUTERS = ["breakwater.delivery.settings.routers.Outside"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared between workers and kept outside a request's transaction, so that a rate limit holds everywhere.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "delivery_cache"},
}

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "breakwater.delivery.web.passwords.GuessedFirst"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:today"
LOGOUT_REDIRECT_URL = "account_login"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what was done stays off the device
CSRF_FAILURE_VIEW = "breakwater.delivery.web.answers.csrf_failure"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A cookie named __Host- is taken by browsers from this host alone, over HTTPS, for all of its paths.
SESSION_COOKIE_NAME = f"{'__Host-' * HTTPS}breakwater"
CSRF_COOKIE_NAME = f"{'__Host-' * HTTPS}csrftoken"
DEVICE_COOKIE_NAME = f"{'__Host-' * HTTPS}breakwater-device"
POST_COOKIE_NAME = f"{'__Host-' * HTTPS}breakwater_post"
CSRF_COOKIE_SECURE = HTTPS
CSRF_USE_SESSIONS = False
SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 8 * 3600
SESSION_COOKIE_AGE = 24 * 3600  # how long a row is kept at most; the two rules above end a sign-in long before

SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and environment("HSTS_SUBDOMAINS", "1") == "1"
SECURE_SSL_REDIRECT = False  # the proxy before the service answers plain HTTP
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # the policy's frame-ancestors says it, for the editor's pages differently
    "security.W005",  # names beneath the host are left out where the owner says so
    "security.W008",  # the proxy before the service answers plain HTTP
    "security.W021",  # to be on browsers' own list is asked for by the owner
]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'", *SIGN_IN_ORIGINS],  # the way to an organisation's own sign-in is a form that is sent on
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

MEDIA_ROOT = DATA / "pictures"
MEDIA_URL = "/pictures/"
STATIC_URL = "static/"
STATIC_ROOT = None  # whitenoise serves from the apps themselves
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

BREAKWATER_DATA = DATA
BREAKWATER_DEMO = DEMO
BREAKWATER_TRAINING = TRAINING
BREAKWATER_KEY_FILE = environment("KEY_FILE", str(DATA.parent / f"{DATA.name}.keys"))
BREAKWATER_OWN_KEYS = environment("OWN_KEYS", f"{BREAKWATER_KEY_FILE}.own")
BREAKWATER_PURGED = environment("PURGED", f"{BREAKWATER_KEY_FILE}.purged")
BREAKWATER_BACKUP = environment("BACKUP", "")
BREAKWATER_METRICS = environment("METRICS", "")
BREAKWATER_SIEM = environment("SIEM", "")
BREAKWATER_KEPT_SECONDS = float(environment("KEPT_SECONDS", "10"))
BREAKWATER_API_A_MINUTE = int(environment("API_A_MINUTE", "240"))
BREAKWATER_GUEST_DAYS = int(environment("GUEST_DAYS", "90"))
BREAKWATER_STRATEGY_DAYS = int(environment("STRATEGY_DAYS", "28"))
BREAKWATER_UNSCANNED = environment("UNSCANNED", "hold")
BREAKWATER_CLAMD = environment("CLAMD", "")
BREAKWATER_MAP_TILES = environment("MAP_TILES", "")
BREAKWATER_MAP_CREDIT = environment("MAP_CREDIT", "© OpenStreetMap contributors")
# Whatever else is set: nothing of invented people reaches anybody.
BREAKWATER_MAIL = "outbox" if DEMO else environment("MAIL", "outbox")
BREAKWATER_NOTIFY_KEY = "" if DEMO else environment("NOTIFY_KEY", "")
BREAKWATER_BOUNCES = environment("BOUNCES", "")
BREAKWATER_NOTIFY_URL = environment("NOTIFY_URL", "https://api.notifications.service.gov.uk")
BREAKWATER_NOTIFY_TEMPLATE = environment("NOTIFY_TEMPLATE", "")
BREAKWATER_NOTIFY_TEXT_TEMPLATE = environment("NOTIFY_TEXT_TEMPLATE", "")
DEFAULT_FROM_EMAIL = environment("FROM_EMAIL", "breakwater@localhost")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": environment("SMTP_HOST", "localhost"),
            "port": int(environment("SMTP_PORT", "25")),
            "username": environment("SMTP_USER", ""),
            "password": environment("SMTP_PASSWORD", ""),
            "use_tls": environment("SMTP_TLS", "") == "1",
            "timeout": 20,
        },
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 86400}  # a schedule missed for up to a day is made up


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "breakwater.delivery.settings.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment("LOG_LEVEL", "WARNING")},
}
