"""What answers say about frames on other sites; a real frame is in the browser tests."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def embedded(settings):
    """Name a site that may have our pages in a frame."""
    settings.EMBED_ORIGINS = ["https://club.example.org"]


def cookies_of(answer):
    return {name: cookie.OutputString().split("; ") for name, cookie in answer.cookies.items()}


def form():
    return {"player_name": "Maya", "preset": "official"}


def test_all_cookies_work_in_a_frame_and_in_that_sites_frames_only(embedded):
    browser = Client()
    found = cookies_of(browser.get("/")) | cookies_of(browser.post("/new", form()))
    found |= cookies_of(browser.post("/i18n/setlang/", {"language": "es"}))
    assert set(found) == {"csrftoken", "sessionid", "django_language"}
    for attributes in found.values():
        assert {"SameSite=None", "Secure", "Partitioned"} <= set(attributes)


def test_pages_for_people_do_without_the_header_that_names_no_sites(embedded):
    assert "X-Frame-Options" not in Client().get("/").headers


def test_pages_for_staff_are_in_no_frame_ever(embedded):
    answer = Client().get("/admin/login/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not any("Partitioned" in parts for parts in cookies_of(answer).values())


def test_without_the_setting_pages_are_in_no_frame():
    browser = Client()
    answer = browser.get("/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "SameSite=Lax" in cookies_of(browser.post("/new", form()))["sessionid"]
