"""A clamd that speaks the real protocol over a real socket and knows one virus: the EICAR test file."""

import socketserver
import tempfile
import threading
import time
from pathlib import Path


class Clamd:
    """Answers PING, VERSION and INSTREAM as clamd does; `trouble` and `largest` make it fail as clamd does, `seconds` slow."""

    def __init__(self, *, network=False, largest=25_000_000, trouble=""):
        self.folder = tempfile.TemporaryDirectory(prefix="clamd")
        double = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                double.answer(self.rfile, self.wfile)

        if network:
            self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
            self.address = f"127.0.0.1:{self.server.server_address[1]}"
        else:
            self.address = str(Path(self.folder.name) / "clamd.ctl")
            self.server = socketserver.ThreadingUnixStreamServer(self.address, Handler)
        self.server.daemon_threads = True
        self.largest, self.trouble, self.seconds = largest, trouble, 0.0

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *fault):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def answer(self, received, sent):
        command = b""
        while not command.endswith(b"\0"):
            command += received.read(1) or b"\0"
        if command == b"zPING\0":
            sent.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            sent.write(self.scan(received))
        elif command == b"zVERSION\0":
            sent.write(b"ClamAV 1.4.3/27837/Sun Nov 29 09:25:47 2026\0")
        else:
            sent.write(b"UNKNOWN COMMAND\0")

    def scan(self, received):
        if self.trouble == "hangs_up":
            return b""
        content = b""
        while size := int.from_bytes(received.read(4), "big"):
            content += received.read(size)
            if len(content) > self.largest:
                return b"INSTREAM size limit exceeded. ERROR\0"
        if self.trouble == "talks_nonsense":
            return b"stream: maybe OK\0"
        time.sleep(1 if self.trouble == "is_silent" else self.seconds)
        return b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR-STANDARD-ANTIVIRUS" in content else b"stream: OK\0"
