"""Surveys as citizens answer them: by touch, by keyboard, without JavaScript, in English."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_accessible, assert_fits, set_width, tab_to
from tests.e2e.conftest import NewContext

COLUMN = "/opinion-surveys/"
TITLE = "公园和绿道怎么用得更好"
NEXT = re.compile("^下一步$")


def begin(page: Page) -> None:
    """From the column to the first section."""
    page.goto(COLUMN)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="开始作答").click()
    expect(page.get_by_role("heading", level=1, name="您怎么用公园")).to_be_visible()


def go_on(page: Page) -> None:
    page.get_by_role("button", name=NEXT).click()


def assert_good(page: Page) -> None:
    """Nothing shuts anybody out, however wide the window."""
    for width in (1280, 320):
        set_width(page, width)
        assert_fits(page)
        assert_accessible(page)


def test_survey_by_touch_on_a_phone(phone_page: Page) -> None:
    page = phone_page
    begin(page)
    page.get_by_text("每周一两次", exact=True).tap()
    page.get_by_text("散步、跑步", exact=True).tap()
    others = page.get_by_role("textbox", name="选“其他”的，请写明：")
    expect(others).to_have_count(0)
    page.get_by_text("其他", exact=True).first.tap()
    others.fill("放风筝")
    page.get_by_role("textbox", name="从家走过去要多少分钟").fill("１２")
    assert_fits(page)
    page.get_by_role("button", name=NEXT).tap()
    expect(page.get_by_text("第 2 步，共 3 步")).to_be_visible()
    why = page.get_by_role("textbox", name="主要是哪里不满意")
    expect(why).to_have_count(0)
    page.get_by_role("radio", name="2").tap()
    expect(why).to_be_visible()
    why.fill("晚上太暗")
    page.get_by_role("radio", name="夜间照明 差").tap()
    assert_fits(page)
    page.get_by_role("button", name=NEXT).tap()
    for at, name in enumerate(("接通绿道", "改善夜间照明", "增加厕所", "多建口袋公园"), start=1):
        page.get_by_role("combobox", name=name).select_option(str(at))
    page.get_by_role("button", name=NEXT).tap()
    main = page.get_by_role("main")
    for words in ("其他：放风筝", "12 分钟", "晚上太暗", "夜间照明：差", "1. 接通绿道"):
        expect(main).to_contain_text(words)
    page.get_by_role("button", name="提交答卷").tap()
    expect(page.get_by_role("heading", level=1, name="谢谢您，答卷已收到")).to_be_visible()
    page.goto(COLUMN)
    page.get_by_role("link", name=TITLE).tap()
    page.get_by_role("link", name="开始作答").tap()
    expect(page.get_by_role("heading", name="您已经答过了")).to_be_visible()


def test_survey_by_keyboard(new_context: NewContext, page_problems: list[str]) -> None:
    page = new_context().new_page()
    keys = page.keyboard
    begin(page)
    tab_to(page, page.get_by_role("button", name=NEXT))
    keys.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("请回答这个问题")
    page_problems.clear()  # The browser notes the refusal's status 400.
    tab_to(page, summary.get_by_role("link").first)
    keys.press("Enter")
    expect(page.get_by_role("radio", name="几乎每天")).to_be_focused()
    keys.press("Space")
    # Enter in a field goes on, not back.
    tab_to(page, page.get_by_role("textbox", name="从家走过去要多少分钟"))
    keys.type("5")
    keys.press("Enter")
    expect(page.get_by_text("第 2 步，共 3 步")).to_be_visible()
    tab_to(page, page.get_by_role("radio", name="1 很不满意"))
    keys.press("Space")
    keys.press("ArrowRight")
    expect(page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="下面多了一个问题")).to_have_count(1)
    tab_to(page, page.get_by_role("textbox", name="主要是哪里不满意"))
    keys.type("太远")
    tab_to(page, page.get_by_role("button", name="先保存，以后再答"))
    keys.press("Enter")
    expect(page.get_by_text("30 天内")).to_be_visible()
    expect(page.get_by_role("textbox", name="主要是哪里不满意")).to_have_value("太远")


def test_survey_without_javascript_with_branching(nojs_page: Page) -> None:
    page = nojs_page
    begin(page)
    page.get_by_role("radio", name="几乎不去").check()
    go_on(page)
    # Who hardly goes is not asked for an opinion of the parks.
    expect(page.get_by_text("第 2 步，共 2 步")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="先做什么")).to_be_visible()
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_role("radio", name="几乎不去")).to_be_checked()
    page.get_by_role("radio", name="几乎每天").check()
    go_on(page)
    page.get_by_role("radio", name="2", exact=True).check()
    go_on(page)
    expect(page.get_by_text("根据您的回答，本页还有几个问题")).to_be_visible()
    page.get_by_role("textbox", name="主要是哪里不满意").fill("没有厕所")
    go_on(page)
    page.get_by_role("radio", name="无所谓").check()
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("没有厕所")
    page.get_by_role("button", name="提交答卷").click()
    expect(page.get_by_role("heading", level=1, name="谢谢您，答卷已收到")).to_be_visible()


def test_survey_in_english_shuts_nobody_out(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/en" + COLUMN)
    assert_good(page)
    page.get_by_role("link", name="How parks and greenways could serve you better").click()
    assert_good(page)
    page.get_by_role("link", name="Begin the survey").click()
    page.get_by_role("radio", name="Almost daily").check()
    assert_good(page)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="4").check()
    page.get_by_role("radio", name="Toilets Poor").check()
    assert_good(page)
    page.get_by_role("button", name="Next").click()
    assert_good(page)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("main")).to_contain_text("Toilets: Poor")
    assert_good(page)
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert_good(page)


@pytest.mark.parametrize("language", ["", "/en"])
def test_result_of_a_survey_shuts_nobody_out(new_context: NewContext, language: str) -> None:
    page = new_context().new_page()
    page.goto(f"{language}{COLUMN}service-hall-experience/")
    expect(page.get_by_role("main")).to_contain_text("300")
    assert_good(page)
