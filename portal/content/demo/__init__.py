"""The demo city's pages: written for it, imported by the same importer that everyone uses."""

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from portal.base.demo import CITY, CITY_EN, Demo
from portal.base.models import Department
from portal.content.demo.stories import story_blocks
from portal.content.importer.front_matter import split_front_matter
from portal.content.importer.run import find_files, run_import
from portal.content.models import (
    ArticlePage,
    ExampleQuestion,
    HomePage,
    InterpretationPage,
    PolicyPage,
    SectionPage,
    Topic,
)

FOLDER = Path(__file__).parent

_TOPICS = [
    ("social-insurance", "社会保险", "Social insurance"),
    ("medical-insurance", "医疗保障", "Medical insurance"),
    ("housing-fund", "住房公积金", "Housing fund"),
    ("residence", "户籍居住", "Residence"),
    ("education", "教育入学", "Education"),
    ("elderly-care", "养老民政", "Elderly care and civil affairs"),
    ("employment", "就业创业", "Employment and start-ups"),
    ("business", "市场主体", "Business"),
    ("property", "住房物业", "Housing and property"),
    ("transport", "交通出行", "Transport"),
    ("environment", "生态环境", "Environment"),
    ("open-government", "政务公开", "Open government"),
    ("health", "卫生健康", "Health"),
]

_SECTIONS = [
    (
        "policies",
        "政策文件",
        "Policies",
        "policies",
        "市政府和各部门现行有效的政策文件，逐条可查、可引用。",
        180,
    ),
    (
        "interpretations",
        "政策解读",
        "Policies explained",
        "interpretations",
        "谁起草、谁解读：把政策讲明白。",
        180,
    ),
    ("news", "公开动态", "News", "news", "与您的生活有关的通知和动态。", 14),
]

_QUESTIONS = ["自己交养老保险每月多少钱？", "公积金贷款最多能贷多少？", "80岁老人每月能领多少高龄津贴？"]


def load(demo: Demo) -> None:
    """Make the site's tree and fill it."""
    logging.getLogger("wagtail").setLevel(logging.WARNING)
    for order, (slug, name, name_en) in enumerate(_TOPICS):
        Topic.objects.update_or_create(slug=slug, defaults={"name": name, "name_en": name_en, "order": order})
    home = _home(demo)
    sections = {row[0]: _section(home, *row) for row in _SECTIONS}
    outcomes = list(run_import(find_files(FOLDER / "policies"), sections["policies"], publish=True))
    tie_policies(demo)
    count = sum(
        _interpretation(path, sections["interpretations"]) for path in find_files(FOLDER / "interpretations")
    )
    news = sum(_news(row, sections["news"]) for row in json.loads((FOLDER / "news.json").read_text("utf-8")))
    demo.say(f"{len(outcomes)} policies, {count} new interpretations, {news} new announcements")


def _home(demo: Demo) -> HomePage:
    found = HomePage.objects.descendant_of(demo.root).filter(slug="yunxi").first()
    if found is not None:
        return found
    home = HomePage(
        title=CITY,
        title_en=CITY_EN,
        slug="yunxi",
        summary="云溪市政府与市民之间的直通车：查政策、问问题、写来信、看答复。",
        summary_en="Yunxi's government and its people, directly: policies, questions, letters, answers.",
    )
    home.example_questions = [ExampleQuestion(text=text, sort_order=at) for at, text in enumerate(_QUESTIONS)]
    demo.root.add_child(instance=home)
    home.save_revision().publish()
    demo.site.root_page = home
    demo.site.site_name = CITY
    demo.site.save()
    # Wagtail's own first page is no longer the site's; nobody should find it.
    for page in Page.objects.filter(depth=2, content_type__model="page"):
        page.delete()
    return home


def _section(
    home: HomePage, slug: str, title: str, title_en: str, kind: str, purpose: str, cycle: int
) -> SectionPage:
    found = SectionPage.objects.child_of(home).filter(slug=slug).first()
    if found is not None:
        return found
    section = SectionPage(
        title=title,
        title_en=title_en,
        slug=slug,
        kind=kind,
        purpose=purpose,
        summary=purpose,
        update_cycle_days=cycle,
        show_in_menus=True,
    )
    home.add_child(instance=section)
    section.save_revision().publish()
    return section


def tie_policies(demo: Demo) -> None:
    """Give each policy its department, its typical questions, and the newer one that replaced it."""
    departments = {row.name: row for row in Department.objects.for_site(demo.site)}
    imported = PolicyPage.objects.descendant_of(demo.root).exclude(source_name="")
    for page in imported.filter(Q(department=None) | Q(questions="")):
        office = departments.get("云溪市人民政府办公室")
        page.department = page.department or departments.get(page.issuing_body) or office
        if page.validity == PolicyPage.Validity.REPEALED:
            page.replaced_by = page.replaced_by or _successor(page)
        page.questions = page.questions or _typical_questions(page)
        page.save_revision().publish()


def _typical_questions(page: PolicyPage) -> str:
    path = (FOLDER / "questions" / page.source_name).with_suffix(".txt")
    return path.read_text("utf-8") if path.exists() else ""


def _successor(page: PolicyPage) -> PolicyPage | None:
    newer = PolicyPage.objects.live().filter(topic=page.topic, published_on__gt=page.published_on)
    return next((other for other in newer if page.document_number in str(other.body)), None)


def _interpretation(path: Path, section: SectionPage) -> bool:
    facts, text = split_front_matter(path.read_text(encoding="utf-8"))
    if InterpretationPage.objects.child_of(section).filter(title=facts["title"]).exists():
        return False
    policy = PolicyPage.objects.get(source_name=facts["policy"])
    page = InterpretationPage(
        title=facts["title"],
        title_en=facts.get("title_en", ""),
        policy=policy,
        department=policy.department,
        format=facts["format"],
        author_role=facts["author_role"],
        author=facts["author"],
        published_on=date.fromisoformat(facts["published_on"]),
        summary=facts["summary"],
        source=policy.issuing_body,
        body=json.dumps(story_blocks(text)),
    )
    section.add_child(instance=page)
    page.save_revision().publish()
    return True


def _news(row: dict[str, Any], section: SectionPage) -> bool:
    if ArticlePage.objects.child_of(section).filter(title=row["title"]).exists():
        return False
    page = ArticlePage(
        title=row["title"],
        title_en=row["title_en"],
        summary=row["summary"],
        published_on=date.fromisoformat(row["published_on"]),
        source=row["source"],
        body=json.dumps(story_blocks("\n\n".join(row["body"]))),
    )
    section.add_child(instance=page)
    page.save_revision().publish()
    return True
