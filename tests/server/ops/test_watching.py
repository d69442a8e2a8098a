"""Dashboard and alerts ask for what /metrics tells, by the labels that it has."""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from prometheus_client import REGISTRY, Counter, Gauge, Histogram

from colorclues.games import refusals
from colorclues.ops import metrics
from colorclues.sockets.close_codes import Close
from tests.servers import ROOT

ALERTS = ROOT / ".deploy" / "alerts.yml"
DASHBOARD = json.loads((ROOT / ".deploy" / "grafana.json").read_text("utf-8"))
OF_PROMETHEUS = {"up", "job", "instance", "le"}
SELECTOR = re.compile(r"\b((?:colorclues|process)_\w+)(?:\{([^}]*)\})?")


def questions():
    """Return every expression that is asked, by where it is asked."""
    rules = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
    asked = {rule["alert"]: rule["expr"] for rule in rules}
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            asked[f"{panel['title']} {target['refId']}"] = target["expr"]
    return asked


def told():
    """Return the names of all samples, with their labels besides job, instance and le."""
    suffixes = {Counter: ("_total",), Gauge: ("",), Histogram: ("_bucket", "_sum", "_count")}
    ours = [one for one in vars(metrics).values() if isinstance(one, tuple(suffixes))]
    found = {
        one._name + suffix: set(one._labelnames) for one in ours for suffix in suffixes[type(one)]
    }
    samples = (sample for family in REGISTRY.collect() for sample in family.samples)
    return {sample.name: set() for sample in samples if sample.name.startswith("process_")} | found


@pytest.mark.parametrize("where", questions())
def test_what_is_asked_is_told(where):
    expression, known = questions()[where], told()
    named = SELECTOR.findall(expression)
    assert named or expression.startswith("up{")
    grouped = set(re.findall(r"by \((\w+)\)", expression)) - OF_PROMETHEUS
    for name, selected in named:
        assert name in known
        labels = set(re.findall(r"(\w+)=", selected)) - OF_PROMETHEUS
        assert labels | grouped <= known[name]


def test_the_codes_that_alerts_wait_for_are_codes_of_ours():
    text = ALERTS.read_text("utf-8")
    codes = set(re.findall(r'code="(\w+)"', text))
    assert codes
    closes = {str(close.code) for close in Close}
    assert {code for code in codes - closes if not refusals.sentence(code)} == set()


def test_every_number_of_ours_is_on_the_dashboard():
    asked = " ".join(expression for expression in questions().values())
    ours = {name for name in told() if name.startswith("colorclues_")}
    hidden = {name for name in ours if name.endswith(("_sum", "_count"))}
    assert {name for name in ours - hidden if name not in asked} == set()


def test_panels_stand_beside_each_other():
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    taken = {(p["x"] + x, p["y"] + y) for p in places for x in range(p["w"]) for y in range(p["h"])}
    assert len(taken) == sum(p["w"] * p["h"] for p in places)
    assert max(x for x, _ in taken) < 24


def test_prometheus_understands_the_alerts():
    if not (promtool := shutil.which("promtool")):
        pytest.skip("promtool is not installed")
    done = subprocess.run(
        [promtool, "check", "rules", ALERTS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
