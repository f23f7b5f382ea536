"""A certificate authority of the sandbox's own, and one by it for loopback: some libraries refuse plain HTTP."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.address_book import write_private

CA_FILE, SERVER_FILE = "ca.pem", "server.pem"
LASTS = timedelta(days=3650)
Key = ec.EllipticCurvePrivateKey


def certificates(folder: Path) -> tuple[Path, Path]:
    """Whom to trust, and certificate with key of a server on loopback; made once. Nobody keeps the authority's key."""
    ca_file, server_file = folder / CA_FILE, folder / SERVER_FILE
    if not (ca_file.exists() and server_file.exists()):
        ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        ca = _authority(ca_key)
        write_private(server_file, _pem(_server(key, ca, ca_key)) + _key_pem(key))
        write_private(ca_file, _pem(ca))
    return ca_file, server_file


def _authority(key: Key) -> x509.Certificate:
    name = _name("Tandem Sandbox CA")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = _begun(name, name, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(usage, critical=True)
    return made.add_extension(_key_id(key), critical=False).sign(key, hashes.SHA256())


def _server(key: Key, ca: x509.Certificate, ca_key: Key) -> x509.Certificate:
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    made = _begun(_name("localhost"), ca.subject, key).add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(issuer, critical=False).add_extension(_key_id(key), critical=False)
    return made.sign(ca_key, hashes.SHA256())


def _begun(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    begun = begun.serial_number(x509.random_serial_number())
    return begun.not_valid_before(now - timedelta(days=1)).not_valid_after(now + LASTS)


def _key_id(key: Key) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: Key) -> str:
    kind, no_password = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, no_password).decode()
