"""A letter written with the keyboard alone, on a phone."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.checks import tab_to
from tests.e2e.people import take_receipt


def test_letter_by_keyboard_on_a_phone(phone_page: Page, page_problems: list[str]) -> None:
    page, keys = phone_page, phone_page.keyboard
    page.goto("/letters/new/")
    tab_to(page, page.get_by_role("radio", name="咨询"))
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    send = page.get_by_role("button", name="提交来信")
    tab_to(page, send)
    keys.press("Enter")

    # What is missing is said first, and each line leads to its field.
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("请用一句话说明您要反映的事")
    page_problems.clear()  # The browser notes the refusal's status 400.
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    tab_to(page, summary.get_by_role("link").first)
    keys.press("Enter")
    title = page.get_by_role("textbox", name="用一句话概括")
    expect(title).to_be_focused()
    keys.type("小区垃圾桶三天没有清运")
    tab_to(page, page.get_by_role("textbox", name="来信内容"))
    keys.type("溪东区政务大道12号小区的垃圾桶三天没有清运，气味很大，请安排清运。")
    tab_to(page, page.get_by_role("combobox", name="主题分类"))
    keys.press("ArrowDown")
    tab_to(page, page.get_by_role("textbox", name=re.compile("电话或电子邮箱")))
    keys.type("resident@example.com")
    tab_to(page, page.get_by_role("checkbox"))
    keys.press("Space")
    tab_to(page, send)
    keys.press("Enter")
    receipt = take_receipt(page)

    # The receipt leads on to tracking, with the number filled in; the code is the citizen's to type.
    tab_to(page, page.get_by_role("link", name="前往查询页"))
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="受理编号")).to_have_value(receipt.number)
    tab_to(page, page.get_by_role("textbox", name="查询码"))
    keys.type(receipt.query_code.lower().replace("-", " "))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="小区垃圾桶三天没有清运")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(receipt.due_on)
