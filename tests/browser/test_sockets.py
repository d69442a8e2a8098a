"""A page's connections: each comes back by itself, and stays away after a refusal."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.servers import wait_until

PATHS = {"feed": "/ws/me/$", "game": r"/ws/t/\w+/$", "house words": r"/ws/t/\w+/words/$"}


class Connections:
    """The connections of a page to one path, in the order in which they come."""

    def __init__(self, page, path):
        self.page = page
        self.opened, self.silent, self.others = [], set(), []
        page.route_web_socket(re.compile(path), self._connect)
        page.route_web_socket(re.compile("/ws/elsewhere$"), lambda other: self.others.append(other))  # noqa: PLW0108

    def _connect(self, page_side):
        number, server_side = len(self.opened), page_side.connect_to_server()
        self.opened.append(page_side)
        page_side.on_message(lambda data: number in self.silent or server_side.send(data))
        server_side.on_message(lambda data: number in self.silent or page_side.send(data))

    def wait_for(self, number):
        """Wait until there have been so many."""
        wait_until(lambda: self.page.title() and len(self.opened) >= number, "it comes back")
        assert len(self.opened) == number


@pytest.fixture(params=PATHS)
def connections(request, player_context):
    """Return the connections of one kind, on a page on which somebody writes house words."""
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    page = maya.page.context.new_page()
    page.clock.install()
    connections = Connections(page, PATHS[request.param])
    page.goto(link)
    page.locator("#words-text").click()
    expect(page.locator("#words-state")).to_have_text("Saved")
    return connections


def test_a_connection_comes_back_by_itself(connections):
    connections.wait_for(1)
    for number in (1, 2, 3):
        connections.opened[-1].close(code=1012)
        connections.wait_for(number + 1)


def test_a_connection_that_was_refused_does_not_come_back(connections):
    connections.wait_for(1)
    connections.opened[0].close(code=4400)
    page = connections.page
    page.clock.fast_forward(60_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("new WebSocket('/ws/elsewhere')")
    wait_until(lambda: page.title() and connections.others, "a later connection is seen")
    assert len(connections.opened) == 1


def test_a_connection_on_which_nothing_comes_is_replaced(connections):
    connections.wait_for(1)
    connections.silent.add(0)
    connections.page.clock.fast_forward(60_000)
    connections.wait_for(2)
