"""Phrases that greet, thank, confirm receipt, pass on or promise, in Chinese and English. Pure.

What is left of a reply without them is its answer. A verb of handling counts as a promise only behind
a word of the future ("will handle"), so "handled" and "solved" remain.
"""

import re

_REST = r"[^，。！？；,.!?;\n]"
_LETTER = (
    r"(?:来信|来件|来电|留言|信件|邮件|消息|反映|诉求|问题|咨询|投诉|建议|意见|提问|情况|事项|内容|工单)"
)
_THEIRS = r"(?:您|你|此|该)?(?:们)?(?:所)?(?:反映|提出|咨询|关心|反馈)?(?:的)?"
_SOON = (
    r"(?:将|(?<!社)会|正在|马上|立即|尽快|尽早|及时|抓紧|认真|依法|按规定|按程序|第一时间|并|再"
    r"|在?[0-9０-９一二三五七十两]{1,3}个?(?:工作日|小时|天|日)(?:之|以)?内)"
)
_HANDLE = (
    r"(?:处理|办理|答复|回复|回答|核实|研究|联系|反馈|跟进|跟踪|调查|了解"
    r"|解决|处置|沟通|研判|协调|核查|转告)"
)
_HAND_ON = r"(?:转交|转办|转送|转给|转发|移交|交办|交由|批转)"
_THANKS = rf"(?:感谢|谢谢|多谢|敬请|特此|祝|给您带来){_REST}{{0,24}}"
_PASSED_ON = rf"[现将把已经]{{0,3}}(?:{_THEIRS}{_LETTER})?[现将把已经]{{0,3}}{_HAND_ON}{_REST}{{0,30}}"
_PROMISED = (
    rf"{_SOON}{{1,5}}[对就为给向与和同]?{_THEIRS}{_LETTER}?(?:进行|予以|给予|作出|做好)?"
    rf"(?:{_HANDLE}、?){{1,3}}(?:之?中|结果|情况)?给?[您你]?"
)
_IN_PROGRESS = rf"{_HANDLE}{{1,2}}之?中"
_RECEIVED = r"(?:已经|现已|均已|业已|已)?(?:收到|收悉|知悉|知晓|阅悉|受理|登记|记录在案|已阅)"
_WAIT = rf"[敬恳]?请?您?(?:耐心|安心)(?:等待|等候)?{_REST}{{0,8}}"
_GREETING = r"尊敬的|亲爱的|网友|市民|先生|女士|群众|同志|朋友|您好|你好|大家好|此致|敬礼"
_WORDS = r"好的|好吧|知道了|明白了?|嗯+|现?(?:答复|回复)如下|谢了|工作人员|[相有]关部门|我们"
_THEIR_LETTER = rf"{_THEIRS}{_LETTER}|[我本](?:局|办|单位|部门|中心|委)"
_PARTICLES = r"[您你请了已现并也的此件将会]"

_ENGLISH_REST = r"\b[^.,!?;\n]{0,60}"
_ENGLISH_HANDLE = (
    r"(?:get back|reply|respond|answer|look(?:ing)? into|handl\w+|process\w*|deal\w*|contact|work\w*)"
)
_ENGLISH_DONE = r"(?:received|noted|registered|processed|handled|forwarded|passed on|transferred)"
_ENGLISH = (
    r"\b(?:dear|hello|hi)\b(?: sir| madam| citizen| friend| or)*",
    rf"\b(?:thanks|thank you){_ENGLISH_REST}",
    r"\b(?:your|the|this) (?:letter|message|question|request|case|enquiry|inquiry)\b",
    rf"\b(?:we|i)(?: will| shall| are| am)(?: going to| now| soon| be)* {_ENGLISH_HANDLE}{_ENGLISH_REST}",
    rf"\b(?:is|was|has|have) (?:been |being )?(?:well )?{_ENGLISH_DONE}{_ENGLISH_REST}",
    rf"\bplease (?:wait|be patient){_ENGLISH_REST}",
    r"\b(?:received|noted|as soon as possible|ok|okay|regards|sincerely|yours|kind|best)\b",
    r"\b(?:many|and|we|it|have)\b",
)

_PHRASES = tuple(
    re.compile(phrase, re.IGNORECASE)
    for phrase in (
        _PASSED_ON,
        _PROMISED,
        _IN_PROGRESS,
        _RECEIVED,
        _THANKS,
        _WAIT,
        _GREETING,
        _WORDS,
        _THEIR_LETTER,
        _PARTICLES,
        *_ENGLISH,
    )
)


def without_acknowledgements(text: str) -> str:
    """Take these phrases out of a text."""
    for phrase in _PHRASES:
        text = phrase.sub(" ", text)
    return text
