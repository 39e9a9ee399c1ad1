"""Kaleyra's accounts, read from the environment: one per pod, or the sandbox, or a clear refusal to start."""

from typing import TypedDict

import environ
from django.core.exceptions import ImproperlyConfigured

DEFAULT_URLS = {
    # Kaleyra docs, "API Domain and Value".
    "IN": "https://rcs-api.in.kaleyra.io",
    "NA": "https://rcs-api.na.kaleyra.io",
}


class PodAccount(TypedDict):
    """What is needed to speak for one pod."""

    base_url: str
    sid: str
    api_key: str


def read_pods(env: environ.Env) -> dict[str, PodAccount]:
    """The configured pods. A pod with neither SID nor key is left out.

    Raises ImproperlyConfigured, naming the variable, when only one of the two is set.
    """
    pods: dict[str, PodAccount] = {}
    for pod, default_url in DEFAULT_URLS.items():
        given = {
            name: env.str(name, default="").strip()
            for name in (f"KALEYRA_{pod}_SID", f"KALEYRA_{pod}_API_KEY")
        }
        missing = [name for name, value in given.items() if not value]
        if len(missing) == 1:
            present = next(name for name in given if name not in missing)
            raise ImproperlyConfigured(f"{present} is set but {missing[0]} is not. Set both, or neither.")
        if not missing:
            sid, api_key = given.values()
            base_url = env.str(f"KALEYRA_{pod}_URL", default="") or default_url
            pods[pod] = {"base_url": base_url, "sid": sid, "api_key": api_key}
    return pods


def sandbox_pods(env: environ.Env) -> dict[str, PodAccount]:
    """Both pods, played by the sandbox."""
    url = env.str("SANDBOX_URL", default="http://127.0.0.1:8001").rstrip("/")
    sid = env.str("SANDBOX_SID", default="SANDBOX-SID")
    api_key = env.str("SANDBOX_API_KEY", default="sandbox-key")
    return {pod: {"base_url": f"{url}/{pod.lower()}", "sid": sid, "api_key": api_key} for pod in DEFAULT_URLS}


def are_played_here(pods: dict[str, PodAccount]) -> bool:
    """Whether no pod's account is Kaleyra's own: plain HTTP is spoken with this machine alone (kaleyra/account.py)."""
    return all(pod["base_url"].startswith("http://") for pod in pods.values())
