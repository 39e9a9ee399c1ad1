"""Loads templates without their indentation, which helps their authors and only makes pages larger."""

import re

from django.template.base import Origin
from django.template.loaders import filesystem

INDENTED = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Loads our own templates. The lines of a page lose their indentation and keep their numbers."""

    def get_contents(self, origin: Origin) -> str:
        """What the file says, and of a letter exactly that."""
        text = super().get_contents(origin)
        return INDENTED.sub("\n", text) if origin.name.endswith(".html") else text
