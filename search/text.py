"""Chinese text analysis: folding and tokens. Pure: no Django, no storage.

A text becomes words as jieba's search mode cuts them, plus the bigrams of every run of Han
characters. Words carry meaning, bigrams forgive a wrong cut; both sides of a search use the same.
"""

import re
import unicodedata

import opencc
import rjieba

_SIMPLIFIER = opencc.OpenCC("t2s")
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿]+")
_WORD = re.compile(r"[0-9a-z㐀-鿿豈-﫿]")
_INVISIBLE = re.compile(r"[­​-‏‪-‮⁠-⁤﻿]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# Function words and question words: they say that something is asked, not what.
STOP_WORDS = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "及",
        "或",
        "在",
        "是",
        "为",
        "对",
        "由",
        "于",
        "以",
        "其",
        "之",
        "等",
        "着",
        "把",
        "被",
        "给",
        "让",
        "向",
        "从",
        "也",
        "都",
        "就",
        "又",
        "还",
        "而",
        "但",
        "则",
        "因",
        "所",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "么",
        "嘛",
        "啦",
        "哦",
        "嗯",
        "我",
        "你",
        "您",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "他们",
        "咱",
        "咱们",
        "自己",
        "这",
        "那",
        "这个",
        "那个",
        "这些",
        "那些",
        "这种",
        "那种",
        "什么",
        "啥",
        "啥子",
        "咋",
        "咋个",
        "怎么",
        "怎样",
        "怎么样",
        "怎么办",
        "如何",
        "哪",
        "哪个",
        "哪些",
        "哪里",
        "哪儿",
        "谁",
        "多少",
        "几",
        "是否",
        "能否",
        "可否",
        "可不可以",
        "能不能",
        "是不是",
        "有没有",
        "请问",
        "请",
        "想",
        "想问",
        "问",
        "问下",
        "问一下",
        "一下",
        "知道",
        "告诉",
        "谢谢",
        "你好",
        "您好",
        "麻烦",
        "可以",
        "能",
        "能够",
        "会",
        "要",
        "需要",
        "应该",
        "应当",
        "得",
        "有",
        "没",
        "没有",
        "不",
        "吗",
        "呗",
        "到底",
        "现在",
        "如果",
        "的话",
        "然后",
        "因为",
        "所以",
        "但是",
        "还是",
        "或者",
        "以及",
        "关于",
        "有关",
        "对于",
        "一个",
        "一些",
        "有些",
    ]
)


def fold(text: str) -> str:
    """Fold width, case and traditional characters, and drop what cannot be seen."""
    text = unicodedata.normalize("NFKC", text)
    return _SIMPLIFIER.convert(_INVISIBLE.sub("", _CONTROL.sub(" ", text))).lower()


def words(text: str) -> list[str]:
    """Cut a text into the words of jieba's search mode, without punctuation."""
    return [word for word in rjieba.cut_for_search(fold(text)) if _WORD.search(word)]


def bigrams(text: str) -> list[str]:
    """List the bigrams of every run of Han characters."""
    return [run[at : at + 2] for run in _HAN_RUN.findall(fold(text)) for at in range(len(run) - 1)]
