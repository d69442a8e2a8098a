"""Real servers for tests: Redis, PostgreSQL, and Color Clues itself, each a process of its own.

They listen on 127.0.0.1 on ports of their own, keep their files in a folder that the test gives,
and end with their `with` block. `start` returns when the server answers in its own protocol, and
raises `ServerError` with the end of the log when it does not.
`python -m tests.servers` prints what the tests would need and this machine does not have.
"""

import contextlib
import fcntl
import http.client
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120.0  # seconds, for a slow machine: nothing here waits when it need not
# What a developer may have set for himself must not reach the servers under test.
OUR_VARIABLES = (
    "ALLOWED_HOSTS DATABASE_URL DEBUG DJANGO_SETTINGS_MODULE HTTPS LOG_LEVEL ORIGINS PORT REDIS_URL"
    " SECRET_KEY VAR_DIR"
).split()

MODEL = "COLORCLUES_TESTS_MODEL"
"""Environment variable: the folder in which the processes of one test run keep what their servers
begin with, databases without rows and the static files, so that they are made once."""
TEMPLATE = "model"
"""The database without rows in a PostgreSQL made from the model."""

running: list["Server"] = []


class ServerError(Exception):
    """A server did not do what it was told; the text ends with its log."""


class Server(ABC):
    """A process that listens on a port, which it keeps when it is started again."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Choose the port; nothing runs until `start`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = port or free_port()
        self.log_file = folder / f"{type(self).__name__.lower()}-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Give what to run."""

    @abstractmethod
    def answers(self) -> bool:
        """Ask the server something; False, or OSError, while it is not ready."""

    @property
    @abstractmethod
    def url(self) -> str:
        """Where the server is, as its clients write it."""

    @property
    def pid(self) -> int:
        """The process id, which is not that of an earlier start."""
        if self.process is None:
            raise ServerError(f"{self} is not running.")
        return self.process.pid

    @property
    def log(self) -> str:
        """All that it has written so far, earlier starts included."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def start(self) -> Self:
        """Start it, and wait until it answers."""
        if self.process is not None:
            raise ServerError(f"{self} is running already.")
        if is_taken(self.port):  # another's answers must not pass for ours
            raise ServerError(f"{self} cannot start: the port is already in use.")
        with self.log_file.open("ab") as log:
            self.process = self.spawn(log)
        running.append(self)
        try:
            wait_until(lambda: self.alive() and self.answers(), f"{self} answers")
        except BaseException as error:
            self.kill9()
            raise ServerError(f"{error}\n{self.log_end()}") from error
        return self

    def terminate(self) -> None:
        """Ask it to end (SIGTERM), and wait until it has."""
        self.end(signal.SIGTERM)

    def kill9(self) -> None:
        """End it at once, as a power cut would."""
        self.end(signal.SIGKILL)

    def restart(self) -> Self:
        """End it with SIGTERM, and start it on the same port."""
        self.terminate()
        return self.start()

    def alive(self) -> bool:
        """Say whether the process runs; raises if it has ended by itself."""
        if self.process is None:
            return False
        if (code := self.process.poll()) is not None:
            raise ServerError(f"{self} ended by itself with code {code}.")
        return True

    def log_end(self, lines: int = 40) -> str:
        """Give the last lines of the log."""
        return "\n".join(self.log.splitlines()[-lines:]) or "(it wrote nothing)"

    def spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Make the process: its own session, so that Ctrl+C reaches the tests first."""
        return subprocess.Popen(
            self.command(), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )

    def end(self, how: signal.Signals) -> None:
        """Send a signal and wait for the end; what does not listen is killed, and that is told."""
        process, self.process = self.process, None
        if process is None:
            return
        running.remove(self)
        process.send_signal(how)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.wait()
            raise ServerError(f"{self} does not end on {how.name}.\n{self.log_end()}") from error

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.terminate()

    def __str__(self) -> str:
        """Name it for messages."""
        return f"{type(self).__name__} on port {self.port}"


class Redis(Server):
    """A Redis that keeps nothing: what was in it is gone after a restart."""

    @property
    def url(self) -> str:
        """For REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str | Path]:
        """Run in memory only."""
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return [needed("redis"), *place, "--save", "", "--appendonly", "no"]

    def answers(self) -> bool:
        """PING, PONG."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")


class Postgres(Server):
    """A PostgreSQL cluster, made new at the first start and kept over restarts.

    It must not run as root, and where tests keep their files nobody but root may look: so its
    files are in a folder of its own, which ends with the `with` block.
    """

    def __init__(
        self, folder: Path, port: int | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        """Choose the port, and settings other than the server's own (`{"fsync": "off"}`)."""
        super().__init__(folder, port)
        self.options = options or {}
        self.home = Path(tempfile.mkdtemp(prefix="colorclues-postgres-"))
        self.user = postgres_user()
        if self.user is not None:
            shutil.chown(self.home, self.user)

    @property
    def url(self) -> str:
        """For DATABASE_URL: the database that is always there."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """For DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database; gives its URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(_name(name)))
        return self.url_of(name)

    def command(self) -> Sequence[str | Path]:
        """Listen on 127.0.0.1 only, and on no socket in the file system."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            **self.options,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [needed("postgresql"), "-D", self.home / "data", *settings]

    def answers(self) -> bool:
        """SELECT 1."""
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(self.url, connect_timeout=2) as connection,
        ):
            return connection.execute("SELECT 1").fetchone() == (1,)
        return False

    def start(self) -> Self:
        """Make the cluster if there is none, start it, and wait until it answers."""
        if not (self.home / "data").exists():
            self.make_cluster()
        # After kill9 its workers need a moment to notice; until then a new one refuses to start.
        deadline = time.monotonic() + PATIENCE
        while True:
            before = len(self.log)
            try:
                return super().start()
            except ServerError:
                if "still in use" not in self.log[before:] or time.monotonic() > deadline:
                    raise

    def make_cluster(self) -> None:
        """Copy the cluster of the model if there is one, else run initdb."""
        model = os.environ.get(MODEL)
        if model is None:
            self.init_cluster()
            return
        shutil.copytree(_made_once(Path(model), "postgres", _fill_postgres), self.home / "data")
        if self.user is not None:
            for folder, _, files in os.walk(self.home / "data"):
                for name in (".", *files):
                    shutil.chown(Path(folder, name), self.user)

    def init_cluster(self) -> None:
        """Run initdb."""
        initdb = needed("postgresql").with_name("initdb")
        how = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [initdb, "-D", self.home / "data", *how],
            cwd=self.home,
            user=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServerError(f"initdb failed.\n{made.stdout}{made.stderr}")

    def spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Run as `postgres` where we are root."""
        return subprocess.Popen(
            self.command(),
            cwd=self.home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=self.user,
            extra_groups=None if self.user is None else [],
        )

    def terminate(self) -> None:
        """End it without waiting for its clients to leave (a "fast" shutdown)."""
        self.end(signal.SIGINT)

    def __exit__(self, *_: object) -> None:
        """End it and remove its files."""
        self.terminate()
        shutil.rmtree(self.home, ignore_errors=True)


class Nginx(Server):
    """The proxy of the README in front of servers that run already."""

    def __init__(self, folder: Path, behind: Sequence[Server], port: int | None = None) -> None:
        """Take the README's configuration, with other ports."""
        super().__init__(folder, port)
        ports = ["8000", "8001", "8002"]
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        block = readme.split("```nginx\n")[1].split("```")[0]
        for written, real in zip(ports, [self.port, *(s.port for s in behind)], strict=True):
            block = re.sub(rf"\b{written}\b", str(real), block)
        temporary = "".join(
            f"{kind}_temp_path {folder / kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(
            f"{user} daemon off; worker_processes 1; pid {folder / 'nginx.pid'};"
            f"error_log stderr; events {{}} http {{ access_log off; {temporary} {block} }}"
        )

    @property
    def url(self) -> str:
        """Where the pages are; without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the sockets are; without a slash at the end."""
        return f"ws://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str | Path]:
        """Stay in the foreground."""
        return [needed("nginx"), "-p", self.folder, "-c", self.configuration, "-e", "stderr"]

    def answers(self) -> bool:
        """GET the health of what is behind it."""
        return _status(self.port, "/healthz") == http.HTTPStatus.OK


class Web(Server):
    """Color Clues under Daphne or uvicorn, with a database of its own unless `env` names one.

    Several that share a database, and players, also need one SECRET_KEY:
    `Web(folder, env={"DATABASE_URL": ..., "REDIS_URL": ..., "SECRET_KEY": ...})`.
    """

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        *,
        server: str = "daphne",
        env: Mapping[str, str] | None = None,
        path: str = "/",
        application: str = "colorclues.asgi:application",
        root: Path = ROOT,
    ) -> None:
        """Choose the server, its environment, and the path that must answer once it is ready.

        Another `application` is one with a fault planted in it; another `root`, the folder with
        `manage.py`, holds another version.
        """
        super().__init__(folder, port)
        self.root = root
        self.server = server
        self.path = path
        self.application = application
        inherited = {k: v for k, v in os.environ.items() if k not in OUR_VARIABLES}
        own = {
            "DJANGO_SETTINGS_MODULE": "colorclues.settings",
            "PYTHONUNBUFFERED": "1",
            "ROOMS_PER_HOUR": "100000",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "VAR_DIR": str(folder / "var"),
        }
        self.env = {**inherited, **own, **(env or {})}
        self.prepared = False

    @property
    def url(self) -> str:
        """Where the pages are; without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the sockets are; without a slash at the end."""
        return f"ws://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run manage.py in the server's environment; gives what it printed."""
        done = subprocess.run(
            [sys.executable, self.root / "manage.py", *arguments],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServerError(
                f"manage.py {' '.join(arguments)} failed.\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def start(self) -> Self:
        """Make database and static files at the first start; wait until the path answers."""
        if not self.prepared:
            self.prepare()
            self.prepared = True
        return super().start()

    def prepare(self) -> None:
        """Make database and static files, or copy those that another server began with."""
        own = Path(self.env["VAR_DIR"])
        model = os.environ.get(MODEL) if self.root == ROOT else None
        if model is None:
            self.manage("migrate", "--verbosity=0")
            self.manage("collectstatic", "--verbosity=0", "--noinput")
            return
        made = _made_once(Path(model), "var", _fill_var)
        shutil.copytree(made / "static", own / "static", dirs_exist_ok=True)
        database = self.env.get("DATABASE_URL", f"sqlite:{own}/db.sqlite3")
        if database == f"sqlite:{own}/db.sqlite3" and not (own / "db.sqlite3").exists():
            shutil.copy(made / "db.sqlite3", own)
            return
        known, wanted = _migrations(database), _migrations(f"sqlite:{made}/db.sqlite3")
        if not known and _migrations(_beside(database, TEMPLATE)) == wanted:
            _copy_template(database)
        elif known != wanted:
            self.manage("migrate", "--verbosity=0")

    def command(self) -> Sequence[str | Path]:
        """Listen on 127.0.0.1."""
        port = str(self.port)
        how = {
            "daphne": ["daphne", "-b", "127.0.0.1", "-p", port, "--verbosity", "0"],
            "uvicorn": ["uvicorn", "--host", "127.0.0.1", "--port", port],
        }
        limits = options_of(self.server)
        return [sys.executable, "-m", *how[self.server], *limits, self.application]

    def spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Run the sources in `root` with the server's environment."""
        return subprocess.Popen(
            self.command(),
            cwd=self.root,
            env=self.env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def answers(self) -> bool:
        """GET the path: anything but a server's error will do."""
        return _status(self.port, self.path) < http.HTTPStatus.INTERNAL_SERVER_ERROR


@contextlib.contextmanager
def two_processes(folder: Path, env: Mapping[str, str]) -> Iterator[tuple[Web, Web]]:
    """Give Color Clues under Daphne and under uvicorn, on what the environment names for both."""
    with (
        Web(folder / "first", env=env) as first,
        Web(folder / "second", env=env, server="uvicorn") as second,
    ):
        yield first, second


def options_of(server: str) -> list[str]:
    """Give what the Procfile (Daphne) or the README (uvicorn) adds to a server's address."""
    if server == "daphne":
        words = (ROOT / "Procfile").read_text(encoding="utf-8").split()
        return words[words.index("${PORT:-8000}") + 1 : -1]
    found = re.search(r"`uvicorn (--[^`]*)\s+colorclues", (ROOT / "README.md").read_text("utf-8"))
    if found is None:
        raise ServerError("The README does not say how uvicorn is started.")
    return found[1].split()


def wait_until(holds: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Ask again and again until `holds()` is true; an OSError counts as "not yet"."""
    deadline = time.monotonic() + patience
    last: object = None
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except (OSError, http.client.HTTPException) as error:
            last = error
        time.sleep(0.02)
    raise ServerError(
        f"Waited {patience:g} s in vain until {what}." + (f" ({last!r})" if last else "")
    )


def is_taken(port: int) -> bool:
    """Say whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Find a port that nobody listens on, and that no client is given by chance.

    Below the range from which systems number clients: else a client that tries again while the
    server is down may be given the server's port.
    """
    for _ in range(100):
        port = random.SystemRandom().randint(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ServerError("Found no free port from 20000 to 32000.")


def needed(need: str) -> Path:
    """Find a program; raises ServerError if this machine does not have it."""
    found = find(need)
    if found is None:
        raise ServerError(f"{need} is not installed: see .ci/needs.")
    return found


def find(need: str) -> Path | None:
    """Find the program for one of `FINDERS`."""
    return FINDERS[need]()


def find_nginx() -> Path | None:
    """Find nginx, which Debian keeps where only root looks."""
    there = Path("/usr/sbin/nginx")
    return _on_path("nginx") or (there if there.exists() else None)


def find_redis() -> Path | None:
    """Find redis-server."""
    return _on_path("redis-server", "valkey-server")


def find_postgres() -> Path | None:
    """Find the newest `postgres` that has its `initdb` beside it; Debian hides them."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(installed, key=lambda path: int(path.parts[4]), default=None)
    found = newest or _on_path("postgres")
    return found if found and found.with_name("initdb").exists() else None


def find_chromium() -> Path | None:
    """Find the system's Chromium or Chrome, or Playwright's own; $CHROMIUM goes first."""
    if chosen := os.environ.get("CHROMIUM"):
        return Path(chosen)
    return _on_path("chromium", "chromium-browser", "google-chrome") or _playwright_chromium()


def find_headless() -> Path | None:
    """Find Chromium without windows, which opens pages in a fifth of the time, or any Chromium."""
    if "CHROMIUM" not in os.environ and (found := _on_path("chromium-headless-shell")):
        return found
    return find_chromium()


def postgres_user() -> str | None:
    """Say as whom PostgreSQL runs: as ourselves (None) unless we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError as error:
        raise ServerError(
            "PostgreSQL cannot run as root, and there is no user postgres."
        ) from error


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def _migrations(url: str) -> set[tuple[str, str]]:
    """Return what was done to a database; nothing where there is none, or one without tables."""
    asked = "SELECT app, name FROM django_migrations"
    if url.startswith("sqlite:"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:"))) as database:
            return set(database.execute(asked))
    with contextlib.suppress(psycopg.Error), psycopg.connect(url) as connection:
        return set(connection.execute(asked))
    return set()


def _beside(url: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return url.rpartition("/")[0] + f"/{database}"


def _copy_template(url: str) -> None:
    """Give an empty database the tables of the template, which is quicker than migrations."""
    name = _name(url.rpartition("/")[2])
    with psycopg.connect(_beside(url, "postgres"), autocommit=True) as connection:
        for command in ("DROP DATABASE {}", "CREATE DATABASE {} TEMPLATE {}"):
            connection.execute(psycopg.sql.SQL(command).format(name, _name(TEMPLATE)))


def _made_once(model: Path, part: str, fill: Callable[[Path], Path]) -> Path:
    """Return a part of the model's folder; whoever comes first fills it."""
    made = model / part
    with (model / f"{part}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            fill(model).rename(made)
    return made


def _fill_var(model: Path) -> Path:
    """Make what a Web begins with: a database without rows and the static files."""
    first = Web(model / "first")
    first.manage("migrate", "--verbosity=0")
    first.manage("collectstatic", "--verbosity=0", "--noinput")
    return Path(first.env["VAR_DIR"])


def _fill_postgres(model: Path) -> Path:
    """Make what a Postgres begins with: a cluster in which the template is."""
    first = Postgres(model / "first-postgres", options={"fsync": "off"})
    first.init_cluster()
    with first:
        url = first.create_database(TEMPLATE)
        Web(model / "first-tables", env={"DATABASE_URL": url}).manage("migrate", "--verbosity=0")
        first.terminate()
        return Path(shutil.copytree(first.home / "data", model / "cluster"))


def _on_path(*names: str) -> Path | None:
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def _playwright_chromium() -> Path | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where nothing else is)

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _name(name: str) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(name)


FINDERS: dict[str, Callable[[], Path | None]] = {
    "chromium": find_chromium,
    "redis": find_redis,
    "postgresql": find_postgres,
    "nginx": find_nginx,
}

if __name__ == "__main__":
    lacking = [need for need in FINDERS if find(need) is None]
    sys.stdout.write("".join(f"{need}\n" for need in lacking))
