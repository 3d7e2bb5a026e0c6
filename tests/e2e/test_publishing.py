"""An editor writes, three people review, and citizens find it at once; withdrawn, it is gone at once."""

import re

from playwright.sync_api import APIResponse, Page, expect

from tests.e2e.checks import seconds_until
from tests.e2e.conftest import SignIn
from tests.e2e.people import ask
from tests.e2e.reviewing import approve, said_to, submit_for_review

TITLE = "云溪市城市书房夜间开放管理办法"  # nothing of the demo is about this
NUMBER = "云文旅发〔2026〕18号"
ARTICLE = "【城市书房夜间开放时间】城市书房夜间开放时间为每日18时至23时，凭社会保障卡免费入馆。"
QUESTION = "城市书房夜间开放时间是几点"
SECTION = "政策文件"
FOUND_WITHIN = 1.0


def search(page: Page) -> APIResponse:
    """Ask the site's search for the new policy's own words."""
    return page.request.get("/search/", params={"q": "城市书房夜间开放"})


def write_policy(editor: Page) -> None:
    """Fill in the form of a policy and submit it for review."""
    editor.goto("/admin/pages/")
    editor.get_by_role("link", name="查看'云溪市'的子页面").click()
    editor.get_by_role("link", name=f"查看'{SECTION}'的子页面").click()
    editor.get_by_role("link", name="添加子页面").first.click()
    editor.get_by_role("main").get_by_role("link", name=SECTION, exact=True).click()
    editor.get_by_role("textbox", name="标题*").first.fill(TITLE)
    editor.get_by_role("textbox", name="发文字号").fill(NUMBER)
    editor.get_by_role("textbox", name="发文机关").fill("云溪市文化和旅游局")
    editor.get_by_role("textbox", name="摘要", exact=True).fill("城市书房晚上开到23点，免费。")
    body = editor.get_by_role("region", name="正文")
    body.get_by_role("button", name="Insert a block").click()
    editor.get_by_role("option", name="条款").click()
    body.get_by_role("textbox", name="编号*").fill("第一条")
    body.get_by_role("textbox", name="文字*").fill(ARTICLE)
    submit_for_review(editor, TITLE)


def withdraw(admin: Page) -> None:
    """Find the policy among all pages and unpublish it."""
    admin.get_by_role("textbox", name="搜索条件").fill(TITLE)
    admin.keyboard.press("Enter")
    admin.get_by_role("main").get_by_role("link", name=TITLE, exact=True).click()
    actions = admin.get_by_role("navigation", name="Actions", exact=True)
    actions.get_by_role("button", name="动作").click()
    actions.get_by_role("link", name="取消发布").click()
    admin.get_by_role("button", name="是，取消发布").click()
    expect(said_to(admin, TITLE)).to_contain_text("取消发布")


def test_reviewed_policy_is_found_within_a_second_and_withdrawn_is_gone(page: Page, sign_in: SignIn) -> None:
    write_policy(sign_in("editor"))
    for username in ("reviewer1", "reviewer2", "reviewer3"):
        assert NUMBER not in search(page).text(), f"published before {username} approved"
        approve(sign_in(username), TITLE)
    taken = seconds_until(lambda: NUMBER in search(page).text())
    assert taken <= FOUND_WITHIN, f"found after {taken:.1f} s"

    page.goto("/chat/")
    turn = ask(page.get_by_role("main"), QUESTION)
    expect(turn.get_by_role("blockquote")).to_contain_text("每日18时至23时")
    source = turn.get_by_role("link", name=TITLE)
    expect(source).to_contain_text(NUMBER)
    source.click()
    expect(page).to_have_url(re.compile("/policies/yun-xi-shi-cheng-shi-shu-fang-[a-z-]+/#article-1$"))
    expect(page.locator("#article-1:target")).to_contain_text("每日18时至23时")

    withdraw(sign_in("admin"))
    assert NUMBER not in search(page).text(), "a withdrawn policy is found"
    assert page.request.get(page.url).status == 404
    page.goto("/chat/")
    expect(ask(page.get_by_role("main"), QUESTION).get_by_role("link", name=TITLE)).to_have_count(0)
