"""`./breakwater training-copy`: the invented area for a training room, on a data folder of its own. Nothing in it is real, and it reaches nobody."""

import os
import sys

from breakwater.delivery.cli import CHECKOUT

from . import demo

HELP = "serve a training copy: the invented area with a banner on every page; no mail leaves it"
NEEDS_DJANGO = False
FOLDER, PORT = CHECKOUT / "var" / "training", 8010
# What an installation is given, and a training copy beside it must not take up.
OF_ANOTHER = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "BREAKWATER_BACKUP",
    "BREAKWATER_BACKUP_KEYS",
    "BREAKWATER_KEY_FILE",
)


def add_arguments(parser) -> None:
    demo.add_arguments(parser)
    parser.set_defaults(port=PORT)
    parser.epilog = (
        f"The data folder is var/training unless --data names another, and the port {PORT} unless --port does. --fresh makes it as "
        "new, for the next course. Press Ctrl-C to stop."
    )


def run(options) -> int:
    if set_there := [name for name in OF_ANOTHER if os.environ.get(name)]:
        print(f"A training copy keeps everything of its own. Unset {', '.join(set_there)} first.", file=sys.stderr)
        return 2
    os.environ.setdefault("BREAKWATER_DATA", str(FOLDER))
    os.environ["BREAKWATER_TRAINING"] = "1"
    return demo.run(options)
