"""What the answers of a pod are read with: its catalogue's names, the codes' meanings, the numbers of our agents."""

from hashlib import blake2b

from launches.gateway import RegionMatcher
from launches.models import Agent, StateCode


class Reading:
    """All of that as it stands now. While the digest is the same, the same answer still says nothing new."""

    def __init__(self, pod: str) -> None:
        self.matcher = RegionMatcher(pod)
        agents = Agent.objects.filter(pod=pod).order_by("agent_no").values_list("agent_no", flat=True)
        codes = StateCode.objects.order_by("code").values_list("code", "state")
        read_by = repr((self.matcher.catalogue, list(codes), list(agents)))
        self.digest = blake2b(read_by.encode(), digest_size=16).digest()


class Readings:
    """A Reading for each pod, made once a round."""

    def __init__(self) -> None:
        self._read: dict[str, Reading] = {}

    def of(self, pod: str) -> Reading:
        """The reading of this pod."""
        if pod not in self._read:
            self._read[pod] = Reading(pod)
        return self._read[pod]
