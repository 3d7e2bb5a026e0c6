"""Letters from the first word to the rating: by keyboard, without JavaScript, on a phone, with files."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_accessible, assert_fits, tab_to
from tests.e2e.conftest import PHONE, NewContext, SignIn
from tests.e2e.people import answer_at_desk, send_letter, take_receipt, track

TITLE = "小区垃圾桶三天没有清运"
BODY = "溪东区政务大道12号小区的垃圾桶三天没有清运，气味很大，请安排清运。"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "垃圾桶.jpg"
    Image.new("RGB", (80, 60), (90, 120, 60)).save(path)
    return path


def test_letter_by_keyboard_on_a_phone(phone_page: Page, page_problems: list[str]) -> None:
    page, keys = phone_page, phone_page.keyboard
    page.goto("/letters/new/")
    tab_to(page, page.get_by_role("radio", name="咨询"))
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    check = page.get_by_role("button", name="提交前核对")
    tab_to(page, check)
    keys.press("Enter")

    # What is missing is said first, and each line leads to its field.
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("请用一句话说明您要反映的事")
    page_problems.clear()  # The browser notes the refusal's status 400.
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    tab_to(page, summary.get_by_role("link").first)
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="用一句话概括")).to_be_focused()
    keys.type(TITLE)
    tab_to(page, page.get_by_role("textbox", name="来信内容"))
    keys.type(BODY)
    tab_to(page, page.get_by_role("combobox", name="主题分类"))
    keys.press("ArrowDown")
    tab_to(page, page.get_by_role("textbox", name=re.compile("电话或电子邮箱")))
    keys.type("resident@example.com")
    tab_to(page, page.get_by_role("checkbox", name="同意工作人员就此信与我联系"))
    keys.press("Space")
    tab_to(page, check)
    keys.press("Enter")

    expect(page.get_by_role("heading", level=1, name="提交前核对")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("resident@example.com")
    tab_to(page, page.locator("button[value=send]"))
    keys.press("Enter")
    receipt = take_receipt(page)

    # The receipt leads on to tracking, with the number filled in; the code is the citizen's to type.
    tab_to(page, page.get_by_role("link", name="前往查询页"))
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="受理编号")).to_have_value(receipt.number)
    tab_to(page, page.get_by_role("textbox", name="查询码"))
    keys.type(receipt.query_code.lower().replace("-", " "))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(receipt.due_on)
    assert_fits(page)


def test_letter_with_a_file_without_javascript(
    nojs_page: Page, photo: Path, page_problems: list[str]
) -> None:
    page = nojs_page
    page.goto("/letters/")
    page.get_by_role("link", name=re.compile("城市管理信箱")).click()
    page.get_by_role("link", name="给本信箱写信").click()
    expect(page.get_by_role("combobox", name="写给").locator("option[selected]")).to_have_text("城市管理信箱")
    page.get_by_role("textbox", name="来信内容").fill(f"我叫王建国，电话13800001111。{BODY}")
    page.get_by_label("附件").set_input_files(photo)
    page.get_by_role("checkbox", name="同意公开来信和答复").check()
    page.get_by_role("button", name="提交前核对").click()

    # The title is missing; the photo is not lost.
    expect(page.get_by_role("alert")).to_contain_text("请用一句话说明您要反映的事")
    page_problems.clear()  # The browser notes the refusal's status 400.
    expect(page.get_by_role("checkbox", name="垃圾桶.jpg")).to_be_checked()
    page.get_by_role("textbox", name="用一句话概括").fill(TITLE)
    page.get_by_role("button", name="提交前核对").click()
    public = page.get_by_role("region", name="公开后的样子")
    expect(public).to_contain_text("垃圾桶三天没有清运")
    expect(public).not_to_contain_text("13800001111")
    expect(public).not_to_contain_text("王建国")

    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_role("textbox", name="用一句话概括")).to_have_value(TITLE)
    receipt = send_letter(page)
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("link", name="垃圾桶.jpg")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="垃圾桶.jpg").click()
    assert Image.open(download.value.path()).size == (80, 60)

    page.get_by_role("textbox", name="您要补充什么？").fill("今天还是没有人来。")
    page.get_by_role("button", name="补充到来信").click()
    expect(page.get_by_role("status")).to_contain_text("答复期限不变")
    expect(page.get_by_role("main")).to_contain_text("今天还是没有人来。")
    page.get_by_role("link", name="撤回来信").click()
    page.get_by_role("button", name="撤回来信").click()
    expect(page.get_by_role("status")).to_contain_text("来信已撤回")
    expect(page.locator(".badge").first).to_contain_text("撤回")


def test_bad_file_is_refused_in_words(page: Page, tmp_path: Path, page_problems: list[str]) -> None:
    program = tmp_path / "photo.jpg"
    program.write_bytes(b"MZ\x90\x00 this is no picture")
    page.goto("/letters/new/")
    page.get_by_role("textbox", name="用一句话概括").fill(TITLE)
    page.get_by_role("textbox", name="来信内容").fill(BODY)
    page.get_by_label("附件").set_input_files(program)
    page.get_by_role("button", name="提交前核对").click()
    expect(page.get_by_role("alert")).to_contain_text("没有添加“photo.jpg”")
    page_problems.clear()  # The browser notes the refusal's status 400.
    expect(page.get_by_role("textbox", name="来信内容")).to_have_value(BODY)


def test_answers_come_while_the_title_is_written(page: Page) -> None:
    page.goto("/letters/new/")
    page.get_by_role("textbox", name="用一句话概括").press_sequentially("公积金贷款最多能贷多少", delay=15)
    found = page.get_by_role("link", name=re.compile("云溪市住房公积金个人住房贷款管理办法")).first
    expect(found).to_be_visible()
    tab_to(page, found, most=2)
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("贷款管理办法")
    expect(page.get_by_role("textbox", name="用一句话概括")).to_have_value("公积金贷款最多能贷多少")


def test_fault_is_reported_from_the_page_where_it_is(phone_page: Page) -> None:
    page = phone_page
    page.goto("/policies/")
    page.get_by_role("contentinfo").get_by_role("link", name="我为本页找错").click()
    expect(page.get_by_role("textbox", name="页面地址")).to_have_value("/policies/")
    page.get_by_role("textbox", name="哪里有错？").fill("第二行的日期写成了去年。")
    page.get_by_role("button", name="提交前核对").click()
    page.locator("button[value=send]").click()
    expect(page.get_by_role("heading", level=1, name="我们已经收到")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("还剩 3 个工作日")
    assert_fits(page)


def test_reply_is_rated_and_the_letter_taken_up_again(
    new_context: NewContext, sign_in: SignIn, page_problems: list[str]
) -> None:
    page = new_context(**PHONE).new_page()
    page.goto("/letters/urban-management/")
    page.get_by_role("link", name="给本信箱写信").click()
    title = "人民路路口的红绿灯被树挡住"
    page.get_by_role("textbox", name="用一句话概括").fill(title)
    page.get_by_role("textbox", name="来信内容").fill("人民路与溪东路路口的红绿灯被树枝挡住，请修剪。")
    receipt = send_letter(page)
    answer_at_desk(sign_in("officer-urban"), receipt.number, "树枝已经修剪，信号灯清晰可见。", title)

    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("article", name="答复")).to_contain_text("树枝已经修剪")
    assert_accessible(page)
    page.get_by_role("radio", name="不满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page_problems.clear()  # The browser notes the refusal's status 400.
    page.locator("[name=rating-reason]").fill("只剪了一侧，另一侧还是挡着")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_contain_text("评价已记录")

    page.locator("[name=reopen-reason]").fill("另一侧还是被挡着，请再修剪。")
    page.get_by_role("button", name="要求重新办理").click()
    expect(page.get_by_role("status")).to_contain_text("自今天起重新计算期限")
    expect(page.get_by_role("main")).to_contain_text("还剩 7 个工作日")
    assert_fits(page)


def test_own_data_is_taken_home_and_deleted(page: Page) -> None:
    page.goto("/letters/new/")
    page.get_by_role("textbox", name="用一句话概括").fill("公园长椅坏了")
    page.get_by_role("textbox", name="来信内容").fill("人民公园东门的长椅断了一条腿。")
    receipt = send_letter(page)
    track(page, receipt.number, receipt.query_code)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载我的数据").click()
    assert "人民公园东门的长椅" in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("link", name="删除我的数据").click()
    page.get_by_role("button", name="全部删除").click()
    expect(page.get_by_role("status")).to_contain_text("已经删除")
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("main")).not_to_contain_text("长椅")


@pytest.mark.parametrize("visitor", ["phone_page", "nojs_page"])
def test_double_click_leads_to_a_receipt_that_opens_the_letter(
    visitor: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(visitor)
    page.goto("/letters/new/")
    page.get_by_role("textbox", name="用一句话概括").fill(TITLE)
    page.get_by_role("textbox", name="来信内容").fill(BODY)
    page.get_by_role("button", name="提交前核对").click()
    page.locator("button[value=send]").dblclick()
    receipt = take_receipt(page)
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
