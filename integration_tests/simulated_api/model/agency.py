"""The agency: its ad accounts, and the app and tokens that read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .clock import DAY_SECONDS
from .draws import draw
from .objects import Advertiser
from .population import Population
from .settings import ModelSettings


@dataclass(frozen=True, slots=True)
class AccountKind:
    """The differences between accounts other than their size."""

    timezone: str
    display_timezone: str
    currency: str
    country: str
    language: str
    age_days: int
    name: str
    has_campaigns: bool = True


# Zones behind and ahead of UTC, one with daylight saving, and one account without anything to report.
# The names are difficult on purpose: emoji, quotes, line breaks, right-to-left text.
ACCOUNT_KINDS = (
    AccountKind("Etc/GMT+8", "America/Los_Angeles", "USD", "US", "en", 400, "Northwind Pets 🐾"),
    AccountKind("Asia/Tokyo", "Asia/Tokyo", "JPY", "JP", "ja", 90, '青空コーヒー "本店"'),
    AccountKind("Pacific/Tongatapu", "Pacific/Tongatapu", "NZD", "TO", "en", 45, "Tonga Surf & Sail\nGroup"),
    AccountKind("Pacific/Honolulu", "Pacific/Honolulu", "USD", "US", "en", 200, "Aloha \\ Outfitters"),
    AccountKind("Europe/Berlin", "Europe/Berlin", "EUR", "DE", "de", 800, "Möbelhaus Grün — Süd"),
    AccountKind("UTC", "UTC", "GBP", "GB", "en", 60, "Empty Shelf Ltd.", has_campaigns=False),
)
SANDBOX_KIND = AccountKind("UTC", "UTC", "USD", "US", "en", 120, "Sandbox account")


@dataclass(frozen=True, slots=True)
class App:
    """A developer app: the pair that `oauth2/advertiser/get/` requires (§1)."""

    id: str
    secret: str


class Agency:
    """All data of the simulated API."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self.advertisers = tuple(self._advertiser(index) for index in range(settings.advertisers))
        self.sandbox_advertiser = self._advertiser(-1)
        self._populations: dict[int, Population] = {}

    def population(self, advertiser: Advertiser) -> Population:
        """The account's objects, made on first use."""
        if advertiser.id not in self._populations:
            self._populations[advertiser.id] = Population(advertiser, self.settings)
        return self._populations[advertiser.id]

    @cached_property
    def app(self) -> App:
        return self._app("app")

    @cached_property
    def other_app(self) -> App:
        """A valid app that the access token does not belong to."""
        return self._app("other app")

    @cached_property
    def business_center_id(self) -> str:
        """The Business Center that all the ad accounts belong to."""
        return str(7_050_000_000_000_000_000 + draw(self.settings.seed, "business center") % 10**16)

    @cached_property
    def access_token(self) -> str:
        return self._token("access token")

    @cached_property
    def auth_code(self) -> str:
        """What TikTok adds to the redirect URL when a user has authorized the app."""
        return self._token("authorization code")

    @cached_property
    def sandbox_access_token(self) -> str:
        return self._token("sandbox access token")

    def _app(self, name: str) -> App:
        id = 7_000_000_000_000_000_000 + draw(self.settings.seed, name) % 10**18
        return App(str(id), self._token(f"{name} secret"))

    def _token(self, name: str) -> str:
        return "".join(f"{draw(self.settings.seed, name, part):016x}" for part in range(3))[:40]

    def _advertiser(self, index: int) -> Advertiser:
        kind = SANDBOX_KIND if index < 0 else ACCOUNT_KINDS[index % len(ACCOUNT_KINDS)]
        seed = draw(self.settings.seed, "advertiser", index)
        lap = index // len(ACCOUNT_KINDS)
        windows = self.settings.attribution_windows
        age = kind.age_days * DAY_SECONDS + seed % DAY_SECONDS
        return Advertiser(
            index=index,
            # 19 digits beyond 2^53, and unique by the index in the last four.
            id=7_002_000_000_000_000_000 + (seed % 10**11) * 10**6 + 10_000 + index,
            seed=seed,
            name=kind.name if lap <= 0 else f"{kind.name} {lap + 1}",
            timezone=kind.timezone,
            display_timezone=kind.display_timezone,
            currency=kind.currency,
            country=kind.country,
            language=kind.language,
            created=self.settings.anchor_time - age,
            has_campaigns=kind.has_campaigns,
            click_windows=windows[index % len(windows)] if windows else (),
            is_idle=0 <= self.settings.advertisers - self.settings.idle_advertisers <= index,
        )
