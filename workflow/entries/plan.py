"""The entries of the action plan: its projects."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from sqlmodel import SQLModel

from workflow.case import Case
from workflow.entries.facts import Numbered, in_order, same_name
from workflow.entries.fields import Cents, Day, Line, Prose, Siren
from workflow.entries.payload import kind
from workflow.errors import RecordRefused
from workflow.labels import PROJECT_STATUSES
from workflow.language import Text
from workflow.models import Project
from workflow.money import format_amount


@kind("project")
class ProjectSet(Numbered):
    """A project is added to the plan, or changed. Projects keep arriving in every state."""

    private: ClassVar[frozenset[str]] = frozenset({"title", "holder", "description"})
    required: ClassVar[tuple[str, ...]] = ("title",)
    called: ClassVar[tuple[str, ...]] = ("title",)
    table: ClassVar[type[SQLModel]] = Project
    besides: ClassVar[tuple[str, ...]] = ("axis", "holder_siren", "aid", "firm", "starts", "ends", "description")
    title: Line | None = None
    axis: str | None = None
    holder: Line | None = None
    holder_siren: Siren | None = None
    description: Prose | None = None
    cost: Cents | None = None
    """Total cost, in cents."""
    aid: Cents | None = None
    """Public aid expected, in cents."""
    status: Literal["planned", "in_progress", "paused", "blocked", "done", "abandoned"] | None = None
    firm: Literal[0, 1] | None = None
    starts: Day | None = None
    ends: Day | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Project]:
        return {project.number: project for project in case.projects}

    def check(self, case: Case, today: str) -> None:
        super().check(case, today)
        axes = [
            axis.code
            for axis in case.lifecycle.axes
            if axis.phase == case.dossier.phase and (not axis.regions or set(axis.regions) & set(case.regions))
        ]
        if self.axis is not None and self.axis not in axes:
            listed = ", ".join(axes)
            raise RecordRefused(
                Text(f"Axe inconnu : « {self.axis} ».", f"Unknown axis: “{self.axis}”."),
                Text(f"axes de ce dossier : {listed}", f"axes of this dossier: {listed}"),
            )
        before = self.existing(case).get(self.number or 0)
        in_order(
            self.starts or (before.starts if before else None),
            self.ends or (before.ends if before else None),
        )

    def warnings(self, case: Case) -> Iterator[Text]:
        before = self.existing(case).get(self.number or 0)
        for other in case.projects:
            if other.number != self.number and same_name(other.title, self.title):
                yield Text(
                    f"Le projet n° {other.number} porte déjà ce titre.",
                    f"Project {other.number} has that title already.",
                )
        cost = self.cost if self.cost is not None else (before.cost if before else None)
        aid = self.aid if self.aid is not None else (before.aid if before else None)
        if cost is not None and aid is not None and aid > cost:
            yield Text(
                f"L’aide attendue ({format_amount(aid, 'fr')}) dépasse le montant ({format_amount(cost, 'fr')}).",
                f"The aid expected ({format_amount(aid, 'en')}) exceeds the amount ({format_amount(cost, 'en')}).",
            )

    def in_words(self) -> Text:
        name = f"projet n° {self.number}", f"project {self.number}"
        details_fr: list[str] = []
        details_en: list[str] = []
        if self.title is not None:
            details_fr.append(f"« {self.title} »")
            details_en.append(f"“{self.title}”")
        if self.holder is not None:
            details_fr.append(f"porté par {self.holder}")
            details_en.append(f"held by {self.holder}")
        if self.cost is not None:
            details_fr.append(format_amount(self.cost, "fr"))
            details_en.append(format_amount(self.cost, "en"))
        if self.status is not None:
            details_fr.append(PROJECT_STATUSES[self.status].fr)
            details_en.append(PROJECT_STATUSES[self.status].en)
        return Text(
            ", ".join([name[0], *details_fr]),
            ", ".join([name[1], *details_en]),
        )
