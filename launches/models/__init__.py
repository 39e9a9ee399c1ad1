"""Facts and questions about one row; QuerySets for named reads."""

from launches.models.agent import Agent
from launches.models.answers import AnswerSet
from launches.models.aside import BrokenCheck, DoubtfulCatalogue
from launches.models.checking import Checking
from launches.models.comment import Comment
from launches.models.history import ApiCall, SameRow, StatusEvent
from launches.models.launch import Launch, LaunchRegion
from launches.models.mail import Mail, Reader
from launches.models.notice import Follow, Notice
from launches.models.operations import Brake, Epoch, Heartbeat, PodHealth
from launches.models.planned import PlannedRegion
from launches.models.region import CarrierRegion, StateCode
from launches.models.retention import Departure, Purge
from launches.models.returned import ReturnedRequest
from launches.models.second_factor import RecoveryCode, SecondFactor
from launches.models.submission import Submission, SubmissionRegion

__all__ = [
    "Agent",
    "AnswerSet",
    "ApiCall",
    "Brake",
    "BrokenCheck",
    "CarrierRegion",
    "Checking",
    "Comment",
    "Departure",
    "DoubtfulCatalogue",
    "Epoch",
    "Follow",
    "Heartbeat",
    "Launch",
    "LaunchRegion",
    "Mail",
    "Notice",
    "PlannedRegion",
    "PodHealth",
    "Purge",
    "Reader",
    "RecoveryCode",
    "ReturnedRequest",
    "SameRow",
    "SecondFactor",
    "StateCode",
    "StatusEvent",
    "Submission",
    "SubmissionRegion",
]
