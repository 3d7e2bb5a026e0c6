"""Questions that lean on the one before: 那需要什么材料？ Pure."""

import re
from collections.abc import Sequence

_LEANS = re.compile(
    r"^(那|那么|还有|另外|然后|它|这个|那个|这样|上面|刚才|如果(是|不)|要是|and |then |what about|how about)",
    re.IGNORECASE,
)
_ASPECT = re.compile(
    r"(材料|条件|流程|手续|步骤|多久|几天|多长时间|什么时候|哪里办|在哪|去哪|怎么办理|怎么申请|网上|电话|多少钱|标准|需要什么|要带什么|可以代办)"
)
# Words that say what is done about a matter, not which matter.
_NO_SUBJECT = re.compile(
    r"(办|办好|办理|办完|能办|代办|哪办|咋办|申请|领|领取|领到|拿|拿到|带|去|交|要|能|到|账|到账|发|发放|钱|"
    r"需要|具体|证件|东西|时候|时间|多长|长时间|每月|每年|现在)"
)


def is_follow_up(text: str, content_words: Sequence[str]) -> bool:
    """Tell whether a question needs the one before it to be understood.

    It does when it begins by leaning on it, or names only an aspect (材料, 多久) and no matter of its own.
    """
    if _LEANS.match(text.strip()):
        return True
    own = [word for word in content_words if not (_ASPECT.search(word) or _NO_SUBJECT.fullmatch(word))]
    return bool(_ASPECT.search(text)) and not own and len(text.strip()) <= 12


def join_questions(previous: str, question: str) -> str:
    """The question as it would have been asked alone."""
    return f"{previous.rstrip('?？。!！ ')} {question}".strip()
