"""A certificate that the demo signs itself: browsers give the microphone to encrypted pages only, save on loopback."""

import ipaddress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models import clock

_VALID = timedelta(days=365)


def ensure(directory: Path, host: str) -> tuple[Path, Path]:
    """Certificate and key for `host` (PEM, key mode 0600), made when absent, for another host, or about to expire."""
    certificate, key = directory / "demo.crt", directory / "demo.key"
    if not (certificate.exists() and key.exists() and _serves(certificate, host)):
        _make(certificate, key, host)
    return certificate, key


def _serves(certificate: Path, host: str) -> bool:
    present = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = present.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return names[0].value == host and present.not_valid_after_utc > clock.now() + timedelta(days=1)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make(certificate: Path, key: Path, host: str) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = clock.now()
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    key.touch(mode=0o600)
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
