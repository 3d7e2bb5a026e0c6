"""The deadline profiles of the source documents, as data for the migrations that install them.

The national profile also holds the portal's defaults for what no national document regulates: each
rule names the document that its number comes from, and a site's own profile goes before it.
"""

from typing import Any

SHORT = [1, 0]
LAST_DAY = [0]

# As installed by the first migration of this app: it knows no other fields.
NATIONAL: dict[str, Any] = {
    "slug": "national",
    "name": "全国",
    "name_en": "National",
    "rules": [
        {
            "kind": "case.reply",
            "name": "来信答复",
            "name_en": "Reply to a case",
            "amount": 7,
            "unit": "working_days",
            "extension_limit": 15,
            "source": "国办发〔2014〕57号（六）",
        }
    ],
}

NATIONAL_MORE: dict[str, Any] = {
    "slug": "national",
    "name": "全国",
    "name_en": "National",
    "rules": [
        {
            "kind": "case.reply.fault",
            "name": "网站找错答复",
            "name_en": "Reply to a report of a fault of the site",
            "amount": 3,
            "warn_before": SHORT,
            "source": "国办发〔2017〕47号",
        },
        {
            "kind": "policy.interpretation",
            "name": "政策解读",
            "name_en": "Interpretation of a policy",
            "amount": 3,
            "warn_before": SHORT,
            "source": "国办发〔2014〕57号（四）要求同步；期限取自攀办函〔2017〕11号",
        },
        {
            "kind": "policy.repost",
            "name": "转载上级政策",
            "name_en": "Repost of a policy of a higher level",
            "amount": 1,
            "warn_before": LAST_DAY,
            "source": "国办发〔2014〕57号（八）要求及时；期限取自江西省实施意见三（三）",
        },
        {
            "kind": "emergency.press_conference",
            "name": "重大突发事件新闻发布会",
            "name_en": "Press conference on a major emergency",
            "amount": 24,
            "unit": "clock_hours",
            "warn_before": [12, 3],
            "source": "国办发〔2016〕61号；攀办函〔2017〕11号",
        },
        {
            "kind": "interview.follow_up",
            "name": "访谈未答问题答复",
            "name_en": "Answer to a question left open by an interview",
            "amount": 5,
            "source": "安徽省有关市县在线访谈办法（各地不一）",
        },
        {
            "kind": "solicitation.result",
            "name": "征集结果公开",
            "name_en": "Result of a solicitation or survey",
            "amount": 30,
            "unit": "calendar_days",
            "source": "默认值，文件只要求及时公开结果",
        },
        {
            "kind": "disclosure.publication",
            "name": "主动公开政府信息",
            "name_en": "Active disclosure",
            "amount": 20,
            "source": "政府信息公开条例第二十六条",
        },
        {
            "kind": "disclosure.reply",
            "name": "依申请公开答复",
            "name_en": "Reply to a disclosure request",
            "amount": 20,
            "extension_limit": 40,
            "source": "政府信息公开条例第三十三条",
        },
    ],
}

JIANGXI: dict[str, Any] = {
    "slug": "jiangxi",
    "name": "江西",
    "name_en": "Jiangxi",
    "rules": [
        {
            "kind": "case.reply",
            "name": "有价值的意见建议反馈",
            "name_en": "Feedback on a valuable opinion",
            "amount": 7,
            "extension_limit": 15,
            "source": "江西省实施意见二（四）",
        },
        {
            "kind": "case.reply.consultation",
            "name": "咨询答复",
            "name_en": "Reply to a question",
            "amount": 7,
            "source": "江西省实施意见二（四），未规定可以延长",
        },
        {
            "kind": "case.reply.complaint",
            "name": "投诉和反映问题答复",
            "name_en": "Reply to a complaint",
            "amount": 7,
            "source": "江西省实施意见二（四），未规定可以延长",
        },
        {
            "kind": "case.reply.suggestion",
            "name": "建议反馈",
            "name_en": "Feedback on a suggestion",
            "amount": 7,
            "extension_limit": 15,
            "source": "江西省实施意见二（四）",
        },
        {
            "kind": "policy.repost",
            "name": "转载上级政策",
            "name_en": "Repost of a policy of a higher level",
            "amount": 1,
            "warn_before": LAST_DAY,
            "source": "江西省实施意见三（三）",
        },
        {
            "kind": "policy.repost_target",
            "name": "转载上级政策（力争）",
            "name_en": "Repost of a policy of a higher level (target)",
            "amount": 1,
            "unit": "clock_hours",
            "warn_before": [],
            "source": "江西省实施意见三（三）",
        },
    ],
}

SICHUAN: dict[str, Any] = {
    "slug": "sichuan",
    "name": "四川",
    "name_en": "Sichuan",
    "rules": [
        {
            "kind": "case.reply",
            "name": "有价值的意见建议反馈",
            "name_en": "Feedback on a valuable opinion",
            "amount": 7,
            "extension_limit": 15,
            "source": "四川某市实施意见（四）",
        },
        {
            "kind": "activity.publication",
            "name": "重要政务活动发布",
            "name_en": "Publication of an important activity",
            "amount": 24,
            "unit": "clock_hours",
            "warn_before": [12, 3],
            "source": "四川某市实施意见（二）",
        },
        {
            "kind": "document.publication",
            "name": "规范性文件发布",
            "name_en": "Publication of a normative document",
            "amount": 3,
            "warn_before": SHORT,
            "source": "四川某市实施意见（二）",
        },
    ],
}


def install_profile(profiles: Any, rules: Any, data: dict[str, Any]) -> None:
    """Create a profile and its rules where they are missing; `profiles` and `rules` are managers."""
    names = {"name": data["name"], "name_en": data["name_en"]}
    profile, _created = profiles.get_or_create(slug=data["slug"], defaults=names)
    for rule in data["rules"]:
        values = {name: value for name, value in rule.items() if name != "kind"}
        rules.get_or_create(profile=profile, kind=rule["kind"], defaults=values)
