"""The demo city: what the demo is made of, and its identity and departments.

Each app may have a module `demo` with a function `load(demo)`; `load_demo` calls them in the
order of INSTALLED_APPS. Loading twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.models import Page, Site

from portal.base.models import Department, SiteIdentity

CITY, CITY_EN = "云溪市", "Yunxi"

# slug, name, English name, telephone (fictional)
_DEPARTMENTS = [
    (
        "government-office",
        "云溪市人民政府办公室",
        "General Office of the People's Government",
        "(0000) 8810 1001",
    ),
    (
        "social-security",
        "云溪市人力资源和社会保障局",
        "Human Resources and Social Security Bureau",
        "(0000) 8810 1002",
    ),
    ("medical-insurance", "云溪市医疗保障局", "Medical Insurance Bureau", "(0000) 8810 1003"),
    ("housing-fund", "云溪市住房公积金管理中心", "Housing Fund Management Centre", "(0000) 8810 1004"),
    ("public-security", "云溪市公安局", "Public Security Bureau", "(0000) 8810 1005"),
    ("education", "云溪市教育局", "Education Bureau", "(0000) 8810 1006"),
    ("civil-affairs", "云溪市民政局", "Civil Affairs Bureau", "(0000) 8810 1007"),
    ("market-regulation", "云溪市市场监督管理局", "Market Regulation Bureau", "(0000) 8810 1008"),
    ("housing-construction", "云溪市住房和城乡建设局", "Housing and Construction Bureau", "(0000) 8810 1009"),
    ("transport", "云溪市交通运输局", "Transport Bureau", "(0000) 8810 1010"),
    ("environment", "云溪市生态环境局", "Ecology and Environment Bureau", "(0000) 8810 1011"),
    ("health", "云溪市卫生健康委员会", "Health Commission", "(0000) 8810 1012"),
    (
        "government-services",
        "云溪市政务服务和数据管理局",
        "Government Services and Data Bureau",
        "(0000) 8810 1013",
    ),
    ("urban-management", "云溪市城市管理局", "Urban Management Bureau", "(0000) 8810 1014"),
]


@dataclass(slots=True)
class Demo:
    """The demo under way: its site, where its pages go, and a way to tell what was done."""

    site: Site
    say: Callable[[str], None]

    @property
    def root(self) -> Page:
        """The page above all home pages."""
        return Page.objects.get(depth=1)


def load(demo: Demo) -> None:
    """Name the site and its departments."""
    SiteIdentity.objects.update_or_create(
        site=demo.site,
        defaults={
            "name": "云溪市人民政府 · 直通车",
            "name_en": "Yunxi Municipal Government · Zhitongche",
            "organiser": "云溪市人民政府办公室",
            "organiser_en": "General Office of Yunxi Municipal People's Government",
            "hotline": "12345",
            "contact": "(0000) 8810 1234",
            "site_code": "0000000001",
            "places": "云溪, 溪东, 溪西, 云台, 临湖, 高新区",
            "case_prefix": "YX",
        },
    )
    for order, (slug, name, name_en, phone) in enumerate(_DEPARTMENTS):
        Department.objects.update_or_create(
            site=demo.site,
            slug=slug,
            defaults={
                "name": name,
                "name_en": name_en,
                "phone": phone,
                "address": "云溪市溪东区政务大道1号政务服务中心",
                "office_hours": "周一至周五 9:00–12:00，13:30–17:30",
                "order": order,
            },
        )
    demo.say(f"{len(_DEPARTMENTS)} departments")
