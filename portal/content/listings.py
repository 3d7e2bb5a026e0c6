"""What pages list: newest policies on the home page, filtered pages in a section."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest

PAGE_SIZE = 20


class HomeListing:
    """Adds the home page's lists to its context."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Latest policies with their interpretations, sections, latest news."""
        from portal.content.models import ArticlePage, PolicyPage

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        policies = PolicyPage.objects.live().public().descendant_of(self).defer("body")
        news = ArticlePage.objects.live().public().descendant_of(self).defer("body")
        policies = policies.select_related("topic").prefetch_related(published_interpretations())
        context["latest_policies"] = policies.order_by("-published_on", "-pk")[:6]
        context["latest_news"] = news.order_by("-published_on", "-pk")[:5]
        context["sections"] = self.get_children().live().public().in_menu().specific()  # type: ignore[attr-defined]
        context["example_questions"] = [row.text for row in self.example_questions.all()]  # type: ignore[attr-defined]
        return context


class SectionListing:
    """Adds a section's pages, filtered and paginated, to its context."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The section's pages by topic and year, and what there is to filter by."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        pages = self.listed_pages()
        context["filters"] = {name: request.GET.get(name, "") for name in ("topic", "year")}
        if self.lists_policies:
            context |= _policy_facets(pages)
            pages = _filtered(pages, context["filters"])
        paginator = Paginator(pages, PAGE_SIZE)
        context["page_obj"] = paginator.get_page(request.GET.get("page"))
        context["total"] = paginator.count
        context["subsections"] = self.get_children().live().public().in_menu().specific()  # type: ignore[attr-defined]
        return context

    @property
    def lists_policies(self) -> bool:
        """Whether the section holds policies, which can be filtered by topic."""
        return self.kind == "policies"  # type: ignore[attr-defined]

    def listed_pages(self) -> Any:
        """The section's published pages, newest first."""
        from portal.content.models import ArticlePage, InterpretationPage, PolicyPage

        models = {"policies": PolicyPage, "interpretations": InterpretationPage}
        model = models.get(self.kind, ArticlePage)  # type: ignore[attr-defined]
        pages = model.objects.live().public().descendant_of(self).defer("body")
        if model is InterpretationPage:
            pages = pages.select_related("policy").defer("body", "policy__body")
        return pages.order_by("-published_on", "-pk")


def published_interpretations() -> Prefetch:
    """Fill `PolicyPage.interpretations` of many policies with one query."""
    from portal.content.models import InterpretationPage

    found = InterpretationPage.objects.live().public().order_by("-published_on").defer("body")
    return Prefetch("interpretation_pages", queryset=found, to_attr="interpretations")


def _policy_facets(pages: Any) -> dict[str, Any]:
    from portal.content.models import Topic

    years = [day.year for day in pages.dates("published_on", "year", order="DESC")]
    return {"topics": Topic.objects.filter(policies__in=pages).distinct(), "years": years}


def _filtered(pages: Any, filters: dict[str, str]) -> Any:
    if filters["topic"]:
        pages = pages.filter(topic__slug=filters["topic"])
    if filters["year"].isdecimal() and len(filters["year"]) == 4:
        pages = pages.filter(published_on__year=int(filters["year"]))
    return pages.select_related("topic").prefetch_related(published_interpretations())
