"""Messages by e-mail, over Django's mail and its SMTP settings."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from qanat.foundation.emails import is_email
from qanat.foundation.messages.senders.letter import Failed, Letter

PERMANENT = 500


class EmailSender:
    """Sends e-mail when an SMTP server is named."""

    def is_configured(self) -> bool:
        """Tell whether an SMTP server is named."""
        return bool(settings.QANAT_MAIL_IS_SET_UP)

    def send(self, letter: Letter) -> str:
        """Send one e-mail; its Message-ID is the same at every try.

        Raises:
            Failed: if the server did not take it.
        """
        if not is_email(letter.address):
            raise Failed("bad_address", is_final=True)
        reference = f"<{letter.key}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>"
        headers = {"Message-ID": reference, "Content-Language": letter.language}
        if letter.is_urgent:
            headers |= {"X-Priority": "1", "Importance": "high"}
        mail = EmailMessage(letter.subject, letter.text, to=[letter.address], headers=headers)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise Failed("refused", is_final=min(codes, default=0) >= PERMANENT) from None
        except smtplib.SMTPResponseException as answer:
            raise Failed("refused", is_final=answer.smtp_code >= PERMANENT) from None
        except (smtplib.SMTPException, OSError):
            raise Failed("no_answer") from None
        return reference
