"""Which modules open a connection to elsewhere, and who says where it leads. Another one fails until it stands here and in docs/security/asvs.md.

Every box and column that holds an address somebody typed stands here too, with what becomes of it: nearly all are shown, and opened by nobody here.
"""

import ast
import socket
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as product
from django.db.models import URLField

from breakwater.delivery.api import carrying
from breakwater.delivery.web import organisation_account
from breakwater.foundation.design.fields import WebAddressField
from breakwater.knowledge.content import links
from breakwater.partnership.people.linking import engine
from breakwater_dev.testing.forms import forms_of_the_house

SOURCE = Path(__file__).resolve().parents[2] / "src" / "breakwater"
OPENS = {
    "socket",
    "http.client",
    "urllib.request",
    "requests",
    "httpx",
    "smtplib",
    "ssl",
    "ftplib",
    "notifications_python_client",
    "urllib3",
    "aiohttp",
    "websockets",
    "imaplib",
    "poplib",
    "nntplib",
    "xmlrpc.client",
    "paramiko",
    "wagtail.embeds",
    "socketserver",
    "http.server",
}
# An address that somebody typed is opened by the first two alone, and only where it is public (their tests try private ones).
CONNECTS = {
    "knowledge/content/links.py": "links of the library and of pages: the public web alone",
    "delivery/api/carrying.py": "where a connected system is told of news: the public web alone, pinned (docs/api.md)",
    "delivery/cli/serve.py": "is the port free, on this machine",
    "delivery/doctor/machine.py": "the service's own address, its mail server: settings",
    "delivery/metrics/counting.py": "the name of this machine, asked for and nothing else",
    "delivery/web/organisation_account.py": "the issuer of sign-ins: settings, and what it names of itself, over TLS",
    "foundation/audit/siem.py": "syslog: settings",
    "foundation/storage/scanning.py": "the scanner: settings",
    "partnership/notifications/sending.py": "the mail server and GOV.UK Notify: settings",
}


def opened_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        found |= {name for name in names if any(name == one or name.startswith(f"{one}.") for one in OPENS)}
    return found


def test_no_other_module_opens_a_connection():
    paths = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    found = {str(path.relative_to(SOURCE)) for path in paths if opened_by(path)}
    assert found == CONNECTS.keys()


# --- addresses that people give ------------------------------------------------------------------------------------------

SHOWN = "shown as a link; nobody here opens it"
LOOKED_AT = "shown, and looked at each week by knowledge/content/links.py: the public web alone"
COLUMNS = {
    "assurance.InformationAgreement.link": SHOWN,
    "casework.ActionStep.link": SHOWN,
    "content.Resource.address": LOOKED_AT,
    "directory.Feed.url": SHOWN,  # whose services a file holds: it is sent by hand
    "directory.Provider.website": SHOWN,
    "directory.Service.referral_page": SHOWN,
    "directory.Service.website": SHOWN,
    "directory.Term.uri": SHOWN,
    "directory.Vocabulary.uri": SHOWN,
    "learning.Change.link": SHOWN,
    "notifications.OutboxMessage.leave": SHOWN,  # ours, in a header of the message
    "organisations.ContactPoint.website": SHOWN,
    "training.Course.link": SHOWN,
    "training.Event.joining_link": SHOWN,
}
# Modules of forms with a box for an address; each box fills a column above, or the text of a page.
BOXES = {
    "casework.actions.forms",
    "improvement.assurance.arrangements.forms",
    "improvement.assurance.plans.forms",
    "improvement.commissioning.gates.forms",
    "improvement.learning.lessons.forms",
    "knowledge.directory.forms",
    "knowledge.training.course_forms",
    "knowledge.training.date_forms",
}
FETCHES_OF_ITSELF = (  # parts that would open an address for whoever names one: none is in the product
    "wagtail.embeds",
    "wagtail.contrib.frontend_cache",
    "django.contrib.sitemaps",
    "django.contrib.admin",
)
INWARD = [
    "127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "017700000001", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.0.8", "198.18.0.1", "localhost", "[::1]", "[::]", "[fe80::1]",
    "[fc00::1]", "[fec0::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]", "[::7f00:1]", "[2001:0:7f00:1::]", "inward.example.org", "both.example.org",
]  # fmt: skip
NAMES = {"inward.example.org": ["10.0.0.7"], "both.example.org": ["93.184.215.14", "10.0.0.7"]}


@pytest.fixture
def reached(monkeypatch) -> list:
    """Which addresses a connection was begun to. Names lead where NAMES says; no connection comes about."""
    found, resolve = [], socket.getaddrinfo

    def known(host, port, *args, **kwargs):
        if host in NAMES:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in NAMES[host]]
        return resolve(host, port, *args, **kwargs)

    def refuse(address, *args, **kwargs):
        found.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", known)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return found


@pytest.mark.parametrize("host", INWARD)
def test_no_address_that_somebody_gives_leads_into_our_own_network(host, reached):
    for link in (f"http://{host}/", f"https://{host}/latest/meta-data/", f"https://example.org@{host}/"):
        with pytest.raises((links.NotPublic, links.NotReached)):
            links.look(link)
        with pytest.raises((carrying.NotAllowed, carrying.NotTaken)):
            carrying.connect(carrying.check(link), socket.getaddrinfo)
    assert reached == []


def test_an_address_of_the_public_web_is_reached_as_it_was_looked_up(reached):
    NAMES["outward.example.org"] = ["93.184.215.14"]
    with pytest.raises(links.NotReached):
        links.look("https://outward.example.org/")
    with pytest.raises(OSError):
        carrying.connect(carrying.check("https://outward.example.org/"), socket.getaddrinfo)
    assert reached == [("93.184.215.14", 443)] * 2


@pytest.mark.parametrize(
    "address", ["http://login.example.org", "ftp://127.0.0.1/", "https:/x", "//x", "http://127.0.0.1.example.org/"]
)
def test_the_issuer_of_sign_ins_is_asked_over_tls_alone(address):
    assert not organisation_account.is_encrypted(address) or address.startswith("https:")


def test_every_column_and_box_for_an_address_says_who_opens_it():
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("breakwater.")
        for field in model._meta.concrete_fields
        if isinstance(field, URLField) and model._meta.managed
    }
    boxes = {
        form.__module__.removeprefix("breakwater.")
        for form in forms_of_the_house()
        for box in form.base_fields.values()
        if isinstance(box, WebAddressField)
    }
    assert columns == COLUMNS.keys()
    assert boxes == BOXES


def test_no_part_of_the_product_fetches_what_somebody_names_by_itself():
    assert set(product.INSTALLED_APPS).isdisjoint(FETCHES_OF_ITSELF)
    with engine.tables(threads=1) as tables:
        assert tables.execute("select current_setting('autoinstall_known_extensions')").fetchone() == (False,)
