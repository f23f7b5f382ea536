"""The made-up address book that is synced, and the changes made to it between the steps."""

import random
from dataclasses import dataclass, field, replace

from benchmarks.book_server import BookServer
from sandbox.people import MadeUp, everyday_people
from sandbox.vcards import vcard

SOURCE = "book"


@dataclass(slots=True)
class MovingBook:
    """A book of `size` contacts on a server. Each change gives some of them another job title."""

    server: BookServer
    size: int
    everybody: list[MadeUp] = field(default_factory=list)
    revision: int = 0

    def __post_init__(self) -> None:
        self.everybody = list(everyday_people(self.size))
        self.server.seed(SOURCE, {person.uid: vcard(person) for person in self.everybody})

    def prepare(self, step: str) -> int:
        """Bring the book into the state that the step wants; answer how many contacts changed."""
        match step:
            case "1 changed":
                return self.change(1)
            case "1 % changed":
                return self.change(max(1, self.size // 100))
            case _:
                return 0

    def change(self, count: int) -> int:
        self.revision += 1
        chosen = random.Random(self.revision).sample(range(self.size), count)
        for place in chosen:
            title = f"Stufe {self.revision}"
            self.everybody[place] = replace(self.everybody[place], job_title=title)
        people = (self.everybody[place] for place in chosen)
        self.server.change(SOURCE, {person.uid: vcard(person) for person in people})
        return count
