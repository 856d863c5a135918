"""Which modules open a connection to elsewhere, and who says where it leads. Another one fails until it stands here and in docs/security/asvs.md."""

import ast
from pathlib import Path

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
