"""Templates without their indentation, which helps whoever writes a page and only adds to what is sent."""

import re

from django.template.base import Origin
from django.template.loaders import filesystem

INDENTED = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Our own templates. Of a page each line begins where its words begin; lines keep their numbers."""

    def get_contents(self, origin: Origin) -> str:
        """What the file says, and of a letter exactly that."""
        text = super().get_contents(origin)
        return INDENTED.sub("\n", text) if origin.name.endswith(".html") else text
