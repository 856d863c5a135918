"""One device on one connection that is kept open: HTTP/1.1 by hand on asyncio, so that a hundred of them cost little."""

import asyncio
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "127.0.0.1"  # what is loaded is on this machine: never another
LONGEST_SECONDS = 30.0
TOKEN = "t" * 32


@dataclass(frozen=True)
class Answer:
    """What came back. Status 0: nothing did, `fault` says why. `headers` by lower-case name; `seconds` from the first byte sent."""

    status: int
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Device:
    """A browser's part in it: cookies, the token of forms, one connection. What is sent is never sent twice by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": TOKEN})
    longest: float = LONGEST_SECONDS
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> Answer:
        return await self.ask("GET", path)

    async def post(self, path: str, fields: dict, *, by_script: bool = False, by_htmx: bool = False) -> Answer:
        headers = {"X-Requested-With": "fetch"} if by_script else {"HX-Request": "true"} if by_htmx else {}
        return await self.ask("POST", path, {"csrfmiddlewaretoken": TOKEN, **fields}, headers)

    async def ask(self, method: str, path: str, fields: dict | None = None, headers: dict | None = None) -> Answer:
        begun = time.perf_counter()
        sent = self._written(method, path, fields, headers or {})
        try:
            async with asyncio.timeout(self.longest):
                status, came, body = await self._answered(sent, once=method == "POST")
        except (OSError, asyncio.IncompleteReadError, ValueError) as fault:  # a timeout is an OSError
            await self.close()
            return Answer(0, time.perf_counter() - begun, fault=type(fault).__name__)
        if came.get("connection", "").lower() == "close":
            await self.close()
        return Answer(status, time.perf_counter() - begun, came, body)

    async def close(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()

    def _written(self, method: str, path: str, fields: dict | None, headers: dict) -> bytes:
        body = urlencode(fields, doseq=True).encode() if fields is not None else b""
        lines = {
            "Host": f"{HOST}:{self.port}",
            "Accept": "text/html,*/*;q=0.8",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **headers,
        }
        if fields is not None:
            lines |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
            lines["Origin"] = f"http://{HOST}:{self.port}"
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    async def _answered(self, sent: bytes, *, once: bool) -> tuple[int, dict[str, str], bytes]:
        if self._writer is None or (once and self._reader.at_eof()):
            await self._open()
        try:
            self._writer.write(sent)
            return await self._read()
        except (ConnectionError, asyncio.IncompleteReadError) as fault:
            if once or getattr(fault, "partial", b""):
                raise
            await self._open()  # kept open for too long: ask again on a new one
            self._writer.write(sent)
            return await self._read()

    async def _open(self) -> None:
        await self.close()
        self._reader, self._writer = await asyncio.open_connection(HOST, self.port, limit=2**20)

    async def _read(self) -> tuple[int, dict[str, str], bytes]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        came: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            came[name] = value
            if name == "set-cookie":
                self._keep(value)
        return int(first.split(" ", 2)[1]), came, await self._body(came)

    async def _body(self, came: dict[str, str]) -> bytes:
        if came.get("transfer-encoding", "").lower() != "chunked":
            return await self._reader.readexactly(int(came.get("content-length", 0)))
        parts = []
        while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if name == "csrftoken":
                continue  # forms carry the token that the device began with
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
