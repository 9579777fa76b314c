"""A stand-in for AWS on loopback: moto behind a strict front.  See README.md."""
