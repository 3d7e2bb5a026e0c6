"""What citizens and staff do in the browser, in the words that stand on the pages."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.checks import assert_accessible

# Answered, and refused, by keywords alone: the browser tests run without vectors.
ANSWERABLE = "自己交养老保险每月多少钱？"
ANSWER = "下限为4500元"
CITED_ARTICLE = "article-6"
UNANSWERABLE = "养老机构床位建设补贴是多少"
FOLLOW_UP = "那需要什么材料？"

_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True)
class Receipt:
    """What a citizen takes home."""

    number: str
    query_code: str
    due_on: str


def ask(chat: Locator, question: str) -> Locator:
    """Write a question into a conversation, press Enter, and give the turn that answers it."""
    turns = chat.get_by_role("log").get_by_role("article")
    before = turns.count()
    field = chat.get_by_role("textbox", name="您的问题")
    field.fill(question)
    field.press("Enter")
    expect(turns).to_have_count(before + 1)
    return turns.last


def expect_quoted(turn: Locator) -> None:
    """The turn quotes the article that answers, and names where it stands."""
    expect(turn.get_by_role("blockquote").first).to_contain_text(ANSWER)
    source = turn.get_by_role("link", name=re.compile("第六条"))
    expect(source).to_contain_text("云溪市灵活就业人员参加社会保险办法")
    expect(source).to_contain_text("云人社发〔2026〕6号")
    expect(source).to_contain_text("2026-03-02")
    expect(source).to_contain_text("现行有效")


def expect_at_article(page: Page, anchor: str = CITED_ARTICLE) -> None:
    """The page has opened at the very article: in view from its first line, and marked."""
    expect(page).to_have_url(re.compile(rf"/policies/[a-z0-9-]+/#{anchor}$"))
    article = page.locator(f"#{anchor}:target")
    expect(article).to_contain_text(ANSWER)
    expect(article).to_be_in_viewport()
    page.wait_for_function(
        """anchor => {
            const { top } = document.getElementById(anchor).getBoundingClientRect();
            return top >= 0 && top < innerHeight / 2;
        }""",
        arg=anchor,
    )
    plain = page.locator(".provision:not(:target)").first
    looks = "element => getComputedStyle(element).backgroundColor"
    assert article.evaluate(looks) != plain.evaluate(looks), "the cited article looks like any other"


def take_receipt(page: Page) -> Receipt:
    """Read number, query code and due date from the receipt."""
    expect(page.get_by_role("heading", level=1, name="我们已经收到")).to_be_visible()
    codes = page.get_by_role("region", name="受理回执").get_by_role("definition")
    found = _DAY.search(page.get_by_role("main").inner_text())
    assert found, "the receipt names no day"
    expect(page.get_by_role("main")).to_contain_text("还剩 7 个工作日")
    return Receipt(codes.nth(0).inner_text(), codes.nth(1).inner_text(), found[0])


def track(page: Page, number: str, query_code: str) -> None:
    """Open a case with the two things that stand on the receipt."""
    page.goto("/track/")
    page.get_by_role("textbox", name="受理编号").fill(number)
    page.get_by_role("textbox", name="查询码").fill(query_code)
    page.get_by_role("main").get_by_role("button", name="查询").click()


def hand_over(page: Page, department: str) -> Receipt:
    """Fill in the form that hands a question to a person; without consent it is not taken."""
    expect(page.get_by_role("heading", level=1, name="转人工")).to_be_visible()
    expect(page.get_by_role("textbox", name="您的问题")).to_have_value(UNANSWERABLE)
    page.get_by_role("combobox", name="部门").select_option(department)
    page.get_by_role("checkbox", name="我同意答复我的工作人员查看这段对话").check()
    page.get_by_role("button", name="提交给工作人员").click()
    return take_receipt(page)


def send_letter(page: Page) -> Receipt:
    """Go from the filled form through the check to the receipt."""
    page.get_by_role("button", name="提交前核对").click()
    expect(page.get_by_role("heading", level=1, name="提交前核对")).to_be_visible()
    page.locator("button[value=send]").click()
    return take_receipt(page)


def answer_at_desk(desk: Page, number: str, reply: str, title: str = UNANSWERABLE) -> None:
    """Find a case in the queue, take it and answer it."""
    desk.get_by_role("link", name="受理台").click()
    row = desk.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("还剩 7 个工作日")
    assert_accessible(desk, "table, .desk-filter, .desk-views")
    row.get_by_role("link", name=title).click()
    claim = desk.get_by_role("button", name="认领此件")
    expect(claim).to_be_visible()
    assert_accessible(desk, ".desk-case")
    claim.click()
    expect(desk.get_by_role("status")).to_contain_text("您已认领此件")
    desk.get_by_role("textbox", name="给来信人的答复").fill(reply)
    desk.get_by_role("button", name="发出", exact=True).click()
    expect(desk.get_by_role("region", name="往来")).to_contain_text(reply)
