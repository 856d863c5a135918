"""What an owner may set: environment variables named BREAKWATER_*, DATABASE_URL and DATABASE_OWNER_URL.

BREAKWATER_DATA      the data folder (default var/ in the checkout)
BREAKWATER_DEMO      1 in the demo only: one-click sign-in and the banner "this reaches nobody"
BREAKWATER_TRAINING  1 beside it in a training copy: the banner says so (./breakwater training-copy sets both)
BREAKWATER_ROLE      owner for migrations and other work of the database's owner; anything else is the application
BREAKWATER_SECRET    the secret key; without it one is made and kept beside the data folder
BREAKWATER_KEY_FILE  the keys that encrypt documents, outside the data folder
BREAKWATER_OWN_KEYS  the folder of keys that one thing each has, destroyed with it (default beside the file above)
BREAKWATER_PURGED    the record of keys and files that were destroyed, which a restore repeats (default beside the keys)
BREAKWATER_BACKUP, _BACKUP_KEYS   the folders, on other machines, of backups and of the keys that these need (docs/restore.md);
                     _BACKUP_TO the file that says which key opens them, _BACKUP_DAYS how many days of them are kept (14)
BREAKWATER_METRICS   a folder where the web processes count for `./breakwater metrics`; none and nothing is counted
BREAKWATER_SIEM      where `./breakwater siem` tells the audit: stdout, file:PATH or syslog:ADDRESS
BREAKWATER_SITE_URL, _ALLOWED_HOSTS, _TRUSTED_ORIGINS   where people reach the service
BREAKWATER_HSTS_SUBDOMAINS   0 where names beneath the service's own still answer over plain HTTP; otherwise browsers ask these over HTTPS too (1)
BREAKWATER_MAIL      outbox (kept in the product), smtp or notify; with _NOTIFY_KEY, _NOTIFY_TEMPLATE, _NOTIFY_URL
                     and, for texts to a pager or a family, _NOTIFY_TEXT_TEMPLATE (personalisation: body)
BREAKWATER_SMTP_HOST, _SMTP_PORT, _SMTP_USER, _SMTP_PASSWORD   the mail server (localhost, 25, no sign-in);
                     _SMTP_TLS 1 asks it for STARTTLS
BREAKWATER_FROM_EMAIL   the address that the service sends from
BREAKWATER_BOUNCES   the Maildir of the address that the service sends from, where reports of undelivered mail come in
BREAKWATER_TRUSTED_PROXIES   how many proxies of one's own stand before the service (0); decides whose address a limit counts
BREAKWATER_API_A_MINUTE   how many requests a minute one key of a connected system may send (240); a connection without one three times as many
BREAKWATER_AT_ONCE   how many requests each web process works on at once (4), each with connections of its own;
                     _WAITING how many more wait for their turn (24): the next ones read 503 and try again (docs/load.md)
BREAKWATER_KEPT_SECONDS   how long each web process keeps a public page that is alike for everyone (10); 0 draws each anew
BREAKWATER_GUEST_DAYS     how many days after the last news a sender without an account reads the receipt with their code (90)
BREAKWATER_STRATEGY_DAYS  how many days after a strategy discussion ends those who were asked read its minute, to correct it (28)
BREAKWATER_CLAMD     the virus scanner: a socket path or host:port
BREAKWATER_MAP_TILES, _MAP_CREDIT   a server of map tiles for the street map of services: https://HOST/{z}/{x}/{y}.png, and whom it credits
BREAKWATER_OIDC_*    OpenID Connect: _NAME, _CLIENT_ID, _SECRET, _SERVER, _TENANTS (tenant ids with commas; none refuses all),
                     _AMR (ways of signing in of which the issuer must name one, such as mfa; none asks for no such word)
BREAKWATER_PREPARE   0 behind a pooler that cannot keep prepared statements; otherwise the database plans a statement once
DATABASE_URL, DATABASE_OWNER_URL   a PostgreSQL server of one's own (17 or later), as the application and as its owner
"""

import contextlib
import os
import secrets
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from breakwater.delivery import statements
from breakwater.delivery.cluster import APP, OWNER, cluster_at

CHECKOUT = Path(__file__).resolve().parents[4]
DATABASE_NAME = "breakwater"


def environment(name: str, default: str) -> str:
    return os.environ.get(f"BREAKWATER_{name}", default)


DATA = Path(environment("DATA", str(CHECKOUT / "var"))).resolve()
DEMO = environment("DEMO", "") == "1"
TRAINING = DEMO and environment("TRAINING", "") == "1"
PREPARE = environment("PREPARE", "1") == "1"


def as_owner() -> bool:
    return environment("ROLE", "app") == "owner"


TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")


def database() -> dict:
    """Django's description of the database for the role asked for. Address and socket forms are both understood."""
    url = os.environ.get("DATABASE_OWNER_URL" if as_owner() else "DATABASE_URL")
    if not url:
        cluster = cluster_at(DATA / "postgres")
        url = cluster.url(OWNER if as_owner() else APP, environment("DATABASE", DATABASE_NAME))
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": {name: parts[name] for name in TLS if name in parts} | statements.options(prepare=PREPARE),
    }


def secret() -> str:
    """The secret key from the environment, or one made once and kept beside the data folder, readable by its owner."""
    if given := environment("SECRET", ""):
        return given
    kept = DATA.parent / f"{DATA.name}.secret"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        whole = kept.with_name(f".{kept.name}.{os.getpid()}")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # of two processes that begin at once, the second takes the first's
            os.link(whole, kept)
        whole.unlink()
    return kept.read_text()
