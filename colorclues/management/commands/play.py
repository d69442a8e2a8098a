"""`manage.py play`: everything that it takes to play at home, in one command."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import segno
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

LIMITS = ["--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536"]
"""Bytes of the longest frame that the server reads before we see it: as long as any of ours may be
(`house_words.protocol.MAX_FRAME`)."""


class Command(BaseCommand):
    """Migrate, collect static files, print the addresses, and serve."""

    help = "Starts the server for this machine and for phones on the same network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --port and --host."""
        port = os.environ.get("PORT", "8000")
        parser.add_argument("--port", default=port, help="TCP port (default: $PORT or 8000)")
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Start everything; this process becomes the server."""
        port = free_port(options["host"], options["port"])
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        path = self.first_page(options)
        addresses = lan_addresses()
        known = [*settings.ALLOWED_HOSTS, *addresses, socket.gethostname()]
        os.environ["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(known))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colorclues.settings")
        self.stdout.write(f"\nColor Clues is on. On this machine: http://localhost:{port}{path}")
        for address in addresses[:1]:
            url = f"http://{address}:{port}{path}"
            self.stdout.write(f"On phones in the same network: {url}\n\n")
            segno.make(url, error="l").terminal(sys.stdout, compact=True)
        self.stdout.write("\nStop it with Ctrl+C.\n")
        self.stdout.flush()
        serve = ["daphne", "-b", options["host"], "-p", str(port), "--verbosity", "0", *LIMITS]
        os.execv(sys.executable, [sys.executable, "-m", *serve, "colorclues.asgi:application"])

    def first_page(self, options: dict[str, Any]) -> str:
        """Return the path of the page to open first."""
        del options
        return "/"


def free_port(host: str, port: str) -> int:
    """Return the port if we may listen there; raises an error that is clearer than Twisted's."""
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise CommandError(f"The port must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Another one: make play PORT=8001"
            ) from error
    return int(port)


def lan_addresses() -> list[str]:
    """Return the IPv4 addresses by which others in the network reach this machine."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only asks for the route.
            probe.connect(("192.0.2.1", 9))
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    try:
        names = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        names = []
    found += [str(name[4][0]) for name in names]
    return [a for a in dict.fromkeys(found) if not a.startswith(("127.", "0."))]
