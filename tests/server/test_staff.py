"""How often a password of staff may be tried, and that nobody is kept away for ever."""

from itertools import islice

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from colorclues.views import staff

pytestmark = pytest.mark.django_db
PASSWORD = "known to nobody else"


@pytest.fixture(autouse=True)
def boss(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a fast one
    cache.clear()
    return User.objects.create_superuser("boss", password=PASSWORD)


def sign_in(password, *, browser=None, address="203.0.113.1", name="boss"):
    form = {"username": name, "password": password, "next": "/admin/"}
    browser = browser or Client()
    return browser.post("/admin/login/", form, REMOTE_ADDR=address).status_code


def addresses():
    return (f"203.0.113.{number}" for number in range(100, 132))


def test_an_address_has_so_many_tries():
    tries = [sign_in("wrong", name=f"name {number}") for number in range(staff.PER_ADDRESS + 1)]
    assert tries == [200] * staff.PER_ADDRESS + [429]
    assert sign_in(PASSWORD) == 429
    assert sign_in(PASSWORD, address="203.0.113.2") == 302


def test_a_name_has_so_many_tries_from_anywhere():
    tries = [sign_in("wrong", address=one) for one in islice(addresses(), staff.PER_NAME)]
    assert set(tries) == {200}
    assert sign_in(PASSWORD, name="Boss") == 429


def test_strangers_do_not_keep_out_who_has_signed_in_here_before():
    own = Client()
    assert sign_in(PASSWORD, browser=own) == 302
    own.post("/admin/logout/")
    for one in addresses():
        sign_in("wrong", address=one)
    assert sign_in(PASSWORD) == 429
    assert sign_in(PASSWORD, browser=own) == 302


def test_a_browser_known_by_one_name_is_a_stranger_by_another():
    own = Client()
    sign_in(PASSWORD, browser=own)
    for one in addresses():
        sign_in("wrong", address=one, name="other")
    assert sign_in("wrong", browser=own, name="other") == 429
