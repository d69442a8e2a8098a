"""Pages in .github/docs: the files and tests that they name are there, and so are their figures."""

import json
import math
import re

import pytest

from tests.servers import ROOT

DOCS = ROOT / ".github" / "docs"
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}
NAMED = re.compile(r"`((?:[\w.]+/)+[\w.]+\.\w+|\.ci/\w+|Procfile)(?:::(\w+))?`")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page):
    named = NAMED.findall(PAGES[page])
    for path, test in named:
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), test


@pytest.mark.parametrize("page", PAGES)
def test_the_readme_leads_to_every_page(page):
    assert f"(.github/docs/{page})" in README


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"daphne.md", "sizes.md"}))
def test_a_page_on_channels_has_a_problem_a_file_a_proof_and_a_figure(page):
    parts = re.findall(r"^\*\*(.+?)\.\*\*", PAGES[page], re.MULTILINE)
    assert parts == ["The problem", "Here", "The proof", "The figure"]
    assert NAMED.search(PAGES[page].split("**The proof.**")[0])
    assert "tests/" in PAGES[page].split("**The proof.**")[1]


def test_figures_of_the_pages_are_those_of_the_readme():
    rows = dict(re.findall(r"^\| (\d+) \| .*? \| (.*) \|$", README, re.MULTILINE))
    checked = 0
    for page, text in PAGES.items():
        figure = " ".join(text.partition("**The figure.**")[2].split())
        told = re.search(r"\(README, rows? ([\d and]+)\)", figure)
        if not told:
            continue
        row = " ".join(rows[number] for number in told[1].split(" and "))
        row += " ".join(found for found in re.findall(r"^\| \d+ \| (.*) \|$", README, re.MULTILINE))
        for number in re.findall(r"\d[\d,.]*\d|\d", figure[: told.start()]):
            assert number in row, (page, number)
            checked += 1
    assert checked > 20


def test_sizes_are_what_the_figures_of_the_release_make():
    release = json.loads((ROOT / "tests" / "bench" / "release.json").read_text("utf-8"))
    server = release["PostgreSQL and Redis | a command: CPU of the server | us"] / 1e6
    stores = release["PostgreSQL and Redis | a command: CPU of PostgreSQL and Redis | us"] / 1e6
    socket = next(value for name, value in release.items() if name.endswith("| uvicorn | KB"))
    page = " ".join(PAGES["sizes.md"].split())
    tables = math.floor(0.5 / server / 0.2)
    assert f"{server * 1000:.2f} ms of one core" in page
    assert f"together {stores * 1000:.2f} ms" in page
    assert f"one core carries {tables:,} tables, {tables * 6:,} people" in page
    assert f"{tables * 6 * socket / 1000:.0f} MB" in page
    assert f"{tables * 0.2 * stores:.2f} of a core" in page
    for players in (10, 1000, 100_000, 1_000_000):
        there = math.ceil(players / 6)
        rate = there * 0.2
        processes = math.ceil(rate * server / 0.5)
        row = f"| {players:,} | {there:,} | {rate:,.{int(rate < 1)}f} | {processes} | "
        row += f"{rate * stores:.1f} | "
        assert row in page
        memory = re.search(re.escape(row) + r"([\d.]+) (MB|GB) \|", page)
        assert math.isclose(
            float(memory[1]), players * socket / (1e3 if memory[2] == "MB" else 1e6), rel_tol=0.03
        )
