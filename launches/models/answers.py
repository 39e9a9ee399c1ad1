"""Answers worth using again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from launches.models.launch import LONGEST_ANSWER


class AnswerSet(models.Model):
    """The five answers under a name, for one brand or for everybody; with media links where somebody wanted them kept.

    Nothing is launched from it: it fills forms.
    """

    name = models.CharField(max_length=80)
    brand_name = models.CharField(max_length=120, blank=True)  # empty: for every brand
    optin_description = models.TextField("opt-in", blank=True, max_length=LONGEST_ANSWER)
    trigger_description = models.TextField("trigger", blank=True, max_length=LONGEST_ANSWER)
    interactions_description = models.TextField("interactions", blank=True, max_length=LONGEST_ANSWER)
    optout_description = models.TextField("opt-out", blank=True, max_length=LONGEST_ANSWER)
    agent_access_instructions = models.TextField("access instructions", blank=True, max_length=LONGEST_ANSWER)
    video_uris = models.JSONField("video links", default=list, blank=True)
    screenshot_uris = models.JSONField("screenshot links", default=list, blank=True)
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
