"""Answers are packed for whoever can unpack them, and the token of forms looks different in each page."""

import base64
import gzip
import re

import pytest

from tandem.console.packing import SMALLEST, packed, takes_gzip
from tandem.console.session import form_token, masked
from tests.console.events import event, guard, send
from tests.console.fake_app import FakeApp
from tests.console.pages.browsing import HOST, Browser

LONG = {"statusCode": 200, "headers": {"Vary": "Cookie"}, "cookies": ["a=b"], "body": "größer " * SMALLEST}


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP", "deflate;q=1, gzip;q=0.5", "gzip; q=1.0"])
def test_who_takes_gzip_gets_it(accepted: str) -> None:
    answer = packed(LONG, accepted)

    assert gzip.decompress(base64.b64decode(answer["body"])).decode() == LONG["body"]
    assert (answer["isBase64Encoded"], answer["headers"]["Content-Encoding"]) == (True, "gzip")
    assert (answer["headers"]["Vary"], answer["cookies"]) == ("Cookie, Accept-Encoding", ["a=b"])


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip;q=0.0", "xgzip", "identity"])
def test_who_does_not_gets_it_as_it_is_and_caches_are_told_of_both(accepted: str) -> None:
    assert not takes_gzip(accepted)
    assert packed(LONG, accepted) == {**LONG, "headers": {"Vary": "Cookie, Accept-Encoding"}}


def test_what_is_short_is_left_alone() -> None:
    short = {**LONG, "body": "x" * (SMALLEST - 1)}

    assert packed(short, "gzip") == short


def test_a_page_comes_packed_through_the_whole_console() -> None:
    of = guard()
    browser = Browser(of=of).sign_in()
    asked = event("GET", "/", headers={"host": HOST, "accept-encoding": "gzip, br"})
    asked["cookies"] = [f"tandem_session={browser.cookies['tandem_session']}"]

    answer = send(FakeApp(), asked, of=of)

    assert "anna@example.org" in gzip.decompress(base64.b64decode(answer["body"])).decode()


def token_of(browser: Browser) -> str:
    (token,) = set(re.findall(r'name="form_token" value="([^"]+)"', browser.get("/")["body"]))
    return str(token)


def test_no_two_pages_show_the_same_token_and_a_form_with_either_is_taken() -> None:
    browser = Browser().sign_in()
    first, second = token_of(browser), token_of(browser)

    assert first != second
    assert browser.post_bare("/connections/7001-c01/pause", form_token=first)["statusCode"] == 303
    assert browser.post_bare("/connections/7001-c01/pause", form_token=second)["statusCode"] == 303


def test_a_token_of_another_session_is_not_taken() -> None:
    browser = Browser().sign_in()
    before = token_of(browser)

    assert browser.sign_in().post_bare("/connections/7001-c01/pause", form_token=before)["statusCode"] == 403


@pytest.mark.parametrize("damaged", ["", "zz", "00" * 64, "00" * 31, "ä" * 64])
def test_a_token_that_is_none_is_taken_by_nobody(damaged: str) -> None:
    assert Browser().sign_in().post_bare("/sign-out", form_token=damaged)["statusCode"] == 403


def test_a_masked_token_begins_with_what_takes_the_mask_off() -> None:
    token = form_token("secret")

    mask, rest = bytes.fromhex(masked(token, "chance"))[:32], bytes.fromhex(masked(token, "chance"))[32:]

    assert bytes(one ^ other for one, other in zip(mask, rest, strict=True)).hex() == token
    assert masked(token, "chance") != masked(token, "other chance")
