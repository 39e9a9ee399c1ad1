"""A Kaleyra that says of every launch what it is told to say."""

from tests.contract.faultserver import says

STATES = {"Canada: Bell": 2, "Canada: Rogers": 2}


class Kaleyra:
    """Says of every launch what it is told to say."""

    def __init__(self):
        self.says()

    def says(self, states=STATES, **facts):
        """This, until told otherwise."""
        rows = [{"region": name, "launch_state": state} for name, state in states.items()]
        self.data = {"launch": {"status": "ACTIVE", **facts}, "regions": rows}

    def play(self, peer):
        """The answer, over a connection that stays open."""
        says({"code": "RCS902", "data": self.data}, keep=True)(peer)
