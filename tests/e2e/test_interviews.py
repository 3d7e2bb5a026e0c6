"""A live interview in three browsers at once, from the notice to the transcript; and without JavaScript."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.checks import assert_accessible, assert_fits, seconds_until
from tests.e2e.conftest import SignIn
from tests.e2e.reviewing import REVIEWERS, approve, submit_for_review

TITLE = "夜市摊位怎么申请"
GUEST = "楚云帆"
QUESTION = "夜市摊位的租金每月多少？我的电话13800001111"
ASKED = "夜市摊位的租金每月多少"
OTHER = "夜市几点收摊？"
WELCOME = "各位网友晚上好，欢迎来到今天的访谈。"
ANSWER = "每个摊位每月租金三百元，前三个月免租。"
CORRECTED = "每个摊位每月租金二百八十元，前三个月免租。"
BEIJING = ZoneInfo("Asia/Shanghai")


def write_notice(editor: Page) -> None:
    """Plan the interview for ten minutes from now: so short a notice needs its reason."""
    editor.get_by_role("link", name="在线访谈").first.click()
    editor.goto("/admin/pages/")
    editor.get_by_role("link", name="查看'云溪市'的子页面").click()
    editor.get_by_role("link", name="查看'在线访谈'的子页面").click()
    editor.get_by_role("link", name="添加子页面").first.click()
    form = editor.locator("#page-edit-form")
    form.locator("[name=title]").fill(TITLE)
    starts_at = datetime.now(BEIJING) + timedelta(minutes=10)
    form.locator("[name=starts_at]").fill(f"{starts_at:%Y-%m-%d %H:%M}")
    form.locator("[name=late_notice_reason]").fill("夜市本周开街，需要尽快解答")
    form.locator("[name=guests-0-name]").fill(GUEST)
    form.locator("[name=guests-0-title]").fill("云溪市城市管理局副局长")
    form.locator("[name=guests-0-user]").select_option(label="访谈嘉宾")
    for number, (name, role) in enumerate((("访谈主持", "host"), ("访谈审核", "moderator"))):
        editor.get_by_role("button", name="增加 工作人员").click()
        form.locator(f"[name=members-{number}-user]").select_option(label=name)
        form.locator(f"[name=members-{number}-role]").select_option(role)
    form.locator("[name=outline]").fill("谁可以摆摊\n怎么收费")
    form.locator("[name=department]").select_option(label="云溪市城市管理局")
    submit_for_review(editor, TITLE)


@pytest.fixture
def announced(sign_in: SignIn, page: Page) -> str:
    """Publish the notice through three reviews; give the address of its page."""
    write_notice(sign_in("editor"))
    for username in REVIEWERS:
        approve(sign_in(username), TITLE)
    page.goto("/talks/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("main")).to_contain_text("夜市本周开街，需要尽快解答")
    return page.url


def ask(citizen: Page, text: str) -> None:
    """Write a question on the interview's page and send it."""
    citizen.get_by_role("textbox", name="您的问题").fill(text)
    citizen.get_by_role("button", name="提交提问").click()


def console_of(staff: Page, title: str = TITLE) -> Page:
    """Open the console from the admin's list of interviews."""
    staff.get_by_role("link", name="在线访谈").first.click()
    row = staff.get_by_role("row").filter(has_text=title)
    row.get_by_role("link", name="控制台").click()
    expect(staff.locator("[data-slot=link]")).to_contain_text("已连接")
    return staff


def show(moderator: Page, text: str) -> None:
    """Let everybody read a question that waits."""
    card = moderator.locator("li.q").filter(has_text=text)
    card.get_by_role("button", name="公开", exact=True).click()
    expect(card).to_have_count(0)


def spoken(citizen: Page, text: str) -> Locator:
    """The entries of the live text that say something."""
    return citizen.get_by_role("log").locator("article.entry").filter(has_text=text)


def confirm(host: Page, dialog: str, button: str) -> None:
    """Press the button of a dialog that has opened."""
    box = host.get_by_role("dialog", name=dialog)
    expect(box).to_be_visible()
    box.get_by_role("button", name=button, exact=True).click()
    expect(box).to_be_hidden()


def say(stage: Page, kind: str, text: str) -> None:
    """Write an answer or a remark and publish it."""
    editor = stage.locator("[data-console-target=editor]")
    editor.get_by_role("button", name=kind, exact=True).click()
    editor.locator("#answer-text").fill(text)
    editor.locator("#answer-text").press("Control+Enter")
    expect(stage.locator(".console-stream__list")).to_contain_text(text)
    expect(editor.locator("#answer-text")).to_have_value("")


def has_case(citizen: Page) -> bool:
    """Whether one's own questions, read anew, name the case that one of them has become."""
    citizen.reload()
    return bool(re.search(r"YX\d{8}-\d{4}", citizen.get_by_role("main").inner_text()))


def count_announcements(citizen: Page) -> Callable[[str], int]:
    """Count how often the live region is given an entry, as a screen reader hears it."""
    citizen.evaluate(
        """() => {
            window.heard = [];
            const log = document.querySelector("[role=log]");
            new MutationObserver(changes => changes.forEach(change =>
                change.addedNodes.forEach(node => window.heard.push(node.textContent))
            )).observe(log, { childList: true });
        }"""
    )
    return lambda text: citizen.evaluate("text => heard.filter(one => one.includes(text)).length", text)


def test_interview_from_notice_to_transcript(
    announced: str, sign_in: SignIn, phone_page: Page, nojs_page: Page
) -> None:
    citizen = phone_page
    citizen.goto(announced)
    assert_fits(citizen)
    ask(citizen, QUESTION)
    mine = citizen.locator("#mine")
    expect(mine).to_contain_text(ASKED)
    expect(mine).to_contain_text("待审核")

    # Without JavaScript: the same form, on the same page.
    nojs_page.goto(announced)
    ask(nojs_page, OTHER)
    expect(nojs_page.get_by_role("main")).to_contain_text(OTHER)

    moderator = console_of(sign_in("moderator"))
    show(moderator, ASKED)
    show(moderator, OTHER)
    # Without a reload, with the telephone covered, for everybody.
    listed = citizen.locator(".wanted__one")
    expect(listed.filter(has_text=OTHER)).to_be_visible()
    expect(listed.filter(has_text=ASKED)).to_be_visible()
    assert "1380000" not in citizen.locator("#questions").inner_text()
    listed.filter(has_text=OTHER).get_by_role("button", name="我也想问").click()
    expect(listed.filter(has_text=OTHER).locator(".vote__count")).to_have_text("1")
    expect(moderator.locator("[data-count=shown]")).to_have_text("2")

    host = console_of(sign_in("host"))
    host.get_by_role("button", name="开始", exact=True).click()
    confirm(host, "开始访谈吗？", "开始")
    expect(host.locator(".console-bar [data-slot=state]")).to_contain_text("直播中")
    citizen.goto(announced)
    nojs_page.goto(announced)
    expect(citizen.get_by_role("heading", name="文字直播")).to_be_visible()
    assert_fits(citizen)
    assert_accessible(citizen)
    heard = count_announcements(citizen)

    say(host, "发言", WELCOME)
    expect(spoken(citizen, WELCOME)).to_have_count(1)
    host.get_by_role("tab", name="已公开").click()
    card = host.locator("li.q").filter(has_text=ASKED)
    card.get_by_role("button", name="上屏", exact=True).click()
    expect(citizen.locator(".on-screen__text")).to_contain_text(ASKED)

    guest = console_of(sign_in("guest"))
    say(guest, "回答", ANSWER)
    answer = spoken(citizen, ANSWER)
    expect(answer).to_have_count(1)
    expect(answer).to_contain_text(GUEST)
    expect(answer).to_contain_text(ASKED)
    assert heard(WELCOME) == 1
    assert heard(ANSWER) == 1

    # A correction is shown in the place of what it corrects.
    guest.locator(".console-said").filter(has_text=ANSWER).get_by_role("button", name="更正…").click()
    box = guest.get_by_role("dialog")
    box.get_by_role("textbox").fill(CORRECTED)
    box.get_by_role("button", name="更正", exact=True).click()
    expect(spoken(citizen, CORRECTED)).to_have_count(1)
    expect(spoken(citizen, CORRECTED)).to_contain_text("更正")

    # A server that restarts, a phone that loses its net: what was said meanwhile is there afterwards.
    citizen.context.set_offline(True)
    say(host, "发言", "租金标准已公布在政务服务网。")
    citizen.context.set_offline(False)
    expect(spoken(citizen, "租金标准已公布在政务服务网。")).to_have_count(1)
    nojs_page.reload()
    expect(spoken(nojs_page, CORRECTED)).to_have_count(1)

    host.get_by_role("button", name="结束", exact=True).click()
    confirm(host, "要结束访谈吗？", "现在结束")
    expect(host.locator(".console-bar [data-slot=state]")).to_contain_text("已结束")

    # The other question was owed an answer: its author finds a case with its code and date.
    nojs_page.goto(announced)
    nojs_page.get_by_role("link", name="查看我的提问和处理情况").click()
    seconds_until(lambda: has_case(nojs_page), patience=60)
    expect(nojs_page.get_by_role("main")).to_contain_text(re.compile("([2-9A-Z]{4}-){3}[2-9A-Z]{4}"))

    host.get_by_role("button", name="提交实录审核").click()
    for username in REVIEWERS:
        approve(sign_in(username), TITLE)
    citizen.goto(announced)
    expect(citizen.get_by_role("heading", name="访谈实录").first).to_be_visible()
    transcript = citizen.locator("#q1")
    expect(transcript).to_contain_text(CORRECTED)
    expect(transcript).not_to_contain_text(ANSWER)
    expect(citizen.get_by_role("main")).to_contain_text(OTHER)
    assert_fits(citizen)
    assert_accessible(citizen)
    citizen.goto("/search/?q=夜市摊位租金")
    expect(citizen.get_by_role("main")).to_contain_text(TITLE)
