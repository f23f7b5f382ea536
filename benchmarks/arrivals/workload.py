"""How much is asked of Tandem, and when: connections, their changes, and the shape of a working day."""

import math
from dataclasses import dataclass
from random import Random

DAY = 86_400
SHAPE = (
    0.1,
    0.1,
    0.1,
    0.1,
    0.1,
    0.1,
    0.2,
    0.5,
    1.8,
    3.0,
    2.8,
    2.2,
    1.3,
    1.7,
    2.0,
    1.9,
    1.6,
    1.0,
    0.6,
    0.3,
    0.3,
    0.2,
    0.2,
    0.1,
)
"""Changes by hour of a working day in one time zone, relative; assumed. The peak is at nine."""
_MEAN = sum(SHAPE) / len(SHAPE)


@dataclass(frozen=True, slots=True)
class Workload:
    """`from_provider`: the part of the changes that begins there. The rest begins at the CRM and comes as webhooks."""

    connections: int
    changes_a_day: float = 50
    from_provider: float = 0.5

    def changes(self, second: int) -> float:
        """Expected changes in this second of the day, over all connections."""
        return self.connections * self.changes_a_day / DAY * busyness(second)

    @property
    def peak(self) -> float:
        """Changes a second and connection in the busiest hour."""
        return self.changes_a_day / DAY * max(SHAPE) / _MEAN


def busyness(second: int) -> float:
    """Against the mean of the day."""
    return SHAPE[second % DAY // 3600] / _MEAN


def poisson(random: Random, mean: float) -> int:
    """A whole number around the mean; of large means only the first two moments are right."""
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    threshold, number, product = math.exp(-mean), 0, random.random()
    while product > threshold:
        number += 1
        product *= random.random()
    return number
