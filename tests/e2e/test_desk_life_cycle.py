"""One letter seen from the desk: assigned, claimed, asked about, extended, reviewed, answered, rated."""

from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_accessible, assert_fits, set_width
from tests.e2e.conftest import NewContext, SignIn
from tests.e2e.people import Receipt, send_letter, track

TITLE = "灵活就业缴费后查不到记录"
BODY = "我上个月在窗口缴了养老保险费，到现在系统里还查不到记录，请核实。"
DEPARTMENT = "云溪市人力资源和社会保障局"
QUESTION = "请问您是哪一天、在哪个窗口缴费的？"
MORE = "10月20日上午，政务服务中心3号窗口。"
ANSWER = "经核对，您10月20日的缴费已补录入系统，请重新查询。"


def write_to_the_mayor(page: Page) -> Receipt:
    page.goto("/letters/mayor/")
    page.get_by_role("link", name="给本信箱写信").click()
    page.get_by_role("textbox", name="用一句话概括").fill(TITLE)
    page.get_by_role("textbox", name="来信内容").fill(BODY)
    return send_letter(page)


def open_case(desk: Page, number: str) -> None:
    desk.get_by_role("link", name="受理台").first.click()
    desk.get_by_role("searchbox", name="编号或标题").fill(number)
    desk.get_by_role("button", name="筛选").click()
    expect(desk.get_by_role("row").filter(has_text=number)).to_have_count(1)
    desk.get_by_role("link", name=TITLE).click()
    expect(desk.get_by_role("heading", name=TITLE)).to_be_visible()


def unfold(desk: Page, name: str) -> None:
    desk.locator("summary", has_text=name).click()


def expect_done(desk: Page, words: str) -> None:
    expect(desk.get_by_role("status").filter(has_text=words)).to_be_visible()


def assign(boss: Page, number: str) -> None:
    """Tick the case in the queue and give it to the department."""
    boss.get_by_role("link", name="受理台").first.click()
    boss.get_by_role("searchbox", name="编号或标题").fill(number)
    boss.get_by_role("button", name="筛选").click()
    boss.get_by_role("checkbox", name=number).check()
    ticked = boss.get_by_role("group", name="所选受理件")
    ticked.get_by_role("combobox", name="部门").select_option(label=DEPARTMENT)
    ticked.get_by_role("button", name="分办所选件").click()
    expect_done(boss, "已办理 1 件")
    expect(boss.get_by_role("row").filter(has_text=number)).to_contain_text(DEPARTMENT)


def claim_and_ask(desk: Page, number: str) -> None:
    open_case(desk, number)
    desk.get_by_role("button", name="认领此件").click()
    expect_done(desk, "您已认领此件")
    desk.get_by_role("radio", name="请市民补充").check()
    desk.get_by_role("textbox", name="给来信人的答复").fill(QUESTION)
    desk.get_by_role("button", name="发出", exact=True).click()
    expect_done(desk, "询问已发出")
    expect(desk.get_by_role("region", name="往来")).to_contain_text(QUESTION)


def supplement(page: Page, receipt: Receipt) -> None:
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("main")).to_contain_text(QUESTION)
    page.get_by_role("textbox", name="您要补充什么？").fill(MORE)
    page.get_by_role("button", name="补充到来信").click()
    expect(page.get_by_role("status")).to_contain_text("答复期限不变")


def ask_for_more_time(desk: Page) -> None:
    desk.reload()
    expect(desk.get_by_role("region", name="往来")).to_contain_text(MORE)
    unfold(desk, "申请延期")
    more = desk.locator("details[open]")
    expect(more).to_contain_text("现到期日为")
    more.get_by_role("textbox", name="具体说明").fill("需与银行核对缴费流水。")
    more.get_by_role("button", name="提请审批").click()
    expect_done(desk, "已提请延期")
    expect(desk.get_by_role("button", name="批准")).to_have_count(0)


def approve(boss: Page, number: str, words: str) -> None:
    open_case(boss, number)
    waiting = boss.locator(".desk-proposal")
    expect(waiting).to_contain_text(words)
    assert_accessible(boss, ".desk-case, .desk-proposal")
    waiting.get_by_role("button", name="批准").click()
    expect_done(boss, "已批准")


def reply_with_a_quotation(desk: Page) -> None:
    """Search the policies beside the editor, quote one, write the answer."""
    desk.reload()
    expect(desk.get_by_role("region", name="期限", exact=True)).to_contain_text("还剩 15 个工作日")
    body = desk.get_by_role("textbox", name="给来信人的答复")
    body.fill(ANSWER)
    search = desk.get_by_role("searchbox", name="查找政策和已有答复")
    search.fill("灵活就业人员养老保险缴费基数")
    search.press("Enter")
    found = desk.locator(".desk-found li").first
    expect(found).to_contain_text("云溪市灵活就业人员参加社会保险办法")
    found.get_by_role("button", name="引用").click()
    expect(body).to_have_value(
        f"{ANSWER}\n\n{found.get_by_role('button').get_attribute('data-desk-editor-text-param')}"
    )
    assert_accessible(desk, ".desk-editor")
    desk.get_by_role("button", name="发出", exact=True).click()
    expect_done(desk, "答复已提交审核")


def rate(page: Page, receipt: Receipt) -> None:
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("article", name="答复").first).to_contain_text(ANSWER)
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_contain_text("评价已记录")


def test_desk_life_cycle(page: Page, new_context: NewContext, sign_in: SignIn) -> None:
    receipt = write_to_the_mayor(page)
    boss, desk = sign_in("supervisor"), sign_in("officer-social")
    assign(boss, receipt.number)
    claim_and_ask(desk, receipt.number)
    supplement(new_context().new_page(), receipt)
    ask_for_more_time(desk)
    approve(boss, receipt.number, "延长期限")
    reply_with_a_quotation(desk)
    citizen = new_context().new_page()
    track(citizen, receipt.number, receipt.query_code)
    expect(citizen.get_by_role("main")).not_to_contain_text(ANSWER)
    approve(boss, receipt.number, ANSWER)
    rate(new_context().new_page(), receipt)

    desk.reload()
    expect(desk.get_by_role("region", name="往来")).to_contain_text("非常满意")
    for width in (1280, 768):
        set_width(desk, width)
        assert_fits(desk)


def test_desk_without_javascript_inserts_and_searches(
    new_context: NewContext, sign_in: SignIn, base_url: str
) -> None:
    signed_in = sign_in("officer-social")
    context = new_context(java_script_enabled=False, storage_state=signed_in.context.storage_state())
    page = context.new_page()
    page.goto("/admin/desk/?scope=any")
    page.locator(".desk-title").first.click()
    body = page.locator("textarea[name=body]")
    body.fill("您好！")
    page.locator("input[name=search]").fill("灵活就业人员养老保险缴费基数")
    page.locator("input[name=search]").press("Enter")
    expect(page.locator("textarea[name=body]")).to_have_value("您好！")
    page.locator(".desk-found").get_by_role("button", name="引用").first.click()
    expect(page.locator("textarea[name=body]")).to_have_value(
        "您好！\n\n"
        + (page.locator(".desk-found button").first.get_attribute("data-desk-editor-text-param") or "")
    )
