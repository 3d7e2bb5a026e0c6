"""A citizen searches: suggestions, what was meant, filters, and a way on when nothing is found."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect


def found(page: Page) -> int:
    """How many documents the page says it has found."""
    words = page.get_by_role("main").get_by_role("status").inner_text()
    number = re.search(r"找到 (\d+) 份文件", words)
    assert number, words
    return int(number[1])


def test_suggestions_open_and_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="搜索，或直接提问")
    field.press_sequentially("高龄津贴", delay=20)
    suggestions = page.get_by_role("listbox", name="搜索建议")
    expect(suggestions.get_by_role("option").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    chosen = suggestions.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("高龄津贴")
    expect(field).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    field.press("Escape")
    expect(suggestions).to_be_hidden()
    expect(field).to_have_value("高龄津贴")

    field.press("Backspace")
    title = "云溪市高龄津贴发放管理办法"
    expect(suggestions.get_by_role("option", name=title, exact=True)).to_be_visible()
    for _ in range(suggestions.get_by_role("option").count()):
        field.press("ArrowDown")
        if chosen.inner_text().strip() == title:
            break
    field.press("Enter")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_homophone_is_understood(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="搜索，或直接提问").fill("公鸡金")
    page.get_by_role("button", name="搜索").click()
    main = page.get_by_role("main")
    expect(main.get_by_text("您要找的是不是")).to_be_visible()
    main.get_by_role("link", name="公积金", exact=True).click()
    expect(page.get_by_role("combobox", name="搜索，或直接提问")).to_have_value("公积金")
    assert found(page) > 1
    expect(main.locator("mark").first).to_have_text("公积金")


def test_filters_narrow_and_a_quote_leads_to_its_article(page: Page) -> None:
    page.goto("/search/?q=" + quote("公积金贷款"))
    everything = found(page)
    kind = page.get_by_role("combobox", name="类型")
    kind.select_option(str(kind.get_by_role("option", name=re.compile(r"^政策 \(")).get_attribute("value")))
    page.get_by_role("button", name="筛选").click()
    fewer = found(page)
    assert 0 < fewer < everything

    body = page.get_by_role("combobox", name="发文机关")
    name = re.compile("住房公积金管理中心")
    body.select_option(str(body.get_by_role("option", name=name).get_attribute("value")))
    page.get_by_role("combobox", name="排序").select_option(label="最新发布")
    page.get_by_role("button", name="筛选").click()
    assert 0 < found(page) < fewer
    days = page.get_by_role("main").get_by_role("time").all_inner_texts()
    assert days == sorted(days, reverse=True)

    source = page.get_by_role("blockquote").first.get_by_role("link")
    article = str(source.get_attribute("href")).partition("#")[2]
    source.click()
    expect(page.locator(f"[id='{article}']:target")).to_be_in_viewport()


def test_nothing_found_leads_to_the_chat_or_a_letter(page: Page) -> None:
    page.goto("/search/?q=" + quote("火星移民登记"))
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="没有找到")).to_be_visible()
    main.get_by_role("link", name="写信").click()
    expect(page.get_by_role("textbox", name="用一句话概括")).to_have_value("火星移民登记")
    page.go_back()
    main.get_by_role("link", name="直接提问").click()
    chat = page.get_by_role("dialog", name="智能问答")
    turn = chat.get_by_role("log").get_by_role("article")
    expect(turn).to_contain_text("火星移民登记")
    expect(turn.get_by_role("link", name="转人工")).to_be_visible()


def test_without_javascript_search_and_filters_work(nojs_page: Page) -> None:
    page = nojs_page
    page.goto("/")
    page.get_by_role("searchbox", name="搜索，或直接提问").fill("公积金贷款")
    page.get_by_role("button", name="搜索").click()
    everything = found(page)
    kind = page.get_by_role("combobox", name="类型")
    kind.select_option(
        str(kind.get_by_role("option", name=re.compile(r"^政策解读 \(")).get_attribute("value"))
    )
    page.get_by_role("button", name="筛选").click()
    assert 0 < found(page) < everything
