"""Pages that the government publishes."""

from portal.content.models.columns import ExampleQuestion, HomePage, SectionPage
from portal.content.models.interpretation import InterpretationPage
from portal.content.models.policy import PolicyPage
from portal.content.models.published import ArticlePage, PublishedPage
from portal.content.models.topic import Topic

__all__ = [
    "ArticlePage",
    "ExampleQuestion",
    "HomePage",
    "InterpretationPage",
    "PolicyPage",
    "PublishedPage",
    "SectionPage",
    "Topic",
]
