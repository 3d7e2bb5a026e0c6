"""What the policies do not answer, a person answers: receipt, desk, reply, tracking by number and code."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewContext, SignIn
from tests.e2e.people import UNANSWERABLE, Receipt, answer_at_desk, ask, hand_over, track

DEPARTMENT = "云溪市人力资源和社会保障局"
REPLY = "您好，养老机构床位建设补贴的申请条件已经书面告知，请带营业执照到市民政局窗口办理。"


def read_reply(page: Page, receipt: Receipt) -> None:
    """The citizen comes back another day, on another computer."""
    track(page, receipt.number, receipt.query_code)
    expect(page.get_by_role("heading", level=1, name=UNANSWERABLE)).to_be_visible()
    reply = page.get_by_role("article", name="答复")
    expect(reply).to_contain_text(REPLY)
    expect(reply).to_contain_text(DEPARTMENT)
    main = page.get_by_role("main")
    expect(main).to_contain_text(receipt.due_on)
    steps = main.locator("ol.timeline").get_by_role("listitem")
    expect(steps.last).to_contain_text("已收到")
    expect(steps.first).to_contain_text("答复")
    assert receipt.query_code not in page.url


def refuse_wrong_code(page: Page, receipt: Receipt, page_problems: list[str]) -> None:
    """A wrong code and a number that nobody has get the same words."""
    for number, code in [(receipt.number, "AAAA-AAAA-AAAA-AAAA"), ("YX20200101-0001", receipt.query_code)]:
        track(page, number, code)
        expect(page.get_by_role("alert")).to_contain_text("没有与该编号和查询码相符的来信")
        expect(page.get_by_role("main")).not_to_contain_text(UNANSWERABLE)
    page_problems.clear()  # The browser notes the refusals' status 400.


def test_what_is_not_answered_goes_to_a_person_and_back(
    page: Page, new_context: NewContext, sign_in: SignIn, page_problems: list[str]
) -> None:
    page.goto("/chat/")
    turn = ask(page.get_by_role("main"), UNANSWERABLE)
    expect(turn).to_contain_text("我没有找到能回答这个问题的已公布政策，不能凭猜测答复您")
    expect(turn.get_by_role("blockquote")).to_have_count(0)
    expect(turn.get_by_role("listitem").get_by_role("link").first).to_contain_text("养老")
    turn.get_by_role("link", name="转人工").click()

    page.get_by_role("button", name="提交给工作人员").click()
    expect(page.get_by_role("alert")).to_contain_text("未经您同意，任何人都不能查看这段对话")
    page_problems.clear()  # The browser notes the refusal's status 400.
    receipt = hand_over(page, DEPARTMENT)

    desk = sign_in("officer-social")
    answer_at_desk(desk, receipt.number, REPLY)
    transcript = desk.get_by_role("region", name="来源")
    expect(transcript).to_contain_text(UNANSWERABLE)
    expect(transcript).to_contain_text("我没有找到能回答这个问题的已公布政策")

    later = new_context().new_page()
    refuse_wrong_code(later, receipt, page_problems)
    read_reply(later, receipt)
    later.get_by_role("button", name="退出查询").click()
    expect(later.get_by_role("textbox", name="查询码")).to_be_visible()


def test_the_receipt_shows_its_code_once(page: Page) -> None:
    page.goto("/chat/handoff/?q=" + UNANSWERABLE)
    receipt = hand_over(page, DEPARTMENT)
    page.reload()
    expect(page).to_have_url("/track/")
    expect(page.locator("body")).not_to_contain_text(receipt.query_code)


def test_another_departments_officer_does_not_see_the_case(page: Page, sign_in: SignIn) -> None:
    page.goto("/chat/handoff/?q=" + UNANSWERABLE)
    receipt = hand_over(page, DEPARTMENT)
    desk = sign_in("officer-medical")
    desk.get_by_role("link", name="受理台").click()
    expect(desk.get_by_role("table")).not_to_contain_text(receipt.number)


def test_without_javascript_a_person_answers_as_well(
    nojs_page: Page, new_context: NewContext, sign_in: SignIn, page_problems: list[str]
) -> None:
    nojs_page.goto("/chat/")
    nojs_page.get_by_role("textbox", name="您的问题").fill(UNANSWERABLE)
    nojs_page.get_by_role("button", name="发送").click()
    turn = nojs_page.get_by_role("log").get_by_role("article").last
    expect(turn).to_contain_text("不能凭猜测答复您")
    turn.get_by_role("link", name="转人工").click()
    receipt = hand_over(nojs_page, DEPARTMENT)

    answer_at_desk(sign_in("officer-social"), receipt.number, REPLY)

    later = new_context(java_script_enabled=False).new_page()
    refuse_wrong_code(later, receipt, page_problems)
    read_reply(later, receipt)
