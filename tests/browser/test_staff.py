"""Staff in a real browser: the content security policy holds for the admin, and breaks nothing."""

from playwright.sync_api import expect

from tests.browser.people import Person


def test_staff_work_under_the_policy_of_all_pages(web, player_context, expected_problems):
    code = Person(player_context(), "Maya").create_table().split("/t/")[1][:6]
    make = "from django.contrib.auth.models import User; User.objects.create_superuser"
    web.manage("shell", "--verbosity=0", "--command", f"{make}('staff', password='of staff')")
    page = player_context().new_page()
    page.goto(f"{web.url}/admin/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("of staff")
    with page.expect_response(lambda answer: "/admin/login/" in answer.url) as signed_in:
        page.get_by_role("button", name="Log in").click()
    assert "default-src 'none'" in signed_in.value.headers["content-security-policy"]
    page.get_by_role("link", name="Rooms", exact=True).first.click()
    page.get_by_role("link", name=code).click()
    page.locator("#id_ended_at_0").locator("..").get_by_role("link", name="Today").click()
    expect(page.locator("#id_ended_at_0")).not_to_have_value("")
    page.get_by_role("button", name="Toggle theme").first.click()
    page.locator("[name=name]").first.fill("Ours")
    page.locator("#id_ended_at_0").fill("")
    page.locator("#id_ended_at_1").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".success")).to_contain_text("Ours")
    for kind in ("joinrequest", "exclusion", "game"):
        page.goto(f"{web.url}/admin/colorclues/{kind}/")
