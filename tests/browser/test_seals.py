"""Commit to reveal, as the page sees it: the target that is revealed is the one that was sealed."""

import hashlib
import json
import subprocess

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import expect

from tests.browser.people import Watched
from tests.servers import ROOT

CARD, SALT = ("H2", "C14", "P30", "A1"), "00112233445566778899aabbccddeeff"


def seal(text, salt=SALT):
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


SEALS = (seal("2:H2,C14,P30,A1"), seal("2:H2,C14,P30,A1:C14"))
HIDDEN = {"seals": SEALS, "salt": None, "card": [], "target": None, "points": None}
REVEAL = {**HIDDEN, "phase": "scored", "salt": SALT, "card": CARD}
REVEAL |= {"target": "C14", "points": [0, 0, 0]}


def at_a_table(player_context):
    """Somebody whose page is shown the second round, up to its last guess."""
    maya = Watched(player_context()).start_with_bots()
    pieces = {"round": 2, "giver": 1, "clues": ["moss"], "pieces": [], "to_act": []}
    maya.show(**pieces, **HIDDEN | {"seals": SEALS[:1]}, phase="choosing")
    expect(maya.page.locator("#seal-line")).to_have_text("Card sealed")
    maya.show(**HIDDEN, phase="guessing")
    expect(maya.page.locator("#seal-line")).to_have_text("Target sealed")
    return maya


def test_the_page_checks_a_seal_that_it_had_before_the_reveal(player_context, screenshot):
    maya = at_a_table(player_context)
    screenshot(maya.page, "seal-sealed")
    maya.show(**REVEAL)
    expect(maya.page.locator("#seal-line")).to_have_text("Seal checked")
    expect(maya.page.locator("#seal-broken")).to_be_hidden()
    maya.page.locator("#seal-line").click()
    told = f"{SALT}:2:H2,C14,P30,A1:C14 → {SEALS[1]}"
    expect(maya.page.locator("#seal-value")).to_have_text(told)
    screenshot(maya.page, "seal-checked")
    late = [seal("3:H2,C14,P30,A1"), seal("3:H2,C14,P30,A1:C14")]
    maya.show(round=3, **REVEAL | {"seals": late})
    expect(maya.page.locator("#seal-line")).to_have_text("Seal told")
    expect(maya.page.locator("#seal-broken")).to_be_hidden()


def test_a_server_that_changes_target_card_salt_or_seal_is_found_out(player_context, screenshot):
    maya = at_a_table(player_context)
    other = seal("2:H2,C14,P30,A1:A1")
    for change in (
        {"target": "A1"},
        {"card": ("H2", "C14", "P30", "A2")},
        {"salt": "1" * 32},
        {"target": "A1", "seals": (SEALS[0], other)},
        {"target": None, "seals": SEALS[:1]},
    ):
        maya.show(**REVEAL | change)
        expect(maya.page.locator("#seal-line")).to_have_text("The seal does not fit")
        expect(maya.page.locator("#seal-broken")).to_be_visible()
    screenshot(maya.page, "seal-broken")
    maya.show(**REVEAL)
    expect(maya.page.locator("#seal-line")).to_have_text("Seal checked")
    # A seal that is exchanged while the round goes on is found out at once.
    maya.show(**HIDDEN | {"seals": (SEALS[0], other)}, phase="guessing")
    expect(maya.page.locator("#seal-broken")).to_be_visible()


def test_the_page_s_sha_256_is_that_of_everybody_else():
    texts = [("aé漢🎲" * 100)[:length] for length in (*range(140), 255, 256, 400)]
    node, *_ = compute_driver_executable()
    script = (ROOT / "static/js/table/sha256.js").read_text(encoding="utf-8")
    asked = f"{script}\nconsole.log(JSON.stringify({json.dumps(texts)}.map(sha256)))"
    run = [node, "--input-type=module", "--eval", asked]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    told = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    assert json.loads(done.stdout) == told
