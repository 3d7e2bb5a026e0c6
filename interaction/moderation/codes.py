"""The rejection codes that every site begins with; each site changes its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Site

from interaction.moderation.models import RejectionCode


@dataclass(frozen=True, slots=True)
class DefaultCode:
    """A reason with its words in both languages."""

    code: str
    name: str
    name_en: str
    explanation: str
    explanation_en: str


DEFAULT_CODES = (
    DefaultCode(
        "insult",
        "辱骂、歧视或人身攻击",
        "Insults, discrimination or attacks on a person",
        "内容含有辱骂、歧视或针对个人的攻击。请只谈事情，换一种说法后再提交。",
        "The text insults or attacks somebody. Please write about the matter itself and send it again.",
    ),
    DefaultCode(
        "personal-data",
        "涉及个人信息",
        "Personal data",
        "内容会让大家认出某个人，或含有电话、证件号码、住址等信息。请去掉这些信息后再提交。",
        "The text lets everybody recognise a person or holds a telephone, an identity number or an address. "
        "Please leave these out and send it again.",
    ),
    DefaultCode(
        "off-topic",
        "与主题无关",
        "Off the topic",
        "这里只谈本次公布的主题。其他问题请写信给相应的部门。",
        "Only the announced topic is talked about here. Please write a letter to the department in charge.",
    ),
    DefaultCode(
        "advertising",
        "广告或推广",
        "Advertising",
        "内容是商业广告、推广或引流。这里不发布这类内容。",
        "The text advertises something. Such texts are not shown here.",
    ),
    DefaultCode(
        "repeats",
        "重复提交",
        "Repeats",
        "您已经提交过同样的内容，我们只保留一条，不必再次提交。",
        "You have sent the same before. One of them is kept; there is no need to send it again.",
    ),
    DefaultCode(
        "illegal",
        "法律法规禁止的内容",
        "Forbidden by law",
        "内容属于法律、行政法规禁止发布的信息，不能公开显示。",
        "Laws and regulations forbid publishing such a text; it cannot be shown.",
    ),
    DefaultCode(
        "other-channel",
        "不宜在此办理",
        "Not for this channel",
        "个人诉求、投诉举报和需要查证的具体事项，请通过“互动信箱”写信，我们会依法登记、办理并在规定时间内答复您。",
        "Please send personal requests, complaints and matters that need to be looked into as a letter: "
        "it is registered and answered in due time.",
    ),
)


def default_codes(site: Site) -> None:
    """Give a site the codes that it does not have yet; what it changed stays changed."""
    for order, default in enumerate(DEFAULT_CODES, start=1):
        RejectionCode.objects.get_or_create(
            site=site,
            code=default.code,
            defaults={
                "name": default.name,
                "name_en": default.name_en,
                "explanation": default.explanation,
                "explanation_en": default.explanation_en,
                "order": order,
            },
        )


def codes_of(site: Site) -> Sequence[RejectionCode]:
    """The codes in use at a site; one that has never had any gets those that all begin with."""
    if not RejectionCode.objects.for_site(site).exists():
        default_codes(site)
    return list(RejectionCode.objects.for_site(site).filter(is_active=True))
