"""The model behind the simulated API, without a server."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulated_api.facts import entity_fields, metric_facts
from simulated_api.model.agency import Agency
from simulated_api.model.breakdowns import BREAKDOWNS, blocks
from simulated_api.model.clock import local_moment, missing_hour, parse_moment
from simulated_api.model.delivery import Maturity, Span, cumulative_weights, delivers, value
from simulated_api.model.lifecycle import Lifecycle
from simulated_api.model.metrics import Additive, Ratio, decimal_text, formula, rounded
from simulated_api.model.settings import ModelSettings

NOW = parse_moment("2026-11-03T12:00:00Z")
AGENCY = Agency(ModelSettings())
ADS = AGENCY.population(AGENCY.advertisers[0]).ads(NOW)


def everything(agency: Agency, now: int) -> list[object]:
    populations = [agency.population(each) for each in (*agency.advertisers, agency.sandbox_advertiser)]
    return [(each.campaigns(now), each.adgroups(now), each.ads(now)) for each in populations]


def test_the_same_seed_gives_the_same_world_whatever_was_asked_before() -> None:
    late_first = Agency(ModelSettings())
    everything(late_first, NOW + 90 * 86_400)
    assert everything(late_first, NOW) == everything(Agency(ModelSettings()), NOW)
    other = Agency(ModelSettings(seed=2))
    assert everything(other, NOW) != everything(late_first, NOW)
    assert other.access_token != late_first.access_token
    assert AGENCY.advertisers[0].id != other.advertisers[0].id


def test_ids_are_unique_and_grow_with_time() -> None:
    agency = Agency(ModelSettings(advertisers=30))
    ids: list[int] = []
    for each in (*agency.advertisers, agency.sandbox_advertiser):
        population = agency.population(each)
        for things in (population.campaigns(NOW), population.adgroups(NOW), population.ads(NOW)):
            own = [thing.id for thing in things]
            assert own == sorted(own)
            assert [thing.life.created for thing in things] == sorted(thing.life.created for thing in things)
            ids += own
    assert len(set(ids)) == len(ids) > 500
    assert {len(str(id)) for id in ids} == {16, 17, 18, 19}


def test_parents_are_there_before_their_children_and_take_them_along() -> None:
    for each in AGENCY.advertisers:
        for ad in AGENCY.population(each).ads(NOW + 60 * 86_400):
            for child, parent in ((ad, ad.adgroup), (ad.adgroup, ad.campaign)):
                assert parent.life.created <= child.life.created
                if parent.life.died is not None:
                    assert child.life.died is not None
                    assert child.life.created < child.life.died <= parent.life.died


def test_small_accounts_have_every_kind() -> None:
    for each in AGENCY.advertisers[:5]:
        campaigns = AGENCY.population(each).campaigns(NOW)
        assert {campaign.buying_type for campaign in campaigns} == {
            "AUCTION",
            "RESERVATION_RF",
            "RESERVATION_TOP_VIEW",
        }
        assert {campaign.automation_type for campaign in campaigns} == {
            "MANUAL",
            "SMART_PLUS",
            "UPGRADED_SMART_PLUS",
        }
        assert any(campaign.life.deleted(NOW) for campaign in campaigns)
    assert AGENCY.population(AGENCY.advertisers[5]).campaigns(NOW) == []


def test_an_account_older_than_two_years_has_spent_all_its_life() -> None:
    [old] = [each for each in AGENCY.advertisers if NOW - each.created > 730 * 86_400]
    population = AGENCY.population(old)
    first, today = population.first_day(), local_moment(old.timezone, NOW).day
    days = [
        day for ad in population.ads(NOW) for day in range(ad.first_day, today + 1) if delivers(ad, day)
    ]
    quarters = [sum(start <= day < start + 91 for day in days) for start in range(first, today - 90, 91)]
    assert len(quarters) >= 8 and min(quarters) > 5
    assert 50 < sum(day <= today - 365 for day in days) < len(days) < 2000
    # One object of each level has nothing but its early life.
    gone = [ad for ad in population.ads(NOW) if ad.life.deleted(NOW - 365 * 86_400)]
    assert gone and all(ad.campaign.life.deleted(NOW) and ad.adgroup.life.deleted(NOW) for ad in gone)


@given(st.integers(0, 10**9), st.integers(1, 30), st.lists(st.integers(0, 10**7), min_size=2, max_size=20))
def test_the_last_modification_never_goes_back_and_never_lies_ahead(
    seed: int, days: int, after: list[int]
) -> None:
    life = Lifecycle(seed, created=NOW, died=None, rhythm=days * 86_400)
    moments = [NOW + seconds for seconds in sorted(after)]
    modified = [life.modified(moment) for moment in moments]
    assert modified == sorted(modified)
    assert all(life.created <= last <= moment for last, moment in zip(modified, moments, strict=True))


ADDITIVE = [
    name
    for name, fact in metric_facts().items()
    if "BASIC" in fact.report_types and not fact.is_attribute and isinstance(formula(name), Additive)
]


@settings(max_examples=200)
@given(
    st.sampled_from(ADDITIVE),
    st.sampled_from(ADS),
    st.integers(0, 60),
    st.sampled_from(list(BREAKDOWNS)),
    st.integers(0, 4),
)
def test_hours_and_blocks_add_up_to_the_day(
    name: str, ad: object, offset: int, breakdown: tuple[str, ...], age: int
) -> None:
    day = date(2026, 10, 1).toordinal() + offset
    maturity = Maturity(day + age, attribution_days=3)
    metric = formula(name)
    whole = value(metric, Span(ad, day, 0, 1440), maturity)
    hours = [value(metric, Span(ad, day, 60 * hour, 60 * hour + 60), maturity) for hour in range(24)]
    parts = [
        value(metric, Span(ad, day, start, end), maturity)
        for _, start, end in blocks(ad.life.seed, breakdown)
    ]
    assert sum(hours) == sum(parts) == whole
    assert min(hours) >= 0 and min(parts) >= 0
    assert value(metric, Span(ad, day, 0, 1440), Maturity(day + 3, 3)) >= whole


def test_ratios_are_of_metrics_that_add_up() -> None:
    for name, fact in metric_facts().items():
        rule = formula(name) if not fact.is_attribute and "BASIC" in fact.report_types else None
        if isinstance(rule, Ratio):
            assert isinstance(formula(rule.numerator), Additive)
            assert not isinstance(formula(rule.denominator), Ratio)


@pytest.mark.parametrize(
    ("above", "below", "result"), [(5, 10, 1), (4, 10, 0), (15, 10, 2), (14, 10, 1), (7, 0, 0)]
)
def test_rounding_is_half_up(above: int, below: int, result: int) -> None:
    assert rounded(above, below) == result


def test_decimal_text() -> None:
    assert [decimal_text(5, 2), decimal_text(1468, 2), decimal_text(290, 3)] == ["0.05", "14.68", "0.290"]


def test_the_skipped_hour_of_spring_has_nothing() -> None:
    spring, autumn = date(2026, 3, 29).toordinal(), date(2026, 10, 25).toordinal()
    assert missing_hour("Europe/Berlin", spring) == 2
    assert missing_hour("Europe/Berlin", autumn) is missing_hour("Etc/GMT+8", spring) is None
    weights = cumulative_weights(0, 2)
    assert weights[120] == weights[180] < weights[240]


def test_the_wall_clock_never_goes_back() -> None:
    before, repeated = parse_moment("2026-10-25T00:30:00Z"), parse_moment("2026-10-25T01:30:00Z")
    assert local_moment("Europe/Berlin", before).minute == 150
    assert local_moment("Europe/Berlin", repeated).minute == 180
    assert (
        local_moment("Etc/GMT+8", parse_moment("2026-11-03T07:59:00Z")).day == date(2026, 11, 2).toordinal()
    )
    assert (
        local_moment("Pacific/Tongatapu", parse_moment("2026-11-02T11:00:00Z")).day
        == date(2026, 11, 3).toordinal()
    )


def test_ads_deliver_within_their_days_only() -> None:
    for ad in ADS:
        assert not delivers(ad, ad.first_day - 1)
        assert not delivers(ad, ad.last_day + 1)


def test_the_fact_lists_are_whole() -> None:
    assert len(metric_facts()) == 841
    assert [len(entity_fields(name)) for name in ("campaign", "adgroup", "ad")] == [40, 159, 88]
