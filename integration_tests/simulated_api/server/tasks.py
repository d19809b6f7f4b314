"""Asynchronous report tasks: their queries and their progress (§3.7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model.clock import DAY_SECONDS
from ..model.draws import draw
from ..requests.refusal import Refusal, invalid
from ..requests.report_query import ReportQuery

OUTCOMES = ("SUCCESS", "FAILED", "CANCELED")
VALID_SECONDS = 30 * DAY_SECONDS
LINK_SECONDS = 3600
TASK_UNFINISHED, TASK_FAILED, TASK_CANCELED = 40200, 40201, 40202


@dataclass(slots=True)
class ReportTask:
    """One task. It is done after `checks_needed` checks; its data are those of its creation."""

    id: str
    query: ReportQuery
    created: int
    output_format: str
    is_translated: bool
    file_name: str
    checks_needed: int
    outcome: str
    message: str = ""
    checks: int = field(default=0, init=False)

    @property
    def status(self) -> str:
        if self.checks < self.checks_needed:
            return "PROCESSING" if self.checks else "QUEUING"
        return self.outcome

    def end(self, outcome: str, message: str) -> None:
        """Decides how the task is to end."""
        self.outcome, self.message = outcome, message

    def check_done(self) -> None:
        """Refuses the download of a task that has no output."""
        match self.status:
            case "SUCCESS":
                return
            case "FAILED":
                raise Refusal(TASK_FAILED, f"The report task {self.id} has failed: {self.message}")
            case "CANCELED":
                raise Refusal(TASK_CANCELED, f"The report task {self.id} has been canceled.")
            case status:
                raise Refusal(TASK_UNFINISHED, f"The report task {self.id} is not completed: {status}.")


class ReportTasks:
    """All tasks of the app, by id."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tasks: dict[str, ReportTask] = {}

    def next_id(self) -> str:
        return str(7_400_000_000_000_000_000 + draw(self._seed, "task", len(self._tasks)) % 10**17)

    def add(self, task: ReportTask) -> None:
        self._tasks[task.id] = task

    def find(self, id: str, advertiser_id: str, now: int) -> ReportTask:
        """The advertiser's task of that id, valid for 30 days."""
        task = self._tasks.get(id)
        if task is None or task.query.advertiser_id != advertiser_id or now > task.created + VALID_SECONDS:
            raise invalid(f"task_id: The report task {id} does not exist.")
        return task

    def link(self, task: ReportTask, now: int) -> str:
        """Path and query of the file, valid for an hour."""
        expire = now + LINK_SECONDS
        return f"{task.id}.csv?expire={expire}&sign={self._signature(task.id, expire)}"

    def linked(self, name: str, expire: str, sign: str, now: int) -> ReportTask | None:
        """The task of a link that is correct and not too old."""
        if not expire.isdecimal() or int(expire) < now:
            return None
        id = name.removesuffix(".csv")
        return self._tasks.get(id) if sign == self._signature(id, int(expire)) else None

    def _signature(self, id: str, expire: int) -> str:
        return f"{draw(self._seed, 'link', id, expire):016x}"
