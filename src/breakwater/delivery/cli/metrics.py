"""`./breakwater metrics`: what Prometheus reads, on a port of its own, until told to stop."""

import signal
import sys
import threading

HELP = "answer Prometheus on a port of its own (docs/running.md)"
NEEDS_DJANGO = True
PORT = 9464


def add_arguments(parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")


def run(options) -> int:
    from prometheus_client import start_http_server

    from .serve import why_not

    if problem := why_not(options.host, options.port):
        print(problem, file=sys.stderr)
        return 1
    over = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: over.set())
    server, answering = start_http_server(options.port, options.host, registry())
    print(f"Prometheus reads http://{options.host}:{options.port}/metrics", flush=True)
    over.wait()
    server.shutdown()
    server.server_close()
    answering.join()
    return 0


def registry():
    """What is looked at: the counts of the web processes, where they count, and the gauges."""
    from pathlib import Path

    from django.conf import settings
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    from breakwater.delivery.metrics.gauges import Gauges

    made = CollectorRegistry()
    made.register(Gauges())
    if settings.BREAKWATER_METRICS:
        Path(settings.BREAKWATER_METRICS).mkdir(parents=True, exist_ok=True)
        MultiProcessCollector(made, settings.BREAKWATER_METRICS)
    return made
