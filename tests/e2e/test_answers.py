"""A citizen asks, reads the quoted answer, and follows it to the very article."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.people import ANSWERABLE, FOLLOW_UP, ask, expect_at_article, expect_quoted


def test_question_from_the_home_page_leads_to_the_very_article(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="搜索，或直接提问").fill(ANSWERABLE)
    page.get_by_role("button", name="问一问").click()
    chat = page.get_by_role("dialog", name="智能问答")
    turns = chat.get_by_role("log").get_by_role("article")
    expect_quoted(turns.first)
    turns.first.get_by_role("button", name="有用", exact=True).click()
    expect(turns.first.get_by_role("status")).to_have_text("感谢您的评价。")

    page.reload()
    page.get_by_role("link", name="智能问答").last.click()
    expect_quoted(turns.first)
    expect(turns.first).to_contain_text("感谢您的评价。")
    expect(turns).to_have_count(1)

    # "What papers are needed for that?" is looked for where the first answer was found.
    followed = ask(chat, FOLLOW_UP)
    source = turns.first.get_by_role("link", name=re.compile("第六条"))
    policy = urlsplit(str(source.get_attribute("href"))).path
    expect(followed.locator(f"a[href^='{policy}#']").first).to_be_visible()

    source.click()
    expect_at_article(page)


def test_a_phone_shows_the_conversation_on_the_whole_screen(phone_page: Page) -> None:
    phone_page.goto("/policies/")
    phone_page.get_by_role("link", name="智能问答").last.click()
    chat = phone_page.get_by_role("dialog", name="智能问答")
    box = chat.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    turn = ask(chat, ANSWERABLE)
    expect_quoted(turn)
    turn.get_by_role("link", name=re.compile("第六条")).click()
    expect_at_article(phone_page)


def test_without_javascript_the_same_answer_on_a_page_of_its_own(nojs_page: Page) -> None:
    page = nojs_page
    page.goto("/")
    page.get_by_role("searchbox", name="搜索，或直接提问").fill(ANSWERABLE)
    page.get_by_role("button", name="问一问").click()
    expect(page.get_by_role("textbox", name="您的问题")).to_have_value(ANSWERABLE)
    page.get_by_role("button", name="发送").click()
    turns = page.get_by_role("log").get_by_role("article")
    expect_quoted(turns.first)
    expect(turns.first).to_be_in_viewport()
    turns.first.get_by_role("button", name="有用", exact=True).click()
    expect(turns.first.get_by_role("status")).to_have_text("感谢您的评价。")

    page.get_by_role("textbox", name="您的问题").fill(FOLLOW_UP)
    page.get_by_role("button", name="发送").click()
    expect(turns).to_have_count(2)
    turns.first.get_by_role("link", name=re.compile("第六条")).click()
    expect_at_article(page)


def test_a_personal_number_is_neither_answered_nor_kept(page: Page, page_problems: list[str]) -> None:
    page.goto("/chat/")
    question = "我的身份证号是11010519491231002X，能领高龄津贴吗"
    page.get_by_role("textbox", name="您的问题").fill(question)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("status")).to_contain_text("请不要填写身份证号")
    page_problems.clear()  # The browser notes the refusal's status 400.
    page.reload()
    kept = page.get_by_role("log").get_by_role("article")
    expect(kept.get_by_role("blockquote")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("11010519491231002X")
