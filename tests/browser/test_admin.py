"""What staff see while they look."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.test_rooms import ask


@pytest.fixture
def staff(web, player_context):
    """Give a page on which staff are signed in."""
    secret = {"DJANGO_SUPERUSER_PASSWORD": "not a secret"}
    web.env.update(secret)
    web.manage("createsuperuser", "--noinput", "--username=staff", "--email=staff@example.org")
    page = player_context().new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("not a secret")
    page.get_by_role("button", name="Log in").click()
    return page


def test_a_new_request_comes_into_the_list_of_staff_and_leaves_their_choice_alone(
    staff, player_context
):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    maya.page.get_by_label("Who may come in").select_option("host")
    maya.page.locator("button[value=admission]").click()
    expect(maya.page.get_by_label("Who may come in")).to_have_value("host")
    ask(Person(player_context(), "Tom"), link)
    staff.goto("/admin/colorclues/joinrequest/")
    rows = staff.locator("#result_list tbody tr")
    chosen = rows.filter(has_text="Tom").get_by_role("checkbox")
    chosen.check()
    ask(Person(player_context(), "Ana"), link)
    rows.filter(has_text="Ana").wait_for()
    expect(chosen).to_be_checked()
    expect(staff.locator(".action-counter")).to_have_text("1 of 2 selected")
    staff.locator("select[name=action]").select_option("admit")
    staff.locator("button[name=index]").click()
    expect(rows.filter(has_text="Tom")).to_contain_text("Admitted")
    maya.page.locator(".seats .who", has_text="Tom").wait_for()
