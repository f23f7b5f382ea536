"""What every post does with a letter. A subclass supplies `post`, and `arrived` which tells what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tandem.domain.ids import CompanyId, UserId
from tandem.ports import Delivery, Fate, Letter, Post

COMPANY, OTHERS = CompanyId("42"), CompanyId("43")
ANNA, BEN = UserId("1"), UserId("2")
LETTER = Letter(
    "00000000000000090000000000000009",
    COMPANY,
    ANNA,
    "anna@example.com",
    "Tandem hält etwas zurück",
    "Guten Tag Anna Müller,\n\n3 Löschungen werden zurückgehalten.\n\nhttps://tandem.example/\n",
    "de",
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter at the other end."""

    to: str
    subject: str
    text: str


def as_arrived(letter: Letter) -> Arrived:
    return Arrived(letter.to, letter.subject, letter.text)


Arrivals = Callable[[], list[Arrived]]


def another() -> Letter:
    return replace(LETTER, id="1" * 32, user=BEN, to="ben@example.com")


class PostContract:
    def test_a_letter_arrives_as_it_was_written(self, post: Post, arrived: Arrivals) -> None:
        delivery = post.send(LETTER)

        assert delivery == Delivery(Fate.SENT)
        assert arrived() == [as_arrived(LETTER)]

    def test_each_letter_arrives_once_and_at_whom_it_is_for(self, post: Post, arrived: Arrivals) -> None:
        deliveries = [post.send(LETTER), post.send(another())]

        assert deliveries == [Delivery(Fate.SENT)] * 2
        assert sorted(arrived(), key=lambda one: one.to) == [as_arrived(LETTER), as_arrived(another())]

    def test_to_forget_whom_nothing_is_kept_of_is_no_fault(self, post: Post) -> None:
        for user in (ANNA, UserId("")):
            post.forget(COMPANY, user)
            post.forget(COMPANY, user)


class ForgettingContract(PostContract):
    """Of a post that keeps the letters."""

    def test_letters_to_a_user_are_forgotten_and_no_others(self, post: Post, arrived: Arrivals) -> None:
        theirs = replace(another(), id="2" * 32, company=OTHERS, user=ANNA, to="eva@example.com")
        for letter in (LETTER, another(), theirs):
            post.send(letter)

        post.forget(COMPANY, ANNA)

        assert sorted(one.to for one in arrived()) == ["ben@example.com", "eva@example.com"]

    def test_letters_to_a_company_are_forgotten_and_no_others(self, post: Post, arrived: Arrivals) -> None:
        theirs = replace(another(), id="2" * 32, company=OTHERS, user=ANNA, to="eva@example.com")
        for letter in (LETTER, another(), theirs):
            post.send(letter)

        post.forget(COMPANY, UserId(""))

        assert [one.to for one in arrived()] == ["eva@example.com"]
