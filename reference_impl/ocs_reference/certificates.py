"""Certificates for trying TLS out on one machine, made anew at each start."""

from dataclasses import dataclass
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificates:
    """Files in PEM format: the authority, and what server and client show, key included."""

    authority: Path
    server: Path
    client: Path


def make(folder: Path) -> Certificates:
    """Make an authority and certificates for this machine and for a client; raises OSError where files cannot be."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "client.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(made.authority))
    authority.issue_cert(*NAMES).private_key_and_cert_chain_pem.write_to_path(str(made.server))
    # From Python 3.13 on, a certificate that names nobody is refused, also where the name does not matter.
    client = authority.issue_cert("client.localhost", common_name="client")
    client.private_key_and_cert_chain_pem.write_to_path(str(made.client))
    return made
