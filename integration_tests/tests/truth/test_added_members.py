"""Members that TikTok adds unrequested, such as the `currency` of its documented examples (1740302848100353), whose value
is "0": they overwrite nothing, appear nowhere twice, and are reported once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import selection, streams
from support.connector import RECORD, Connector, Run
from support.disturbed_lists import COUNT, FIRST, LISTS, script, undisturbed
from support.offers import FLAT, PRODUCTION, WIDE, WIDE_FLAT, Offer
from support.selection import FEW
from support.servers.list_server import Answer, Ask, ListServer
from support.verdicts import whole_lines, without_crash

NOW = "2026-11-03T12:00:00Z"
REPORT = LISTS[3]
# A column of the record, a metric that another request for the same rows has, and a new member.
ADDED = {"currency": "0", "spend": "1", "a_new_metric": "7"}


def read(folder: Path, offer: Offer, metrics: tuple[str, ...] | None, added: dict[str, Any]) -> Run:
    def respond(ask: Ask) -> Answer | None:
        answer = script(REPORT, undisturbed)(ask)
        for row in answer["data"]["list"] if answer and ask.path == REPORT.path else []:
            row["metrics"] |= added
        return answer

    stream = streams.offered(offer)[REPORT.stream]
    catalog = selection.catalog([selection.with_metrics(stream, metrics)], "incremental")
    config = {
        "credentials": {"auth_type": "oauth2.0", "app_id": "1", "secret": "s", "access_token": "t"},
        "start_date": "2026-11-01", "requests_per_second": 1000, **offer.settings}
    with ListServer((FIRST,), respond) as server:
        done = without_crash(Connector(folder, server.address).run("read", config, catalog, now=NOW))
    whole_lines(done.stdout)
    assert done.returncode == 0, done.stdout[-2000:]
    return done


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    return dict(pairs)


@pytest.mark.parametrize(("offer", "metrics"), (
    (PRODUCTION, FEW), (FLAT, FEW), (PRODUCTION, None), (FLAT, None), (WIDE, None), (WIDE_FLAT, None)))
def test_what_is_added_overwrites_nothing_and_stands_nowhere_twice(
    offer: Offer, metrics: tuple[str, ...] | None, tmp_path: Path
) -> None:
    done = read(tmp_path, offer, metrics, ADDED)
    records = [json.loads(line, object_pairs_hook=once) for line in done.lines if line.startswith(RECORD)]
    assert len(records) == COUNT
    plain = {record["ad_id"]: record for record in read(tmp_path, offer, metrics, {}).records[REPORT.stream]}
    for data in (record["record"]["data"] for record in records):
        assert data["currency"] == "USD"
        values = data if offer.layout == "flat" else data["metrics"]
        assert values["spend"] == 1
        # With selected columns, there are no others.
        if metrics is None:
            assert values.pop("a_new_metric") == "7"
            assert offer.layout == "flat" or values.pop("currency") == "0", "within the metrics nothing else has that name"
        assert json.loads(json.dumps(plain.pop(data["ad_id"]), default=float)) == data


def test_fields_that_the_schema_does_not_name_are_told_once(tmp_path: Path) -> None:
    done = read(tmp_path, PRODUCTION, None, ADDED)
    told = [m["log"] for m in done.of_type("LOG") if "the schema does not name" in m["log"]["message"]]
    assert [each["level"] for each in told] == ["INFO"]
    assert "`ads_reports_daily`" in told[0]["message"] and "`a_new_metric`" in told[0]["message"]
    assert not any("does not name" in line for line in read(tmp_path, PRODUCTION, None, {}).logs)
