"""How the report endpoints answer (§3): synchronous reports, and asynchronous tasks."""

from __future__ import annotations

import re
import time

from ..requests.bc_query import parse_bc_query
from ..requests.parameters import Kind, Parameter
from ..requests.refusal import THROTTLED, Refusal, invalid
from ..requests.report_query import (
    COMMON_PARAMETERS,
    ReportRestrictions,
    parse_report_query,
    parse_task_query,
)
from ..requests.report_types import BUSINESS_CENTER
from ..responses.bc_page import bc_page
from ..responses.page import Page, compact
from ..responses.report_csv import report_csv
from ..responses.report_page import report_page
from .service import Call, Service
from .tasks import ReportTask

TASK_FORMATS = ("CSV_STRING", "CSV_DOWNLOAD", "XLSX_DOWNLOAD")
CREATE_PARAMETERS = (
    *(each for each in COMMON_PARAMETERS if each.name != "metrics"),
    # No limit is documented for tasks.
    Parameter("metrics", Kind.TEXTS),
    Parameter("output_format", choices=TASK_FORMATS),
    Parameter("file_name"),
    Parameter("enable_report_title_translation", Kind.BOOLEAN),
)
TASK_PARAMETERS = (Parameter("advertiser_id", Kind.ID, required=True), Parameter("task_id", required=True))
DOWNLOAD_PREFIX = "/download/"
FORBIDDEN_IN_FILE_NAMES = re.compile(r"[/\t\b@#$%^&*()\[\]]")
LONGEST_FILE_NAME = 255


def integrated_report(call: Call) -> Page:
    """Rows as of the current minute, so that the pages of one read can share their work."""
    now = call.now - call.now % 60
    if call.values["report_type"] == BUSINESS_CENTER:
        return _bc_report(call, now)
    _check_advertiser_id(call)
    advertiser = call.advertiser
    query = parse_report_query(call.values, _restrictions(call))
    id_limit = call.service.settings.id_limit
    return call.service.pages.page(
        call.key((query, call.late_rows), now),
        lambda: report_page(
            call.service.agency, advertiser, query, call.paging, now, id_limit, call.late_rows
        ),
    )


def _bc_report(call: Call, now: int) -> Page:
    """Of all accounts of the Business Center, whether or not the user granted them to the app."""
    query = parse_bc_query(call.values)
    call.service.access.check_business_center(query.bc_id, call.sandbox)
    agency = call.service.agency
    return call.service.pages.page(
        call.key(query, now), lambda: bc_page(agency, agency.advertisers, query, call.paging, now)
    )


def create_task(call: Call) -> Page:
    """Accepts the task; the report is made when it is downloaded, as of now."""
    service, values = call.service, call.values
    _admit(service)
    _check_advertiser_id(call)
    service.access.advertiser(values["advertiser_id"], call.sandbox)
    query = parse_task_query(values, _restrictions(call))
    output_format = values.get("output_format", "CSV_STRING")
    if output_format == "XLSX_DOWNLOAD":
        raise invalid("output_format: XLSX_DOWNLOAD is not simulated.")
    # The official SDK sends a blank where it is given none.
    name = values.get("file_name", "").strip()
    if name and output_format == "CSV_STRING":
        raise invalid("file_name: Supported with CSV_DOWNLOAD and XLSX_DOWNLOAD only.")
    if len(name) > LONGEST_FILE_NAME or FORBIDDEN_IN_FILE_NAMES.search(name):
        raise invalid("file_name: Not a valid file name.")
    task = ReportTask(
        id=service.tasks.next_id(),
        query=query,
        created=call.now - call.now % 60,
        output_format=output_format,
        is_translated=_is_translated(call),
        file_name=f"{name or 'report'}.csv",
        checks_needed=service.settings.task_checks,
        outcome=service.settings.task_outcome,
        message="" if service.settings.task_outcome == "SUCCESS" else "Simulated outcome.",
    )
    service.tasks.add(task)
    _follow_fault(call, task)
    return _object({"task_id": task.id})


def check_task(call: Call) -> Page:
    """The progress of the task, which advances with each check."""
    task = _task(call)
    _follow_fault(call, task)
    status = task.status
    task.checks += 1
    return _object({"status": status, "message": task.message if status == "FAILED" else ""})


def download_task(call: Call) -> Page:
    """The CSV itself, or its URL, which is valid for an hour."""
    task = _task(call)
    task.check_done()
    if task.output_format == "CSV_STRING":
        return _file(call.service, task)
    link = f"{call.origin}{DOWNLOAD_PREFIX}{call.service.tasks.link(task, call.now)}"
    told = {"output_format": task.output_format, "file_name": task.file_name, "download_url": link}
    return _object(told)


def linked_file(service: Service, name: str, expire: str, sign: str) -> Page | None:
    """The file at a download_url; None if the link is wrong or too old."""
    task = service.tasks.linked(name, expire, sign, service.clock.now())
    return None if task is None else _file(service, task)


def _file(service: Service, task: ReportTask) -> Page:
    agency, query = service.agency, task.query
    everyone = (*agency.advertisers, agency.sandbox_advertiser)
    advertiser = next(each for each in everyone if str(each.id) == query.advertiser_id)
    data, rows = report_csv(agency, advertiser, query, task.created, task.is_translated)
    return Page(data, rows, content_type="text/csv")


def _task(call: Call) -> ReportTask:
    """The requested task, of an advertiser that is still granted."""
    return call.service.tasks.find(call.values["task_id"], str(call.advertiser.id), call.now)


def _follow_fault(call: Call, task: ReportTask) -> None:
    if call.task_outcome:
        task.end(*call.task_outcome)


def _is_translated(call: Call) -> bool:
    """Only BASIC and AUDIENCE reports have translated titles, and have them by default."""
    wanted = call.values.get("enable_report_title_translation", True)
    return wanted and call.values["report_type"] in {"BASIC", "AUDIENCE"}


def _admit(service: Service) -> None:
    """Tasks have their own limit, which is independent of the app's (§5)."""
    now = time.monotonic()
    if service.task_window.full(now):
        raise Refusal(
            THROTTLED, f"Too many requests: the QPS limit of {service.task_window.limit} is reached."
        )
    service.task_window.take(now)


def _restrictions(call: Call) -> ReportRestrictions:
    settings = call.service.settings
    return ReportRestrictions(
        call.sandbox,
        settings.lifetime,
        settings.advertiser_lifetime,
        settings.shown,
        settings.combined_filters,
    )


def _check_advertiser_id(call: Call) -> None:
    if "advertiser_id" not in call.values:
        raise invalid("advertiser_id: Missing data for required field.")


def _object(data: dict[str, str]) -> Page:
    return Page(compact(data).encode(), 0)
