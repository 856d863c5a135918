"""One shape for every table that rooms fill at start-up."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_all: dict[str, "Registry"] = {}


class AlreadyRegistered(Exception):
    """Two rooms claim the same key, or two registries the same name."""


class NotRegistered(KeyError):
    """Nothing is registered under this key."""


@dataclass(frozen=True)
class Row:
    """One registered thing as the listing shows it: its key, where it is defined, and the first line of its docstring."""

    key: str
    where: str
    says: str


class Registry[T]:
    """A named table from key to value, filled at start-up and only read afterwards.

    `registry.register("early_help", value)` or, as a decorator, `@registry.register("early_help")`. `purpose` is one
    sentence for the listing. A registry made for a test says `listed=False`.
    """

    def __init__(self, name: str, purpose: str = "", *, listed: bool = True):
        if listed and name in _all:
            raise AlreadyRegistered(f"There is already a registry called {name!r}")
        self.name = name
        self.purpose = purpose
        self._rows: dict[str, T] = {}
        if listed:
            _all[name] = self

    def register(self, key: str, value: T | None = None) -> T | Callable[[T], T]:
        """Keep `value` under `key`; without a value, return a decorator that does. Raises AlreadyRegistered."""
        if value is None:
            return lambda decorated: self.register(key, decorated)
        if key in self._rows:
            taken = _where(self._rows[key])
            raise AlreadyRegistered(f"{self.name}: {key!r} from {_where(value)} is already taken by {taken}")
        self._rows[key] = value
        return value

    def __getitem__(self, key: str) -> T:
        try:
            return self._rows[key]
        except KeyError:
            known = ", ".join(sorted(self._rows)) or "nothing"
            raise NotRegistered(f"{self.name}: no {key!r}; there is {known}") from None

    def get(self, key: str, default: T | None = None) -> T | None:
        return self._rows.get(key, default)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def keys(self) -> list[str]:
        return list(self._rows)

    def values(self) -> list[T]:
        return list(self._rows.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._rows.items())

    def listing(self) -> list[Row]:
        """Every row in the order of its key, for `./breakwater` to print."""
        return [Row(key, _where(value), _says(value)) for key, value in sorted(self._rows.items())]


def all_registries() -> list[Registry]:
    """Every listed registry, by name."""
    return [_all[name] for name in sorted(_all)]


def _where(value) -> str:
    described = value if hasattr(value, "__qualname__") else type(value)
    return f"{described.__module__}.{described.__qualname__}"


def _says(value) -> str:
    return (inspect.getdoc(value) or "").partition("\n")[0]
