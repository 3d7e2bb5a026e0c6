"""What kind of turn a text is, before anything is looked up. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chatbot.statuses import Status
from portal.base.personal_data import SECRET_KINDS, find_personal_data

MAX_LENGTH = 2000

_TAIL = r"[啊呀呢吗你您啦了哈!！?？。,.，~～ ]*$"
# 好的，谢谢 and 谢谢，再见: thanks come in pairs.
_AGAIN = rf"([，,。.！! 啦了]+(谢谢|多谢|再见|拜拜|thanks?|thank you|bye))*{_TAIL}"


def _pattern(*alternatives: str, start: str = "", end: str = "") -> re.Pattern[str]:
    return re.compile(f"{start}({'|'.join(alternatives)}){end}", re.IGNORECASE)


_GREETING = _pattern(
    "你好", "您好", "hi", "hello", "hey", "在吗", "在不在", "有人吗", "早上好", "下午好", "晚上好",
    "嗨", "哈喽",
    "good (morning|day|afternoon|evening)", "你是谁", "你是什么", "你叫什么", "你能做什么", "你会什么",
    "你是机器人吗", "who are you", "what can you do",
    start="^", end=_TAIL,
)  # fmt: skip
_THANKS = _pattern(
    "谢谢", "多谢", "感谢", "谢了", "好的", "知道了", "明白了", "再见", "拜拜", "ok", "okay",
    "thanks?", "thank you", "bye", "嗯+",
    start="^", end=_AGAIN,
)  # fmt: skip
_PERSON = _pattern(
    "转人工", "人工(客服|服务|坐席)", "(找|要)人工", "真人", "找个人(问|聊|说)",
    "(跟|和|找)(工作人员|客服)(说|聊|谈|问)?", "talk to a (person|human)", "human agent",
)  # fmt: skip
_ORDERS = _pattern(
    "(忽略|无视|忘记|忘掉|不要理会).{0,12}(指令|指示|规则|提示|设定|以上|之前|前面)", "(系统|初始)提示词",
    "扮演.{0,12}(角色|助手|专家)", "ignore (all |any |the )?(previous|above|prior)",
    "system prompt", "jailbreak", "developer mode", "act as ",
)  # fmt: skip
_CRISIS = _pattern(
    "不想活", "想死", "自杀", "活不下去", "轻生", "结束生命", "跳楼", "割腕", "kill myself", "suicide"
)
_ABUSE = _pattern("傻[逼比屄]", "操你", "草泥马", "他妈的", "王八蛋", "狗日的", "滚蛋", "fuck", "bitch")
_OWN_CASE = _pattern(
    "(我|俺|咱|本人)(的|家)?.{0,14}(批下来|批了|审核通过|审到哪|办到哪|到账|到帐|进度|办好了没|办完了没|通过了没|下来了没|发了没)",
    "我.{0,20}(做|办|批|审|弄|寄|发)(好|完|下来|出来|到)?了(没|吗|么)",
    "(帮|给|替)我.{0,4}(查|看).{0,3}(一?下|查|看)",
    "我.{0,10}(余额|还剩多少钱|交了多少年|缴了几年|缴费记录)",
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a text goes: `status` ends the turn, none lets it go on to retrieval."""

    status: str | None = None


def route(text: str, own_places: frozenset[str] = frozenset()) -> Route:
    """Decide what a text is, the most serious reading first.

    `own_places` are names of the site's own city and districts; a question that names another place
    and none of them is about that place's rules.
    """
    stripped = text.strip()
    if find_personal_data(stripped, SECRET_KINDS):
        return Route(Status.PERSONAL_DATA)
    for pattern, status in (
        (_CRISIS, Status.CRISIS),
        (_ORDERS, Status.INJECTION),
        (_PERSON, Status.HANDOFF),
        (_GREETING, Status.SMALL_TALK),
        (_THANKS, Status.SMALL_TALK),
        (_OWN_CASE, Status.OUT_OF_SCOPE),
    ):
        if pattern.search(stripped):
            return Route(status)
    if is_elsewhere(stripped, own_places):
        return Route(Status.OUT_OF_SCOPE)
    if _ABUSE.search(stripped):
        return Route(Status.ABUSE)
    return Route()


def is_elsewhere(text: str, own_places: frozenset[str]) -> bool:
    """Tell whether a question asks for the rules of another place: names one, and not one of ours."""
    if any(place in text for place in own_places):
        return False
    return bool(places_in(text)) and not _COMING_FROM.search(text)


# 从成都转来, 在北京交过, 回老家: the other place is where somebody comes from, the rule asked for is ours.
_COMING_FROM = re.compile(
    "转回|转来|转到(这|咱|我们|本)|迁来|迁回|搬来|[迁搬]到(这|咱|我们|本)|(这|咱们|我们)(边|里|儿)|回来|过来|本地|本市|从.{1,12}来|老家|"
    "在.{2,6}(打工|上班|务工|带|住|养老|上学|读书|陪读)"
)


def places_in(text: str) -> list[str]:
    """The provinces and large cities of the country that a text names; 北京路 and 中山大学 name none."""
    return [place for place in _places() if re.search(f"{place}(?!{_NAMED_AFTER})", text)]


_NAMED_AFTER = "[东西南北中一二三四]{0,2}(路|街|大街|大道)|(理工|师范|农业|交通)?大学|银行"


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "places.txt").read_text(encoding="utf-8").split())
