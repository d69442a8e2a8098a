"""The files of .deploy: proxies are tried, units are verified, names are those of the project."""

import contextlib
import http.client
import http.server
import os
import re
import shutil
import subprocess
import threading
from types import SimpleNamespace

import pytest
import yaml
from websockets.sync.client import connect
from websockets.sync.server import serve

from colorclues import settings
from tests.conftest import needs
from tests.servers import PATIENCE, ROOT, Caddy, Nginx, free_port

DEPLOY = ROOT / ".deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


class Told(http.server.BaseHTTPRequestHandler):
    """Answers with the path, and keeps the headers that came."""

    def do_GET(self):
        self.server.headers = self.headers
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        """Keep quiet."""


@contextlib.contextmanager
def served(server):
    """Run a server in a thread."""
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture
def web():
    """A server that tells what it was asked."""
    with served(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Told)) as server:
        server.port = server.server_address[1]
        yield server
        server.server_close()


@pytest.fixture(params=[Nginx, Caddy])
def proxy(request, tmp_path, web):
    """Each proxy in front of two processes, of which one is down."""
    needs(request.param.__name__.lower())
    tmp_path.chmod(0o755)
    with request.param(tmp_path / "proxy", [SimpleNamespace(port=free_port()), web]) as running:
        yield running


def get(proxy, path, headers=None):
    """Return the status and the text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_proxy_overwrites_the_headers_that_we_trust(proxy, web):
    forged = {"X-Real-IP": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "play.example.org"}
    if isinstance(proxy, Caddy):  # which knows its sites by name
        forged["Host"] = f"127.0.0.1:{proxy.port}"
    assert get(proxy, "/t/ABCDEF/", forged) == (200, "/t/ABCDEF/")
    told = {name: web.headers[name] for name in forged}
    assert told == forged | {"X-Real-IP": "127.0.0.1", "X-Forwarded-Proto": "http"}


def test_a_proxy_keeps_the_numbers_to_itself_and_goes_round_a_process_that_is_down(proxy):
    assert get(proxy, "/metrics")[0] == 404
    assert [get(proxy, f"/{number}") for number in range(6)] == [
        (200, f"/{number}") for number in range(6)
    ]


@pytest.mark.parametrize("kind", [Nginx, Caddy])
def test_a_socket_comes_through_a_proxy(kind, tmp_path, web):
    needs(kind.__name__.lower())
    tmp_path.chmod(0o755)

    def echo(line):
        for message in line:
            line.send(message)

    def probe(line, request):
        return None if "Upgrade" in request.headers else line.respond(200, "")

    with served(serve(echo, "127.0.0.1", 0, process_request=probe)) as server:
        port = server.socket.getsockname()[1]
        behind = [SimpleNamespace(port=free_port()), SimpleNamespace(port=port)]
        with (
            kind(tmp_path / "proxy", behind) as proxy,
            connect(proxy.socket_url + "/ws/t/ABCDEF/", open_timeout=PATIENCE) as line,
        ):
            line.send("hello")
            assert line.recv(PATIENCE) == "hello"


class TestRun:
    @pytest.fixture
    def run(self, tmp_path):
        """Run a line of a Procfile of the test's own."""
        (tmp_path / ".deploy").mkdir()
        shutil.copy(DEPLOY / "run", tmp_path / ".deploy")
        lines = "both: echo one && echo two\nweb: ${SHELL_OF_TEST:-sh} -c 'echo $$; pwd'\n"
        (tmp_path / "Procfile").write_text(lines)

        def start(name):
            command = [tmp_path / ".deploy" / "run", name]
            return subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, text=True)

        return start

    def test_a_server_takes_the_place_of_the_shell_so_that_signals_reach_it(self, run, tmp_path):
        process = run("web")
        assert process.communicate()[0].split() == [str(process.pid), str(tmp_path)]

    def test_commands_run_one_after_the_other(self, run):
        process = run("both")
        assert (process.communicate()[0], process.returncode) == ("one\ntwo\n", 0)

    def test_what_the_procfile_does_not_name_is_an_error(self, run):
        process = run("worker")
        assert (process.communicate()[0], process.returncode) == ("", 64)


def test_ready_tells_whether_the_process_is_ready(web):
    def ready(port):
        return subprocess.run(
            [DEPLOY / "ready"],
            env=os.environ | {"PORT": str(port)},
            capture_output=True,
            check=False,
        ).returncode

    assert ready(web.port) == 0
    assert ready(free_port()) == 1


@pytest.fixture(scope="module")
def analyze(tmp_path_factory):
    """systemd-analyze on a system of the test's own, with our units and what they start."""
    if not (found := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not installed")
    root = tmp_path_factory.mktemp("root")
    shutil.copytree("/lib/systemd/system", root / "lib/systemd/system", symlinks=True)
    shutil.copytree(DEPLOY / "systemd", root / "etc/systemd/system")
    home = root / "srv/colorclues"
    (home / ".deploy").mkdir(parents=True)
    (home / ".venv/bin").mkdir(parents=True)
    for program in (".deploy/run", ".deploy/ready"):
        shutil.copy(ROOT / program, home / program)
    shutil.copy(shutil.which("true"), home / ".venv/bin/python")

    def run(*arguments):
        return subprocess.run(
            [found, f"--root={root}", *arguments], capture_output=True, text=True, check=False
        )

    return run


def test_systemd_has_nothing_to_say_against_the_units(analyze):
    files = [path for path in (DEPLOY / "systemd").iterdir() if path.is_file()]
    units = [path.name.replace("@.", "@8001.") for path in files]
    assert len(units) > 3
    done = analyze("verify", "--man=no", *units)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_services_can_do_little_harm(analyze):
    done = analyze("security", "--offline=true", "--threshold=20", "colorclues-web@8001.service")
    assert done.returncode == 0, done.stdout


def test_settings_of_the_examples_are_those_of_the_project():
    source = (ROOT / "colorclues" / "settings.py").read_text("utf-8")
    known = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    known |= set(re.findall(r"\$\{(\w+):-", (ROOT / "Procfile").read_text("utf-8")))
    example = (DEPLOY / "settings.env.example").read_text("utf-8")
    named = set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))
    for service in ("web", "release", "cleanup"):
        named |= set(COMPOSE["services"][service]["environment"])
    assert {"DATABASE_URL", "ALLOWED_HOSTS", "BEHIND_PROXY"} <= named <= known


def test_the_image_is_given_all_that_the_application_is_made_of():
    given = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    given = {line[1:] for line in given if line.startswith("!")}
    assert given == {
        *(".deploy/ready", ".deploy/run", "Procfile", "manage.py", ".requirements.lock"),
        *(path.name for path in settings.BASE_DIR.iterdir() if path.name in PARTS),
    }


PARTS = {"colorclues", "game_engine", "static", "templates"}


def test_every_service_of_the_project_is_locked_up():
    ours = [s for s in COMPOSE["services"].values() if s["image"] == "colorclues"]
    assert len(ours) == 3
    for service in ours:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", dockerfile, re.MULTILINE)
