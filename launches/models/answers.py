"""What a launch answers: five texts and the media links that go with them; also kept under a name, to be used again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

# Kaleyra docs, Launch an Agent: mandatory, no length limit published; ours only keeps a paste accident out.
LONGEST_ANSWER = 5000
LONGEST_SET_NAME = 80
ANSWERS = {
    "optin_description": "Opt-in",
    "trigger_description": "Trigger",
    "interactions_description": "Interactions",
    "optout_description": "Opt-out",
    "agent_access_instructions": "Access instructions",
}
# The media links that go with them, by field; optional to the API.
LINKS = {"screenshot_uris": "Screenshot links", "video_uris": "Video links"}


class Answers(models.Model):
    """The five answers and the links, as fields of whatever has them."""

    optin_description = models.TextField("opt-in", blank=True, max_length=LONGEST_ANSWER)
    trigger_description = models.TextField("trigger", blank=True, max_length=LONGEST_ANSWER)
    interactions_description = models.TextField("interactions", blank=True, max_length=LONGEST_ANSWER)
    optout_description = models.TextField("opt-out", blank=True, max_length=LONGEST_ANSWER)
    agent_access_instructions = models.TextField("access instructions", blank=True, max_length=LONGEST_ANSWER)
    video_uris = models.JSONField("video links", default=list, blank=True)
    screenshot_uris = models.JSONField("screenshot links", default=list, blank=True)

    class Meta:
        abstract = True

    def answers(self) -> list[tuple[str, str, str]]:
        """Each answer as (field, question in words, what was written)."""
        return [(name, question, getattr(self, name)) for name, question in ANSWERS.items()]


class AnswerSet(Answers):
    """Answers under a name, for one brand or for everybody; with media links where somebody wanted them kept.

    Nothing is launched from it: it fills forms.
    """

    name = models.CharField(max_length=LONGEST_SET_NAME)
    brand_name = models.CharField(max_length=120, blank=True)  # empty: for every brand
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(Lower("name"), "brand_name", name="answer_set_named_once_per_brand"),
            models.CheckConstraint(condition=~Q(name=""), name="answer_set_name_given"),
        )

    def __str__(self) -> str:
        return self.name
