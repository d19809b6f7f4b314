"""Statuses of objects (§2): the secondary one is the reason, the primary one the class."""

from __future__ import annotations

from .objects import AccountObject, Ad, AdGroup, Campaign, paused

PRIMARY_STATUSES = (
    "STATUS_ALL",
    "STATUS_NOT_DELETE",
    "STATUS_DELETE",
    "STATUS_DELIVERY_OK",
    "STATUS_DISABLE",
    "STATUS_NOT_DELIVERY",
    "STATUS_TIME_DONE",
    "STATUS_RF_CLOSED",
    "STATUS_FROZEN",
)

SECONDARY_STATUSES = {
    "campaign": tuple(
        f"CAMPAIGN_STATUS_{name}" for name in ("ALL", "NOT_DELETE", "DELETE", "ENABLE", "DISABLE")
    ),
    "adgroup": tuple(
        f"ADGROUP_STATUS_{name}"
        for name in (
            "ALL",
            "NOT_DELETE",
            "DELETE",
            "CAMPAIGN_DELETE",
            "DELIVERY_OK",
            "DISABLE",
            "CAMPAIGN_DISABLE",
        )
    ),
    "ad": tuple(
        f"AD_STATUS_{name}"
        for name in (
            "ALL",
            "NOT_DELETE",
            "DELETE",
            "CAMPAIGN_DELETE",
            "ADGROUP_DELETE",
            "DELIVERY_OK",
            "DISABLE",
            "CAMPAIGN_DISABLE",
            "ADGROUP_DISABLE",
        )
    ),
}


def operation_status(thing: AccountObject, at: int) -> str:
    """The object's own switch as of `at`."""
    if thing.life.deleted(at):
        return "DELETE"
    return "DISABLE" if paused(thing, at) else "ENABLE"


def secondary_status(thing: AccountObject, at: int) -> str:
    """The status with its reason as of `at`: the object's own, else that of the parent that stops it."""
    if isinstance(thing, Campaign):
        return f"CAMPAIGN_STATUS_{operation_status(thing, at)}"
    prefix = "AD_STATUS" if isinstance(thing, Ad) else "ADGROUP_STATUS"
    parents: list[tuple[str, Campaign | AdGroup]] = [("CAMPAIGN", thing.campaign)]
    if isinstance(thing, Ad):
        parents.append(("ADGROUP", thing.adgroup))
    if thing.life.deleted(at):
        reason = next((name for name, parent in parents if parent.life.deleted(at)), None)
        return f"{prefix}_{reason}_DELETE" if reason else f"{prefix}_DELETE"
    reason = next((name for name, parent in parents if paused(parent, at)), None)
    if reason:
        return f"{prefix}_{reason}_DISABLE"
    return f"{prefix}_DISABLE" if paused(thing, at) else f"{prefix}_DELIVERY_OK"


def has_primary_status(thing: Campaign | AdGroup | Ad, status: str, now: int) -> bool:
    """Whether a primary status filter selects the object."""
    deleted = thing.life.deleted(now)
    match status:
        case "STATUS_ALL":
            return True
        case "STATUS_NOT_DELETE":
            return not deleted
        case "STATUS_DELETE":
            return deleted
        case "STATUS_DELIVERY_OK" | "STATUS_DISABLE":
            secondary = secondary_status(thing, thing.life.modified(now))
            disabled = secondary.endswith("DISABLE")
            return not deleted and disabled == (status == "STATUS_DISABLE")
        case _:
            return False


def has_secondary_status(thing: Campaign | AdGroup | Ad, status: str, now: int) -> bool:
    """Whether a secondary status filter selects the object."""
    if status.endswith("_STATUS_ALL"):
        return True
    if status.endswith("_NOT_DELETE"):
        return not thing.life.deleted(now)
    return secondary_status(thing, thing.life.modified(now)) == status
