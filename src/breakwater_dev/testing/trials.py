"""How many times a trial is made: so many in every run, and its full figure in a run with `--whole`."""

is_whole = False  # set by the plugin before any test is read


def trials(each_run: int, whole: int) -> int:
    return whole if is_whole else each_run
