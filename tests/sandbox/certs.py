"""A certificate authority for one run, and the server's certificate for 127.0.0.1."""

import datetime
import ipaddress
import os
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = datetime.timedelta(days=30)
BEFORE = datetime.timedelta(days=1)


def make(directory):
    """Write ca.pem and server.pem (with key); return the server's TLS context."""
    ca_key, ca = _authority()
    key, certificate = _server(ca_key, ca)
    _write(directory, "ca.pem", _pem(ca))
    chain = os.path.join(directory, "server.pem")
    _write(directory, "server.pem", _pem(certificate) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(chain)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _authority():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sandbox test CA")])
    usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True,
                          content_commitment=False, key_encipherment=False,
                          data_encipherment=False, key_agreement=False,
                          encipher_only=False, decipher_only=False)
    builder = _builder(name, name, key).add_extension(x509.BasicConstraints(True, 0), True)
    builder = builder.add_extension(usage, True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    return key, builder.sign(key, hashes.SHA256())


def _server(ca_key, ca):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")])
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = _builder(name, ca.subject, key).add_extension(names, False)
    builder = builder.add_extension(x509.BasicConstraints(False, None), True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    return key, builder.add_extension(issuer_id, False).sign(ca_key, hashes.SHA256())


def _builder(subject, issuer, key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - BEFORE).not_valid_after(now + LIFETIME))


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(directory, name, data):
    with open(os.path.join(directory, name), "wb", opener=_private) as handle:
        handle.write(data)


def _private(path, flags):
    return os.open(path, flags, 0o600)
