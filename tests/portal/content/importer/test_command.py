"""The command, through the door that operators use."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision, Site
from wagtail.signals import page_published

from portal.accounts.models import User
from portal.base.errors import NotAllowed
from portal.base.models import AuditEntry, Department
from portal.content.importer.actions import import_policy
from portal.content.importer.findings import FindingCode
from portal.content.importer.structure import parse_file
from portal.content.models import HomePage, PolicyPage, SectionPage, Topic

from .makers import MEASURES, NOTICE, make_docx

pytestmark = pytest.mark.django_db

GARBLED = (
    "关于 加强 停车 管理 的 意见\nXNUMX. 总体 要求\n政府 政府 网站 网站 信息 信息 管理 管理 停车 停车 工作 ，"
    "各 部门 各 部门 要 按照 要求 做好 停车 管理 工作 ， 停车 人 应当 按照 标志 停放 车辆。\n"
)


@pytest.fixture
def section() -> SectionPage:
    site = Site.objects.get(is_default_site=True)
    home = HomePage(title="云溪市", slug="yunxi")
    Page.get_first_root_node().add_child(instance=home)
    site.root_page = home
    site.save()
    section = SectionPage(title="政策文件", slug="policies", kind=SectionPage.Kind.POLICIES)
    home.add_child(instance=section)
    return section


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "停车.txt").write_text(MEASURES, encoding="gb18030")
    (tmp_path / "校车.md").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "食堂.docx").write_bytes(
        make_docx(["云溪市食堂办法", "第一条 为了办好食堂，制定本办法。"])
    )
    return tmp_path


def run(path: Path, *arguments: str, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("import_policies", str(path), "--report", "json", *arguments, stdout=out, **options)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def counts(report: dict[str, Any]) -> tuple[int, int, int, int, int]:
    return tuple(report[name] for name in ("created", "updated", "unchanged", "skipped", "live"))  # type: ignore[return-value]


def state() -> list[tuple[Any, ...]]:
    pages = PolicyPage.objects.order_by("pk")
    return [
        *pages.values_list("pk", "slug", "live", "latest_revision_id", "last_published_at", "source_digest")
    ]


@pytest.mark.usefixtures("section")
def test_folder_is_published_and_a_second_run_changes_nothing(folder: Path) -> None:
    published: list[str] = []

    def note(instance: Page, **kwargs: Any) -> None:
        published.append(instance.title)

    page_published.connect(note)
    try:
        assert counts(run(folder, "--publish")) == (3, 0, 0, 0, 3)
        before = state()
        revisions, entries = Revision.objects.count(), AuditEntry.objects.count()
        assert counts(run(folder, "--publish")) == (0, 0, 3, 0, 3)
    finally:
        page_published.disconnect(note)

    assert sorted(published) == [
        "云溪市临时停车收费办法",
        "云溪市教育局关于做好校车安全管理工作的通知",
        "云溪市食堂办法",
    ]
    assert state() == before
    assert (Revision.objects.count(), AuditEntry.objects.count()) == (revisions, entries)


def test_page_holds_what_the_file_says(folder: Path, section: SectionPage) -> None:
    site = section.get_site()
    department = Department.objects.create(site=site, name="云溪市交通运输局", slug="transport")
    run(folder, "--publish")

    page = PolicyPage.objects.get(source_name="停车.txt")
    assert page.slug == "yun-xi-shi-lin-shi-ting-che-shou-fei-ban-fa"
    assert page.get_parent().specific == section
    assert page.document_number == "云交发〔2024〕6号"
    assert page.department == department
    assert [provision.anchor for provision in page.provisions()] == [f"article-{n}" for n in range(1, 5)]
    entry = AuditEntry.objects.get(action="policy.imported", object_id=str(page.pk))
    assert entry.detail["source"] == "停车.txt"
    assert entry.detail["revision"] == page.live_revision_id
    assert entry.actor is None
    assert entry.site == site


@pytest.mark.usefixtures("section")
def test_changed_file_updates_its_page_in_place(folder: Path) -> None:
    run(folder, "--publish")
    page = PolicyPage.objects.get(source_name="停车.txt")
    (folder / "停车.txt").write_text(MEASURES.replace("四元", "五元"), encoding="utf-8")

    assert counts(run(folder, "--publish")) == (0, 1, 2, 0, 3)

    updated = PolicyPage.objects.get(source_name="停车.txt")
    assert updated.pk == page.pk
    assert updated.slug == page.slug
    assert "五元" in updated.provisions()[2].text
    assert [block.id for block in updated.body] == [block.id for block in page.body]


@pytest.mark.usefixtures("section")
def test_changed_file_without_publish_stays_a_draft_of_a_live_page(folder: Path) -> None:
    run(folder, "--publish")
    (folder / "停车.txt").write_text(MEASURES.replace("四元", "五元"), encoding="utf-8")

    assert counts(run(folder, "--draft")) == (0, 1, 2, 0, 3)
    assert counts(run(folder, "--draft")) == (0, 0, 3, 0, 3)

    page = PolicyPage.objects.get(source_name="停车.txt")
    assert "四元" in page.provisions()[2].text
    assert "五元" in page.get_latest_revision_as_object().provisions()[2].text
    assert page.has_unpublished_changes


@pytest.mark.usefixtures("section")
def test_drafts_are_published_by_a_later_run_but_withdrawn_pages_are_not(folder: Path) -> None:
    assert counts(run(folder)) == (3, 0, 0, 0, 0)
    assert counts(run(folder, "--publish")) == (0, 3, 0, 0, 3)
    PolicyPage.objects.get(source_name="停车.txt").unpublish()

    assert counts(run(folder, "--publish")) == (0, 0, 3, 0, 2)
    (folder / "停车.txt").write_text(MEASURES.replace("四元", "五元"), encoding="utf-8")
    assert counts(run(folder, "--publish")) == (0, 1, 2, 0, 2)


@pytest.mark.usefixtures("section")
def test_garbled_file_lands_as_a_draft_even_with_publish(folder: Path) -> None:
    (folder / "乱码.txt").write_text(GARBLED, encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 broken")

    report = run(folder, "--publish")
    again = run(folder, "--publish")

    assert counts(report) == (5, 0, 0, 0, 3)
    assert counts(again) == (0, 0, 5, 0, 3)
    assert [row["file"] for row in again["drafts"]] == ["乱码.txt", "坏.pdf"]
    page = PolicyPage.objects.get(source_name="乱码.txt")
    assert not page.live
    assert {row["code"] for row in page.import_findings} >= {"placeholders", "spaced_words", "repeated_words"}
    broken = PolicyPage.objects.get(source_name="坏.pdf")
    assert FindingCode.UNREADABLE in {row["code"] for row in broken.import_findings}


@pytest.mark.usefixtures("section")
def test_a_page_edited_here_is_not_overwritten(folder: Path) -> None:
    run(folder, "--publish")
    page = PolicyPage.objects.get(source_name="停车.txt")
    page.summary = "人工改写的摘要"
    page.save_revision().publish()
    (folder / "停车.txt").write_text(MEASURES.replace("四元", "五元"), encoding="utf-8")

    report = run(folder, "--publish")

    assert [(row["file"], row["reason"]) for row in report["skipped_files"]] == [("停车.txt", "edited_here")]
    assert PolicyPage.objects.get(pk=page.pk).summary == "人工改写的摘要"


def test_crash_half_way_loses_nothing_and_a_second_run_finishes(
    folder: Path, section: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., Any] = Revision.publish
    calls: list[int] = []

    def crashing(self: Revision, *args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", crashing)
    with pytest.raises(KeyboardInterrupt):
        run(folder, "--publish")
    assert PolicyPage.objects.count() == PolicyPage.objects.live().count() == 1
    monkeypatch.undo()

    assert counts(run(folder, "--publish")) == (2, 0, 1, 0, 3)
    section.refresh_from_db()
    assert section.numchild == 3
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.usefixtures("section")
def test_one_failing_file_does_not_keep_the_others_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = Revision.publish

    def failing(self: Revision, *args: Any, **kwargs: Any) -> Any:
        if "停车" in self.object_str:
            raise ValueError("broken")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", failing)
    report = run(folder, "--publish")

    assert counts(report) == (2, 0, 0, 1, 2)
    assert report["skipped_files"][0]["reason"] == "failed"
    assert not PolicyPage.objects.filter(source_name="停车.txt").exists()


@pytest.mark.usefixtures("section")
def test_list_chooses_files_and_names_what_is_not_there(folder: Path, tmp_path_factory: Any) -> None:
    names = tmp_path_factory.mktemp("lists") / "names.txt"
    names.write_text("停车.txt\n\n没有.md\n食堂.docx\n", encoding="utf-8-sig")

    report = run(folder, "--list", str(names))

    assert counts(report) == (2, 0, 0, 1, 0)
    assert [(row["file"], row["reason"]) for row in report["skipped_files"]] == [("没有.md", "not_found")]


def test_section_option_chooses_the_section(folder: Path, section: SectionPage) -> None:
    other = SectionPage(title="法律法规", slug="laws", kind=SectionPage.Kind.POLICIES)
    section.get_parent().specific.add_child(instance=other)

    run(folder, "--section", "laws")

    assert PolicyPage.objects.child_of(other).count() == 3
    with pytest.raises(CommandError, match="nowhere"):
        run(folder, "--section", "nowhere")


@pytest.mark.usefixtures("section")
def test_odd_files_are_skipped_with_a_reason(folder: Path) -> None:
    (folder / "空.txt").write_text("\n \n")
    (folder / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / ".hidden.md").write_text("第一条 甲。")
    (folder / "sub" / "停车.txt").write_text("第一条 乙。")

    report = run(folder, "--publish")

    assert sorted((row["file"], row["reason"]) for row in report["skipped_files"]) == [
        ("停车.txt", "same_name"),
        ("旧.doc", "unsupported"),
        ("空.txt", "empty"),
    ]
    assert report["created"] == 3


def test_nothing_to_import_is_an_error(tmp_path: Path, section: SectionPage) -> None:
    with pytest.raises(CommandError):
        run(tmp_path / "missing")
    with pytest.raises(CommandError):
        run(tmp_path)
    (tmp_path / "空.txt").write_text("")
    with pytest.raises(CommandError):
        run(tmp_path)
    section.unpublish()
    (tmp_path / "停车.txt").write_text(MEASURES)
    with pytest.raises(CommandError):
        run(tmp_path)


@pytest.mark.usefixtures("section")
def test_report_for_people_names_files_and_reasons(folder: Path) -> None:
    (folder / "乱码.txt").write_text(GARBLED, encoding="utf-8")
    out = StringIO()
    call_command("import_policies", str(folder), "--publish", stdout=out)
    quiet = StringIO()
    call_command("import_policies", str(folder), "--publish", "--quiet", stdout=quiet)

    assert "乱码.txt" in out.getvalue()
    assert "XNUMX" in out.getvalue()
    assert quiet.getvalue() == ""


@pytest.mark.usefixtures("section")
def test_same_titles_get_slugs_of_their_own(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{MEASURES}\n{name}\n", encoding="utf-8")
    run(tmp_path, "--publish")

    slug = "yun-xi-shi-lin-shi-ting-che-shou-fei-ban-fa"
    slugs = PolicyPage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == [slug, f"{slug}-2", f"{slug}-3"]


def test_topic_is_taken_where_the_site_has_it(tmp_path: Path, section: SectionPage) -> None:
    topic = Topic.objects.create(name="交通出行", slug="transport")
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 停车办法\ntopic: 交通出行\n---\n第一条 完。\n")
    import_policy(parse_file(path), section, publish=False)

    assert PolicyPage.objects.get().get_latest_revision_as_object().topic == topic


def test_an_actor_needs_the_right_to_add_pages(tmp_path: Path, section: SectionPage) -> None:
    path = tmp_path / "a.txt"
    path.write_text(MEASURES)
    stranger = User.objects.create_user("stranger")

    with pytest.raises(NotAllowed):
        import_policy(parse_file(path), section, publish=False, actor=stranger)
    assert not PolicyPage.objects.exists()
