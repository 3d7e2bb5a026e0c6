"""What `make demo` serves opens for everybody: wide, narrow, without JavaScript, and for the staff."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.running_portal import RunningPortal

STAFF = [
    "admin",
    "editor",
    "reviewer1",
    "reviewer2",
    "reviewer3",
    "officer-social",
    "officer-medical",
    "host",
]


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_home_opens(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/search/?q=医保", "/chat/", "/letters/new/", "/track/"])
def test_page_fits_a_narrow_phone(phone_page: Page, address: str) -> None:
    phone_page.goto(address)
    width = phone_page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{address} is {width} px wide"


@pytest.mark.parametrize("address", ["/", "/search/?q=医保", "/chat/", "/letters/new/", "/track/"])
def test_page_opens_without_javascript(nojs_page: Page, address: str) -> None:
    response = nojs_page.goto(address)
    assert response
    assert response.ok
    expect(nojs_page.locator("h1").first).to_be_visible()


@pytest.mark.parametrize("username", STAFF)
def test_staff_account_signs_in(sign_in: SignIn, username: str) -> None:
    expect(sign_in(username).locator("h1").first).to_be_visible()


def test_loading_the_demo_twice_changes_nothing(portal: RunningPortal) -> None:
    passwords = portal.passwords
    told = portal.command("load_demo")
    assert portal.passwords == passwords
    assert "0 of them new" in told
