"""What may be reached: tricks with URLs, names and addresses."""

import pytest

from tandem.domain.errors import Refused
from tandem.providers.guard import is_public, resolve, split


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://example.com", "example.com", 443, b"/"),
        ("HTTPS://Example.COM./a?b=c#d", "example.com", 443, b"/a?b=c"),
        ("http://example.com:8080?x", "example.com", 8080, b"/?x"),
        ("https://[2001:DB8::1]:444/", "2001:db8::1", 444, b"/"),
        ("https://bücher.example/ü", "xn--bcher-kva.example", 443, b"/%C3%BC"),
        ("https://BÜCHER.example/", "xn--bcher-kva.example", 443, b"/"),
        ("https://faß.example/", "xn--fa-hia.example", 443, b"/"),
        ("https://１２７.0.0.1/", "127.0.0.1", 443, b"/"),
        ("https://127。0。0。1/", "127.0.0.1", 443, b"/"),
    ],
)
def test_a_url_is_split_into_origin_and_target(url: str, host: str, port: int, target: bytes) -> None:
    origin, found = split(url)

    assert (origin.host, origin.port, found) == (host, port, target)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://example.com/", "bad_url"),
        ("//example.com/", "bad_url"),
        ("example.com", "bad_url"),
        ("https://", "bad_url"),
        ("https:///path", "bad_url"),
        ("https://example.com:0/", "bad_url"),
        ("https://example.com:99999/", "bad_url"),
        ("https://example.com:80:80/", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://::1/", "bad_url"),
        ("https://exam ple.com/", "bad_url"),
        ("https://example.com\\@evil.example/", "bad_url"),
        ("https://example.com/\r\nx-evil: 1", "bad_url"),
        ("https://example.com/\x00", "bad_url"),
        (" https://example.com/", "bad_url"),
        ("https://exa%6dple.com/", "bad_url"),
        ("https://[fe80::1%25eth0]/", "bad_url"),
        ("https://user@example.com/", "userinfo_in_url"),
        ("https://user:secret@example.com/", "userinfo_in_url"),
        ("https://example.com@127.0.0.1/", "userinfo_in_url"),
    ],
)
def test_a_url_with_a_trick_in_it_is_refused(url: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        split(url)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1"),
        *("192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1"),
        *("239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254"),
        *("fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1"),
        *("2002:7f00:1::1", "3fff::1", "5f00::1"),
    ],
)
def test_an_address_that_leads_elsewhere_than_to_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "100.63.0.1", "172.32.0.1", "193.99.144.80", "2a00:1450::1", "2606::1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "localhost"])
def test_a_disguise_of_loopback_is_seen_through_once_it_is_resolved(host: str) -> None:
    origin, _ = split(f"https://{host}/")

    addresses = resolve(origin.host, origin.port)

    assert addresses
    assert not any(is_public(address) for address in addresses)
