"""Sign files: CMS (PKCS#7), detached, with the certificate this installation is given.

Anybody checks it with what he has: ``openssl cms -verify -inform DER -in FILE.p7s -content FILE
-binary -CAfile AUTHORITY``.

Source:
    RFC 5652, Cryptographic Message Syntax
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Conflict

NAME_LETTERS = 300


class SigningNotSetUp(Conflict):
    """Somebody has to give this installation a certificate."""

    code = "signing_not_set_up"
    text = _("Nothing can be signed here: no certificate is set up. Ask your administrator.")


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed with.

    Attributes:
        der: the signature, for a file ``.p7s`` beside the signed one.
        signer: whose certificate it is.
        is_trial: whether the certificate is the demonstration's own and proves nothing.
    """

    der: bytes
    signer: str
    is_trial: bool


def signer_name() -> str:
    """Return whose certificate is set up.

    Raises:
        SigningNotSetUp: if none is.
    """
    return _certificates()[0].subject.rfc4514_string()[:NAME_LETTERS]


def is_trial_signer() -> bool:
    """Tell whether what is signed here is signed for a trial only."""
    return bool(settings.QANAT_SIGNING_IS_TRIAL)


def sign(content: bytes) -> Signature:
    """Sign a file.

    Raises:
        SigningNotSetUp: if no certificate is set up.
    """
    certificate, *chain = _certificates()
    builder = PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, _key(), SHA256())
    for one in chain:
        builder = builder.add_certificate(one)
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
    return Signature(builder.sign(Encoding.DER, options), signer_name(), is_trial_signer())


def _certificates() -> list[x509.Certificate]:
    """Return the signer's certificate, and those which lead to its authority."""
    return x509.load_pem_x509_certificates(_read(settings.QANAT_SIGNING_CERTIFICATE))


def _key() -> EllipticCurvePrivateKey | RSAPrivateKey:
    password: str = settings.QANAT_SIGNING_PASSWORD
    key = load_pem_private_key(
        _read(settings.QANAT_SIGNING_KEY), password.encode() if password else None
    )
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SigningNotSetUp
    return key


def _read(path: str) -> bytes:
    if not path:
        raise SigningNotSetUp
    try:
        return Path(path).read_bytes()
    except OSError:
        raise SigningNotSetUp from None
