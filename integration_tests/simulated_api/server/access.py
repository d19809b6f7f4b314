"""Access control: tokens, apps, granted advertisers and scopes (§1, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..model.agency import Agency
from ..model.objects import Advertiser
from ..requests.refusal import (
    INVALID_APP,
    INVALID_AUTH_CODE,
    INVALID_REQUEST,
    NO_PERMISSION,
    TOKEN_INCORRECT,
    TOKEN_MISSING,
    Refusal,
)


@dataclass(slots=True)
class Access:
    """The grants of the user and the app: everything except the listed exceptions."""

    agency: Agency
    revoked_advertisers: set[str] = field(default_factory=set)
    missing_scopes: set[str] = field(default_factory=set)
    no_grants: bool = False
    token_revoked: bool = False
    business_center: bool = False
    exchanged: bool = False

    def copy(self) -> Access:
        """A copy that can be changed independently."""
        return replace(
            self,
            revoked_advertisers=set(self.revoked_advertisers),
            missing_scopes=set(self.missing_scopes),
        )

    def check_token(self, headers: Mapping[str, str], sandbox: bool) -> None:
        """The token of the environment: production's is unknown in the sandbox and vice versa."""
        token = headers.get("Access-Token", "")
        if not token:
            raise Refusal(TOKEN_MISSING, "Access token is missing, please set the Access-Token header.")
        right = self.agency.sandbox_access_token if sandbox else self.agency.access_token
        if token != right or self.token_revoked:
            raise Refusal(TOKEN_INCORRECT, "Access token is incorrect or has been revoked.")

    def check_scope(self, path: str, method: str = "GET") -> None:
        """Endpoints are granted to the app one by one."""
        if any(path == scope.strip("/") + "/" for scope in self.missing_scopes):
            raise Refusal(NO_PERMISSION, f"The app does not grant you /{path}:{method} permission.")

    def check_app(self, app_id: str, secret: str) -> None:
        """The pair must be valid, and the token must belong to it."""
        agency = self.agency
        if not any((app_id, secret) == (app.id, app.secret) for app in (agency.app, agency.other_app)):
            raise Refusal(INVALID_APP, "The app_id or secret is not valid.")
        if app_id != agency.app.id:
            raise Refusal(INVALID_REQUEST, "Invalid request: app and token do not match.")

    def exchange(self, app_id: str, secret: str, auth_code: str) -> None:
        """Accepts the authorization code once."""
        self.check_app(app_id, secret)
        if auth_code != self.agency.auth_code or self.exchanged:
            raise Refusal(INVALID_AUTH_CODE, "The auth_code is invalid, used or expired.")
        self.exchanged = True

    def granted(self, sandbox: bool) -> tuple[Advertiser, ...]:
        """The advertisers that the token may read."""
        if self.no_grants:
            return ()
        everyone = (self.agency.sandbox_advertiser,) if sandbox else self.agency.advertisers
        return tuple(each for each in everyone if str(each.id) not in self.revoked_advertisers)

    def advertiser(self, id: str, sandbox: bool) -> Advertiser:
        """The advertiser of that id; 40001 when it is not granted, whether it exists or not."""
        for advertiser in self.granted(sandbox):
            if str(advertiser.id) == id:
                return advertiser
        raise Refusal(NO_PERMISSION, f"No permission to operate advertiser {id}.")

    def check_business_center(self, id: str, sandbox: bool) -> None:
        """The user must be a member of the Business Center; there is none in the sandbox."""
        if not self.business_center or sandbox or id != self.agency.business_center_id:
            raise Refusal(NO_PERMISSION, f"No permission to operate business center {id}.")
