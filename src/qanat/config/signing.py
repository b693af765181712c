"""Settings of signatures on papers: the certificate and key, or the demonstration's own."""

import os
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from qanat.config import keys

_YEARS = timedelta(days=3650)
_BEFORE = timedelta(days=1)

_is_trial = os.environ.get("QANAT_DEMO", "") == "1" and not os.environ.get("QANAT_SIGNING_KEY")


def _name(common: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Qanat demonstration (not valid)"),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])  # fmt: skip


def _certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """Return a certificate; one that is its own issuer is an authority."""
    now, is_authority = datetime.now(UTC), subject == issuer
    builder = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - _BEFORE).not_valid_after(now + _YEARS)
    limits = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(limits, critical=True).add_extension(usage, critical=True)
    return builder.sign(by, SHA256())


def _trial_signer() -> str:
    """Make the demonstration's key, its certificate and the authority's; its key is thrown away."""
    root, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority, signer = "Trial authority", "Trial commission"
    parts = [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        _certificate(signer, key, authority, root).public_bytes(Encoding.PEM),
        _certificate(authority, root, authority, root).public_bytes(Encoding.PEM),
    ]
    return b"".join(parts).decode()


def _path(name: str) -> str:
    named = os.environ.get(f"QANAT_SIGNING_{name}", "")
    if named or not _is_trial:
        return named
    return str(keys.file_made("trial_signer.pem", _trial_signer))


QANAT_SIGNING_IS_TRIAL = _is_trial
"""Whether papers are signed by the demonstration's own certificate, and say so."""
QANAT_SIGNING_CERTIFICATE = _path("CERTIFICATE")
"""PEM file of the certificate with which papers are signed, then of those above it."""
QANAT_SIGNING_KEY = _path("KEY")
"""PEM file of its private key (RSA or elliptic curve)."""
QANAT_SIGNING_PASSWORD = os.environ.get("QANAT_SIGNING_PASSWORD", "")
