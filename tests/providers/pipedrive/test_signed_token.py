"""The token of whoever looks on inside Pipedrive: what is signed for this moment is believed, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.errors import Forged
from tandem.providers.pipedrive.signed_token import Onlooker, read_signed_token
from tests.signed import HEADER, SECRET, claims, encoded, signed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GOOD = signed(claims(NOW))


def seconds(**away: float) -> int:
    return int((NOW + timedelta(**away)).timestamp())


def test_a_token_tells_company_and_user() -> None:
    assert read_signed_token(GOOD, SECRET, NOW) == Onlooker("7001", "11")


@pytest.mark.parametrize(
    "said",
    [
        claims(NOW, "7001", "11"),
        claims(NOW, iat=None),
        claims(NOW, exp=seconds(minutes=5) + 0.5),
        claims(NOW, iat=seconds(seconds=30), nbf=seconds(seconds=30)),
        claims(NOW, something_new={"a": [1]}),
    ],
    ids=["ids as texts", "without an instant of issue", "a broken second", "a clock ahead", "a new claim"],
)
def test_what_may_differ_is_read_all_the_same(said: object) -> None:
    assert read_signed_token(signed(said), SECRET, NOW) == Onlooker("7001", "11")


HEAD, BODY, SIGNATURE = GOOD.split(".")
FORGED: dict[str, str] = {
    "no token": "",
    "one part": HEAD,
    "two parts": f"{HEAD}.{BODY}",
    "no signature": f"{HEAD}.{BODY}.",
    "four parts": f"{GOOD}.{SIGNATURE}",
    "another secret": signed(claims(NOW), "another"),
    "the secret of nobody": signed(claims(NOW), ""),
    "the signature of another body": f"{HEAD}.{encoded(claims(NOW, user=12))}.{SIGNATURE}",
    "a signature that is cut": GOOD[:-1],
    "a signature that is padded": f"{GOOD}=",
    "a signature in another spelling": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
    "a longer signature": f"{GOOD}A",
    "none": f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{BODY}.",
    "none, signed": signed(claims(NOW), header={"alg": "none"}),
    "None": f"{encoded({'alg': 'None'})}.{BODY}.",
    "an algorithm in small letters": signed(claims(NOW), header={"alg": "hs256"}),
    "HS384": signed(claims(NOW), header={"alg": "HS384"}, digest="sha384"),
    "HS512": signed(claims(NOW), header={"alg": "HS512"}, digest="sha512"),
    "RS256": signed(claims(NOW), header={"alg": "RS256"}),
    "a list of algorithms": signed(claims(NOW), header={"alg": ["HS256"]}),
    "no algorithm": signed(claims(NOW), header={"typ": "JWT"}),
    "something critical": signed(claims(NOW), header={**HEADER, "crit": ["b64"], "b64": False}),
    "a header that is none": signed(claims(NOW), header=[]),
    "a header that is no JSON": signed(claims(NOW), header=b"{"),
    "a body that is none": signed([]),
    "a body that is no JSON": signed(b"{"),
    "a body that is no text": signed(b"\xff\xfe"),
    "a body that is nested": signed(b"[" * 5000),
    "expired": signed(claims(NOW, exp=seconds(seconds=0))),
    "expired long ago": signed(claims(NOW, exp=seconds(hours=-1))),
    "no end": signed(claims(NOW, exp=None)),
    "an end as a text": signed(claims(NOW, exp=str(seconds(minutes=5)))),
    "an end that is true": signed(claims(NOW, exp=True)),
    "an end that is none": signed(b'{"companyId":7001,"userId":11,"exp":NaN}'),
    "an end beyond all calendars": signed(claims(NOW, exp=10**18)),
    "good for a year": signed(claims(NOW, exp=seconds(days=365))),
    "good for eleven minutes": signed(claims(NOW, exp=seconds(minutes=11))),
    "of tomorrow": signed(claims(NOW, iat=seconds(minutes=2))),
    "not before": signed(claims(NOW, nbf=seconds(minutes=2))),
    "no company": signed(claims(NOW, company=None)),
    "no user": signed(claims(NOW, user=None)),
    "company zero": signed(claims(NOW, company=0)),
    "a company below zero": signed(claims(NOW, company=-7001)),
    "a company that is true": signed(claims(NOW, company=True)),
    "a broken company": signed(claims(NOW, company=7001.0)),
    "a company that is a path": signed(claims(NOW, company="7001/../7002")),
    "a company in other digits": signed(claims(NOW, company="７００１")),
    "an empty user": signed(claims(NOW, user="")),
    "a user with a blank": signed(claims(NOW, user="11\n")),
    "a list of users": signed(claims(NOW, user=[11])),
    "not ASCII": f"{HEAD}.{BODY}.é",
    "half a character": "\ud800.\ud800.\ud800",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_whatever_else_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        read_signed_token(token, SECRET, NOW)


@pytest.mark.parametrize("sign", [lambda: signed(claims(NOW), ""), lambda: GOOD])
def test_without_a_secret_nobody_is_believed(sign: Callable[[], str]) -> None:
    with pytest.raises(Forged):
        read_signed_token(sign(), "", NOW)


def test_a_token_is_good_until_its_end() -> None:
    end = NOW + timedelta(minutes=5)

    assert read_signed_token(GOOD, SECRET, end - timedelta(seconds=1)).user == "11"
    with pytest.raises(Forged):
        read_signed_token(GOOD, SECRET, end)
