"""How much of a question a published letter speaks about. Pure: no database.

Chinese has no spaces, so that texts are compared by pairs of neighbouring characters; words that only
ask, greet or thank say nothing about the matter and are left out.
"""

import re

# As many pairs as the search backend reads of one query.
MOST_PAIRS = 80

_EMPTY_WORDS = re.compile(
    r"请问|您好|你好|怎么办|怎么样|怎么|如何|为什么|什么时候|什么|多少|哪里"
    r"|是否|能否|能不能|可不可以|可以|有没有|是不是|需要|希望|麻烦|谢谢|感谢|尊敬的|领导"
    r"|我们|我家|你们|咨询|反映|投诉|建议|办理|申请|材料|手续|问题|关于|一下|现在"
)
_RUN = re.compile(r"[㐀-鿿]+|[^\W_㐀-鿿]+")


def pairs_of(text: str) -> list[str]:
    """The neighbouring pairs of Han characters and the other words of a text, each once, in order."""
    found: dict[str, None] = {}
    for run in _RUN.findall(_EMPTY_WORDS.sub(" ", text).casefold()):
        is_han = "㐀" <= run[0] <= "鿿"
        pairs = [run[at : at + 2] for at in range(len(run) - 1)] if is_han else [run]
        found |= dict.fromkeys(pairs)
    return list(found)[:MOST_PAIRS]


def covered(pairs: list[str], text: str) -> float:
    """The share (0 to 1) of the pairs that a text holds."""
    folded = text.casefold()
    return sum(pair in folded for pair in pairs) / len(pairs) if pairs else 0.0
