"""The client of Kaleyra's RCS API, in our words. Free of Django and of the rest of the portal."""

from .account import Account, Options, PathForm
from .client import Answer, KaleyraClient
from .errors import (
    CATALOGUE,
    KaleyraError,
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from .exchange import Exchange, Same, seen
from .payloads import AgentLaunch, CarrierLaunch, LaunchRegion
from .reading import identifier, is_uuid
from .replies import (
    AgentRow,
    AgentsReply,
    CatalogueReply,
    LaunchRegionRow,
    LaunchReply,
    RegionRow,
)

__all__ = [
    "CATALOGUE",
    "Account",
    "AgentLaunch",
    "AgentRow",
    "AgentsReply",
    "Answer",
    "CarrierLaunch",
    "CatalogueReply",
    "Exchange",
    "KaleyraClient",
    "KaleyraError",
    "LaunchRegion",
    "LaunchRegionRow",
    "LaunchReply",
    "Misconfigured",
    "NotSent",
    "Options",
    "OutcomeUnknown",
    "PathForm",
    "Refused",
    "RegionRow",
    "Same",
    "TryLater",
    "identifier",
    "is_uuid",
    "seen",
]
