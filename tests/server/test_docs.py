"""Pages in .github/docs: the files and tests that they name are there, and so are their figures."""

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


@pytest.mark.parametrize("page", [name for name in PAGES if name != "daphne.md"])
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
