"""Certificates that were made for these tests alone: nobody trusts them, and the key guards nothing."""

import ssl
from pathlib import Path

KEY = """-----BEGIN EC PRIVATE KEY-----
MHcCAQEEINAo2ZaN3p/JPSaEZDHyeirySaVqVbi+Hq3JquxiGPMboAoGCCqGSM49
AwEHoUQDQgAEO6NpCrfmmFcQgIGT2T7g/AtGOEbvfwS5bGQdF2PaALqszMADDZmz
KjT+hUxTQAPDVvPKNRnzp8gqv5vUX2ORBw==
-----END EC PRIVATE KEY-----
"""

# For localhost and 127.0.0.1, until 2126.
GOOD = """-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUXB4vtYUjzbHQYAwvbOojC2BXtAYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA1MTc1NVoYDzIxMjYxMDI4
MDUxNzU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ7o2kKt+aYVxCAgZPZPuD8C0Y4Ru9/BLlsZB0XY9oAuqzMwAMNmbMq
NP6FTFNAA8NW88o1GfOnyCq/m9RfY5EHo28wbTAdBgNVHQ4EFgQUXa5+mNPnbTWC
Xq+qsdLRW40YjE4wHwYDVR0jBBgwFoAUXa5+mNPnbTWCXq+qsdLRW40YjE4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgXpL2DxQA2cYp9Aro5aJs9svRLXmqj0bbhZEuKReC3QMCIQDn
hWaImUAF/kg+C+LFa6AtWzQITTQbf/RuBIthuGcRyw==
-----END CERTIFICATE-----
"""

# For other.example.
OF_ANOTHER = """-----BEGIN CERTIFICATE-----
MIIBoDCCAUegAwIBAgIURS4+0L5ZNeGR7lhfAxd5zhF1460wCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yNjExMjEwNTE3NTVaGA8yMTI2
MTAyODA1MTc1NVowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABDujaQq35phXEICBk9k+4PwLRjhG738EuWxkHRdj2gC6
rMzAAw2Zsyo0/oVMU0ADw1bzyjUZ86fIKr+b1F9jkQejbTBrMB0GA1UdDgQWBBRd
rn6Y0+dtNYJer6qx0tFbjRiMTjAfBgNVHSMEGDAWgBRdrn6Y0+dtNYJer6qx0tFb
jRiMTjAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDW90aGVyLmV4YW1wbGUw
CgYIKoZIzj0EAwIDRwAwRAIgaT87uKCa67lV91p5lllhzic1A2V7Cg1vj6osVHtj
BoQCIGrgbZ0CyE+h2mUEcP3SpFRtLPjIjbbMCUMRYb/54pgd
-----END CERTIFICATE-----
"""

# For localhost and 127.0.0.1, until February 2020.
EXPIRED = """-----BEGIN CERTIFICATE-----
MIIBYTCCAQigAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjAwMjAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ7o2kKt+aYVxCAgZPZ
PuD8C0Y4Ru9/BLlsZB0XY9oAuqzMwAMNmbMqNP6FTFNAA8NW88o1GfOnyCq/m9Rf
Y5EHo0swSTAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwDAYDVR0TBAUwAwEB
/zAdBgNVHQ4EFgQUXa5+mNPnbTWCXq+qsdLRW40YjE4wCgYIKoZIzj0EAwIDRwAw
RAIgQQXILWHfqdO/F1oc56LZx+5udj3KyUQioUV7+ZKw158CIFsu/o5MZem553aM
ShwmaAtEZCVwTtJjlo9f+Xdg9iuk
-----END CERTIFICATE-----
"""


def server_side(certificate: str, folder: Path) -> ssl.SSLContext:
    """What a server needs to show this certificate; its file in the folder can serve as a bundle that trusts it."""
    file = folder / "certificate.pem"
    file.write_text(certificate + KEY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
