"""The sections of the contact form in six parts, so that a long form reads as a short one."""

from collections.abc import Sequence

from breakwater.casework.recording.answers import Task

HEADINGS = {
    "Start here": ("safety", "purpose", "you"),
    "The children": ("children", "home", "background", "voice"),
    "The worry": ("worry", "known", "injuries"),
    "The family": ("family",),
    "Help and agreement": ("help", "support", "agreement", "dispensing", "refusal"),
    "Before you send": ("professionals", "declaration"),
}


def in_parts(tasks: Sequence[Task], *, files: int, files_at: str) -> list[tuple[str, list[Task]]]:
    """The tasks under their headings; the files, which are no questions, stand before the declaration."""
    by_key = {task.key: task for task in tasks}
    made = [(heading, [by_key[key] for key in keys if key in by_key]) for heading, keys in HEADINGS.items()]
    placed = {key for keys in HEADINGS.values() for key in keys}
    words = f"{files} added" if files else "Optional"
    made[-1][1][-1:-1] = [Task("files", "Files", files_at, words, "done")]
    made[-1][1].extend(task for task in tasks if task.key not in placed)
    return [(heading, part) for heading, part in made if part]
