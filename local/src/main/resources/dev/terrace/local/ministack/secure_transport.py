"""AWS is called by TLS only, and policies may demand it (aws:SecureTransport). On this machine the wire is plain."""

import replacements
from ministack import app


def install():
    replacements.wrap(app, "pin_request_origin", lambda original, address, _secure: original(address, True))
