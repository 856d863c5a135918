"""In which order the files of tests are begun: the longest first, so that no process is left alone with one of them."""

from collections import Counter
from pathlib import Path

# Places whose tests take seconds to minutes each, longest first; a file elsewhere counts by how many tests it has.
LONGEST = (
    "src/breakwater_dev/demo/tests/test_the_invented_area.py",
    "tests/served/test_no_canary_is_seen_where_it_may_not_be.py",
    "tests/served",
    "tests/journeys",
    "tests/faults",
    "tests/wall/test_random_histories_agree_with_a_plain_model.py",
    "tests/recount",
    "src/breakwater_dev/benches/tests",
    "src/breakwater/delivery/cli/tests",
    "src/breakwater/foundation/design/tests/test_design_in_a_browser.py",
    "src/breakwater/casework/recording/tests/test_forms_in_a_browser.py",
    "src/breakwater/partnership/people/linking/tests",
    "tests/wall",
)


def longest_first(items: list, root: Path) -> None:
    """Put the items of the longest files first, then room by room: a connection has the plans of a room's statements by then.

    The rooms and their files with the most tests come first; within a file the items stay as they are.
    """
    tests = Counter(item.path for item in items)
    rooms = Counter()
    for file, number in tests.items():
        rooms[_room(file, root)] += number

    def place(file: Path) -> tuple:
        path, room = file.relative_to(root), _room(file, root)
        near = next((n for n, long in enumerate(LONGEST) if path.is_relative_to(long)), len(LONGEST))
        size = file.stat().st_size if path.is_relative_to("tests/journeys") else tests[file]
        return near, -rooms[room], room, -size, str(path)

    places = {file: place(file) for file in tests}
    items.sort(key=lambda item: places[item.path])


def _room(file: Path, root: Path) -> Path:
    return Path(*file.relative_to(root).parent.parts[:4])  # src/breakwater/practice/early_help
