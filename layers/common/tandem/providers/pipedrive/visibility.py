"""Who sees what Tandem brings into Pipedrive, as Pipedrive's numbers."""

from tandem.domain.rules import Plan, Visibility

_WIDE = {Plan.PREMIUM, Plan.ULTIMATE}
_NUMBERS = {Visibility.OWNER: 1, Visibility.GROUP: 3, Visibility.GROUP_AND_BELOW: 5, Visibility.COMPANY: 7}


def visible_to(visibility: Visibility | None, plan: Plan | None) -> int | None:
    """None leaves it to the user's default in Pipedrive.

    Smaller plans know 1 (owner and followers) and 3 (the whole company) only; what they can't do becomes the narrower
    one, and so does "company" where the plan is unknown (visibility groups, OpenAPI v1, 2026-08).
    """
    if visibility is None or plan in _WIDE:
        return _NUMBERS[visibility] if visibility else None
    return 3 if visibility is Visibility.COMPANY else 1
