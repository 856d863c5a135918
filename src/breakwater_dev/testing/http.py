"""A visitor of a served installation without a browser: cookies, forms with their tokens, and what came back."""

import http.client
import io
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlencode, urlsplit


@dataclass
class Answer:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Visitor:
    """One device with its cookies, perhaps signed in. Redirects are not followed."""

    def __init__(self, url: str, session: str | None = None):
        self.host = urlsplit(url).netloc
        self.cookies = {"csrftoken": "t" * 32}
        if session:
            self.cookies["breakwater"] = session
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **fields) -> Answer:
        return self.ask("POST", path, fields)

    def ask(
        self, method: str, path: str, fields: dict | None = None, *, file: tuple[str, str, bytes] | None = None
    ) -> Answer:
        """`file` is sent in the box "file": its name, media type and content."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": self.host}
        body = None
        if method == "POST":
            sent, kind = {"csrfmiddlewaretoken": "t" * 32, **(fields or {})}, "application/x-www-form-urlencoded"
            if file:
                body, kind = with_file(sent, *file)
            else:
                body = urlencode(sent, doseq=True)
            headers |= {"Content-Type": kind, "Origin": f"http://{self.host}"}
        if method == "POST" or self._connection is None:  # what is sent is never sent twice
            self.close()
            self._connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            came = self._asked(method, path, body, headers)
            answer = Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, came.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.keep_cookies(came.getheaders())
        return answer

    def keep_cookies(self, headers) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value

    def _asked(self, method: str, path: str, body: str | bytes | None, headers: dict) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if method == "POST":
                raise
            self._connection.close()  # kept open too long: ask again on a new one
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def with_file(fields: dict, name: str, media_type: str, content: bytes) -> tuple[bytes, str]:
    """A form with a file in the box "file", as a browser writes it, and its media type."""
    mark = "b" * 40
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{said}\r\n' for key, said in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media_type}\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


class Direct(Visitor):
    """The same without a server between: asks the product's own application in this process, through all that stands around a page."""

    def __init__(self, session: str | None = None):
        super().__init__("http://127.0.0.1", session)
        from breakwater.delivery.wsgi import product

        self._application = product

    def ask(self, method: str, path: str, fields: dict | None = None) -> Answer:
        sent = {"csrfmiddlewaretoken": "t" * 32, **(fields or {})} if method == "POST" else {}
        body, (path, _, query) = urlencode(sent, doseq=True).encode(), path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "80",
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        if method == "POST":
            environ |= {"HTTP_ORIGIN": f"http://{self.host}", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
        came = []
        parts = self._application(environ, lambda status, headers, fault=None: came.extend((status, headers)))
        try:
            answer = Answer(int(came[0][:3]), {name.lower(): value for name, value in came[1]}, b"".join(parts))
        finally:
            parts.close()
        self.keep_cookies(came[1])
        return answer
