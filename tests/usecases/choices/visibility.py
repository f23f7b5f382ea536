"""Who sees what is brought into Pipedrive: by the company's plan, and by what was chosen of it."""

TABLE = """
 plan     | nothing | owner | group   | group_and_below | company
----------|---------|-------|---------|-----------------|---------
 lite     | 3       | 1     | refused | refused         | 3
 growth   | 3       | 1     | refused | refused         | 3
 premium  | 7       | 1     | 3       | 5               | 7
 ultimate | 7       | 1     | 3       | 5               | 7
"""
"""Pipedrive's numbers: of small plans 1 is owner and followers, 3 the whole company; of large ones 1 is the owner, 3
the owner's visibility group, 5 that and those below, 7 the whole company. Where nothing is chosen, Pipedrive goes by
the user's own default."""

HEADS, _, *LINES = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())


def rows() -> dict[tuple[str, str], str]:
    """The cell of each plan and choice."""
    return {(plan, chosen): cell for plan, *cells in LINES for chosen, cell in zip(HEADS[1:], cells, strict=True)}
