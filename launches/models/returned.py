"""What a reviewer read before sending it back, so that the next one reads only what is new."""

from django.db import models

from launches.models.submission import Submission


class ReturnedRequest(models.Model):
    """The request as it stood when a reviewer last sent the submission back; gone once it is approved."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="returned_request"
    )
    body = models.TextField(blank=True)  # Empty where nothing could have been sent.
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.submission}, as it was sent back"
