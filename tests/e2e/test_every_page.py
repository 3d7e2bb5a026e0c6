"""Every page citizens see: at three widths, in two languages, for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import checks
from tests.e2e.conftest import NewContext
from tests.e2e.people import ANSWERABLE, UNANSWERABLE

POLICY = "/policies/yun-xi-shi-ling-huo-jiu-ye-ren-yuan-can-jia-she-hui-bao-xian-ban-fa/"
INTERPRETATION = "/interpretations/gong-ji-jin-dai-kuan-xin-ban-fa-xin-jiu-dui-zhao-kan-bian-hua/"
NEWS = "/news/han-chao-lai-lin-yu-dao-sheng-huo-kun-nan-qing-ji-shi-qiu-zhu/"
LANGUAGES = {"": "zh-Hans", "/en": "en"}


def at(address: str) -> Callable[[Page, str], None]:
    """A page with an address of its own."""

    def open_it(page: Page, prefix: str) -> None:
        response = page.goto(prefix + address)
        assert response
        assert response.ok

    return open_it


def open_chat(page: Page, prefix: str) -> None:
    """A conversation with an answer and a refusal in it."""
    page.goto(f"{prefix}/chat/")
    for number, question in enumerate((ANSWERABLE, UNANSWERABLE), start=1):
        page.locator("#chat-question").fill(question)
        page.keyboard.press("Enter")
        expect(page.get_by_role("log").get_by_role("article")).to_have_count(number)


def open_check(page: Page, prefix: str) -> None:
    """A letter before it is sent, with what is already answered and what the public would see."""
    page.goto(f"{prefix}/letters/new/")
    page.locator("input[name=title]").fill("公积金贷款最多能贷多少")
    page.locator("textarea[name=body]").fill("我的电话13800001111，请问公积金贷款最多能贷多少？")
    page.locator("input[name=consent_to_publish]").check()
    page.locator("button[value=check]").click()
    expect(page.locator(".answers__title").first).to_be_visible()


def open_receipt(page: Page, prefix: str) -> None:
    """The receipt of a letter just sent."""
    page.goto(f"{prefix}/letters/new/")
    page.locator("input[name=title]").fill("路灯不亮")
    page.locator("textarea[name=body]").fill("溪东区政务大道12号门前的路灯三天没有亮了，请安排维修。")
    page.locator("button[value=check]").click()
    page.locator("button[value=send]").click()
    expect(page.locator("[data-receipt=number]")).to_be_visible()


def open_tracking(page: Page, prefix: str) -> None:
    """The tracking page of a letter just sent."""
    open_receipt(page, prefix)
    number = page.locator("[data-receipt=number]").inner_text()
    code = page.locator("[data-receipt=query-code]").inner_text()
    page.goto(f"{prefix}/track/")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=query_code]").fill(code)
    page.get_by_role("main").locator("button[type=submit]").click()
    expect(page.locator("ol.timeline")).to_be_visible()


def open_published_letter(page: Page, prefix: str) -> None:
    """The newest published letter."""
    page.goto(f"{prefix}/letters/published/")
    page.locator("ul.listing h2 a").first.click()
    expect(page.locator("#letter-reply")).to_be_visible()


PAGES = {
    "home": at("/"),
    "section": at("/policies/"),
    "policy": at(POLICY),
    "interpretation": at(INTERPRETATION),
    "article": at(NEWS),
    "search": at("/search/?q=公积金"),
    "nothing found": at("/search/?q=火星移民登记"),
    "chat": open_chat,
    "handoff": at("/chat/handoff/"),
    "letters": at("/letters/"),
    "mailbox": at("/letters/mayor/"),
    "letter": at("/letters/new/"),
    "fault": at("/letters/fault/?page=/policies/"),
    "check": open_check,
    "receipt": open_receipt,
    "track": at("/track/"),
    "tracking": open_tracking,
    "published": at("/letters/published/"),
    "published letter": open_published_letter,
    "statistics": at("/letters/statistics/"),
    "open data": at("/letters/open-data/"),
    "interviews": at("/talks/"),
    "interview": at("/talks/ebikes-parking-2026/"),
    "transcript": at("/talks/medical-away-2026/"),
    "rules": at("/interviews/rules/"),
    "surveys": at("/opinion-surveys/"),
    "survey": at("/opinion-surveys/parks-and-greenways/"),
    "survey result": at("/opinion-surveys/service-hall-experience/"),
}


@pytest.mark.parametrize("prefix", LANGUAGES, ids=["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_shuts_nobody_out(page: Page, name: str, prefix: str) -> None:
    checks.set_width(page, 1280)
    PAGES[name](page, prefix)
    expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[prefix])
    expect(page.locator("h1")).to_have_count(1)
    for width in checks.WIDTHS:
        checks.set_width(page, width)
        checks.assert_fits(page)
        if width != 768:
            checks.assert_accessible(page)
    # Without motion, or colours would be measured on their way.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    checks.assert_accessible(page)


@pytest.mark.parametrize("address", ["/", POLICY, "/search/?q=公积金", "/chat/", "/letters/new/"])
def test_page_fits_at_400_percent(new_context: NewContext, address: str) -> None:
    page = new_context(viewport={"width": 320, "height": 256}).new_page()
    page.goto(address)
    checks.assert_fits(page)
    for floating in page.locator(".widget-button, .site-header").all():
        assert floating.evaluate("element => getComputedStyle(element).position") != "fixed"
    field = page.get_by_role("main").get_by_role("textbox").or_(page.get_by_role("combobox")).first
    field.scroll_into_view_if_needed()
    expect(field).to_be_in_viewport()


@pytest.mark.parametrize("prefix", LANGUAGES, ids=["zh", "en"])
def test_keyboard_reaches_the_ask_field_soon(page: Page, prefix: str) -> None:
    page.goto(f"{prefix}/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    checks.assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    field = page.get_by_role("combobox").first
    assert checks.tab_to(page, field) == 1

    page.goto(f"{prefix}{POLICY}")
    assert checks.tab_to(page, page.get_by_role("combobox").first) <= 4


def test_easy_reading_lasts_until_it_is_switched_off(page: Page, new_context: NewContext) -> None:
    page.goto("/")
    page.get_by_role("button", name="大字阅读").click()
    for address in ("/", POLICY, "/chat/"):
        page.goto(address)
        expect(page.get_by_role("button", name="大字阅读")).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "22px"
        checks.assert_fits(page)
        checks.set_width(page, 320)
        checks.assert_fits(page)
        checks.assert_accessible(page)
        checks.set_width(page, 1280)
    page.get_by_role("button", name="大字阅读").click()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-comfort", "large")


def test_easy_reading_works_without_javascript(nojs_page: Page) -> None:
    nojs_page.goto(POLICY)
    nojs_page.get_by_role("button", name="大字阅读").click()
    expect(nojs_page).to_have_url(POLICY)
    expect(nojs_page.locator("html")).to_have_attribute("data-comfort", "large")


def test_language_switch_keeps_the_page(page: Page) -> None:
    for address in (POLICY, "/search/?q=公积金", "/letters/new/"):
        page.goto(address)
        shown = page.url
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.url == shown.replace(address[:4], f"/en{address[:4]}", 1)
        page.get_by_role("link", name="中文").click()
        expect(page).to_have_url(shown)


def test_print_shows_the_text_and_leaves_out_the_controls(page: Page) -> None:
    page.goto(POLICY)
    page.emulate_media(media="print")
    expect(page.locator("#article-6")).to_be_visible()
    for hidden in (page.get_by_role("search"), page.locator(".widget-button"), page.locator(".site-nav")):
        expect(hidden.first).to_be_hidden()
