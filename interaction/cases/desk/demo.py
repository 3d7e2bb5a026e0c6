"""The demo city's canned replies."""

from interaction.cases.models import CannedReply
from portal.base.demo import Demo
from portal.base.models import Department

# department (empty: all), title, text
_TEXTS = [
    (
        "",
        "称呼与感谢",
        "尊敬的市民：\n您好！感谢您对我市工作的关心。现就您反映的问题答复如下：",
    ),
    ("", "结尾与联系方式", "如您对答复还有疑问，可以在来信查询页继续补充，也可以拨打政务服务便民热线12345。"),
    (
        "",
        "请补充时间和地点",
        "为尽快核实，请您补充时间、具体地点，如有照片请一并上传。补充不影响答复期限。",
    ),
    (
        "",
        "属于信访事项",
        "您反映的属于信访事项，请通过信访渠道提出，信访机构将依照条例办理。",
    ),
    (
        "social-security",
        "社保经办窗口",
        "您可以携带身份证到云溪市政务服务中心二楼社会保险窗口办理，工作时间为周一至周五9:00—12:00、13:30—17:30。",
    ),
    (
        "medical-insurance",
        "医保经办窗口",
        "您可以携带身份证到云溪市政务服务中心二楼医疗保障窗口办理，也可以通过政务服务网在线办理。",
    ),
]


def load_canned_replies(demo: Demo) -> None:
    """Write the texts that are missing."""
    departments = {each.slug: each for each in Department.objects.for_site(demo.site)}
    for slug, title, body in _TEXTS:
        CannedReply.objects.get_or_create(
            site=demo.site, department=departments.get(slug), title=title, defaults={"body": body}
        )
    demo.say(f"{len(_TEXTS)} canned replies")
