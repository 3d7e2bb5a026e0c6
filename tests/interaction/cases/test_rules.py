"""A reply must answer; a letter stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interaction.cases.rules import clean_text, is_substantive

ACKNOWLEDGEMENTS = [
    "",
    "……",
    "收到。",
    "好的",
    "已阅",
    "您好，您的来信已收悉。",
    "您好！您的来信我们已收到，我们会尽快处理，感谢您对我们工作的支持。",
    "已转交相关部门处理。",
    "现已将您的诉求转交市住房和城乡建设局，请您耐心等待。",
    "您反映的问题正在核实办理中，请耐心等待。",
    "感谢您的来信。",
    "网友您好：您的留言已收悉，现已转交市人力资源和社会保障局办理，请您耐心等待答复。谢谢！",
    "尊敬的市民，您好！来信收悉。我们将认真研究您的建议，并及时向您反馈。",
    "您的诉求已登记受理，我们将在7个工作日内答复您。",
    "工作人员会尽快与您联系。",
    "已收到您的反映，正在调查处理中。",
    "此件已交办。",
    "Received, thank you.",
    "Your letter has been received. We will reply as soon as possible.",
    "Dear citizen, thank you for your message. It has been forwarded to the housing office. Kind regards",
    "OK",
]
ANSWERS = [
    "可以。",
    "不可以，需要本人办理。",
    "您反映的路灯已于5月3日修复。",
    "请携带身份证到溪东区社保大厅办理。",
    "请到社会保险大厅办理。",
    "您好，您的来信收悉。经核实，该小区停车费为每月150元。",
    "补贴标准为每月300元。",
    "请拨打12345咨询。",
    "此事由市医保局负责，请拨打 (0000) 8810 1234。",
    "您的问题已解决。",
    "经查，情况属实，已责令整改。",
    "感谢您的建议，我们已采纳，将于6月增设班次。",
    "目前无法办理，因为该地块尚未移交市政。",
    "会议室可以预约。",
    "Yes.",
    "We have repaired the lamp.",
    "Thank you for your letter. The form is on the website.",
    "You need your ID card and two photographs.",
]


@pytest.mark.parametrize("text", ACKNOWLEDGEMENTS)
def test_acknowledgement_answers_nothing(text: str) -> None:
    assert not is_substantive(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_answer_is_recognised(text: str) -> None:
    assert is_substantive(text)


@given(st.sampled_from(ACKNOWLEDGEMENTS), st.sampled_from(ANSWERS))
def test_acknowledgement_before_an_answer_does_not_hide_it(polite: str, answer: str) -> None:
    assert is_substantive(f"{polite}\n{answer}")


@given(st.lists(st.sampled_from(ACKNOWLEDGEMENTS), max_size=5))
def test_many_acknowledgements_are_still_none(texts: list[str]) -> None:
    assert not is_substantive("\n".join(texts))


def test_long_reply_is_judged_at_once() -> None:
    assert not is_substantive("将会" * 10_000)


@given(st.text())
def test_clean_text_is_stable(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_clean_text_drops_what_nobody_can_see() -> None:
    assert clean_text(" 第一行\r\n第二\x00行\u202e \n") == "第一行\n第二行"
