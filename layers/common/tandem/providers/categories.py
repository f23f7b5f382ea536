"""Categories as a live check's own groups: one is there as soon as an item has it, and gone with the last that does."""

CATEGORY = "category:"
"""Of the ids of groups that are categories, at every provider that has such."""


class Categories:
    """The port `Places` where nothing has to be made."""

    def named(self, name: str) -> str:
        return CATEGORY + name

    def make(self, name: str) -> str:
        return CATEGORY + name

    def remove(self, place: str) -> None:
        """Nothing is left of it."""
