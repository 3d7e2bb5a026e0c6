"""The three reviews, as staff do them in the admin."""

import re

from playwright.sync_api import Locator, Page, expect

REVIEWERS = ("reviewer1", "reviewer2", "reviewer3")


def said_to(staff: Page, title: str) -> Locator:
    """The admin's message about what was just done."""
    return staff.get_by_role("status").filter(has_text=title)


def choose_action(staff: Page, name: re.Pattern[str]) -> None:
    """Choose from the actions at the foot of the form."""
    footer = staff.get_by_role("navigation", name="Actions (footer)")
    footer.get_by_role("button", name="更多动作").click()
    footer.get_by_role("button", name=name).click()


def submit_for_review(editor: Page, title: str) -> None:
    """Send the form of a new page to the first review."""
    choose_action(editor, re.compile("^提交给"))
    expect(said_to(editor, title)).to_contain_text("已创建并提交审核")


def approve(reviewer: Page, title: str) -> None:
    """Open what waits on the dashboard, and approve it."""
    reviewer.get_by_role("region", name="等待你的审查").get_by_role("link", name=title).click()
    choose_action(reviewer, re.compile("^批准"))
    expect(said_to(reviewer, title)).to_contain_text("已被更新")
    expect(reviewer.locator(".messages")).not_to_contain_text("没有权限")
