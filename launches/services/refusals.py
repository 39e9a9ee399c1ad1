"""What a refusal is about, where that leads people to the place where they can mend it."""

from launches.kaleyra import CATALOGUE
from launches.models import Submission
from launches.statuses import SubmissionStatus

ABOUT_THE_BRAND = CATALOGUE["RCS904 brand"].sentence


def is_about_the_brand(submission: Submission) -> bool:
    """Did Kaleyra refuse it because the brand's details are incomplete? The agent's checklist mends that."""
    return submission.state == SubmissionStatus.REFUSED and submission.reason.startswith(ABOUT_THE_BRAND)
