"""Which operation of S3 a request is, by method, path and query; and what it touches."""

import urllib.parse

# Sub-resource in the query -> (operation, IAM action), of GET on a bucket.
BUCKET_READS = {
    "location": ("GetBucketLocation", "GetBucketLocation"),
    "encryption": ("GetBucketEncryption", "GetEncryptionConfiguration"),
    "publicAccessBlock": ("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    "policyStatus": ("GetBucketPolicyStatus", "GetBucketPolicyStatus"),
    "policy": ("GetBucketPolicy", "GetBucketPolicy"),
    "logging": ("GetBucketLogging", "GetBucketLogging"),
    "versioning": ("GetBucketVersioning", "GetBucketVersioning"),
    "object-lock": ("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
    "list-type": ("ListObjectsV2", "ListBucket"),
}
BUCKET = {"PUT": ("CreateBucket",) * 2, "DELETE": ("DeleteBucket",) * 2,
          "HEAD": ("HeadBucket", "ListBucket")}
OBJECT = {"GET": ("GetObject", "GetObject"), "HEAD": ("HeadObject", "GetObject"),
          "PUT": ("PutObject", "PutObject"), "DELETE": ("DeleteObject", "DeleteObject")}


def place(request):
    """(bucket, key), both decoded; "" where there is none.  The sandbox is addressed by path."""
    bucket, _, key = request.path.lstrip("/").partition("/")
    return urllib.parse.unquote(bucket), urllib.parse.unquote(key)


def _row(request):
    bucket, key = place(request)
    if not bucket:
        return ("ListBuckets", "ListAllMyBuckets") if request.method == "GET" else ("", "")
    if key:
        return OBJECT.get(request.method, ("", ""))
    if request.method != "GET":
        return BUCKET.get(request.method, ("", ""))
    asked = urllib.parse.parse_qs(request.query, keep_blank_values=True)
    return next((row for name, row in BUCKET_READS.items() if name in asked), ("", ""))


def operation(request):
    return _row(request)[0]


def iam_action(request):
    return _row(request)[1]


def resource(request):
    bucket, key = place(request)
    return "arn:aws:s3:::" + bucket + ("/" + key if key else "") if bucket else "*"
