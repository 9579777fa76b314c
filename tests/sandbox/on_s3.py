"""S3: the buckets of the stacks live in moto, made when somebody first asks for one of them.

Only what the control API wants of a listing (an object of 2 GB, say) is a fixture.
"""

import re
from xml.sax.saxutils import escape

from moto.s3.models import s3_backends

from . import estate

BUCKET = "AWS::S3::Bucket"
UNBLOCKED = {("aurora-staging-eu", "AccessLogBucket")}
UNENCRYPTED = {("shinonome-dr-jp", "ArchiveBucket")}
UNVERSIONED = {("shinonome-dr-jp", "ArchiveBucket")}
BLOCK = {"BlockPublicAcls": "true", "IgnorePublicAcls": "true", "BlockPublicPolicy": "true",
         "RestrictPublicBuckets": "true"}
KMS = {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": "true"}}
_done = set()  # accounts and regions whose buckets are in moto


def prepare(account, region):
    """Make the buckets of an account and region; the caller holds moto's lock."""
    if (account, region) in _done:
        return
    _done.add((account, region))
    backend = s3_backends[account]["aws"]
    things = estate.of(account, region).of_type(BUCKET)
    for thing in things:
        _make(backend, thing, things)


def _make(backend, thing, things):
    bucket = backend.create_bucket(thing.name, thing.region)
    bucket.creation_date = thing.made
    if thing.key not in UNBLOCKED:
        backend.put_public_access_block(thing.name, BLOCK)
    bucket.encryption = None if thing.key in UNENCRYPTED else KMS
    if thing.key not in UNVERSIONED:
        backend.put_bucket_versioning(thing.name, "Enabled")
    if thing.logical == "LandingBucket":
        target = next((t for t in things if t.logical == "ArchiveBucket" and t.stack == thing.stack), thing)
        bucket.logging = {"TargetBucket": target.name, "TargetPrefix": "access/"}


# Sizes that nobody wants to store

swollen = {}  # (bucket, key) -> bytes that a listing tells


def swell(bucket, body):
    """A listing of a bucket with the sizes that were set; None if it has none of them."""
    told = body
    for (where, key), size in swollen.items():
        if where == bucket:
            told = re.sub(rb"(<Key>" + re.escape(escape(key).encode()) + rb"</Key>.*?<Size>)\d+(</Size>)",
                          rb"\g<1>%d\g<2>" % size, told, count=1, flags=re.S)
    return told if told != body else None
