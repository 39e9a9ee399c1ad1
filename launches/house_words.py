"""Words that no password may be made of alone: everybody who knows this house would try them first."""

import re

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

# What a colleague, or somebody who has seen the sign-in page, would try first (docs/security.md, 6.1.2).
WORDS = (
    "rcs", "portal", "launches", "launch", "kaleyra", "tatacommunications", "carrier", "agent", "sandbox", "demo",
    "marketing", "reviewer", "admin", "password", "welcome",
)  # fmt: skip
LEFT = 6  # letters that have to be something else


class HouseWordsValidator:
    """Refuses a password of little more than words that this house uses, with years and signs between them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError when hardly a letter is left without them."""
        rest = re.sub("|".join(WORDS), "", password.casefold())
        if len({letter for letter in rest if letter.isalpha()}) < LEFT and rest != password.casefold():
            raise ValidationError("It is made of words that everybody here would try first.", "house_words")

    def get_help_text(self) -> str:
        """For the list of rules."""
        return "Your password can’t be made of words of this house alone, such as rcs, portal, launch or kaleyra."
