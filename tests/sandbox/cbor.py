"""CBOR as AWS's smithy-rpc-v2-cbor uses it: what newer SDKs speak to CloudWatch."""

import datetime
import struct

TIMES = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
FLOATS = {25: ">e", 26: ">f", 27: ">d"}
SIMPLE = {20: False, 21: True, 22: None, 23: None}
EPOCH_TAG = b"\xc1"
DEEPEST = 64


def encode(value):
    """Bytes of a value made of dict, list, str, bytes, numbers, booleans, None and datetimes."""
    out = []
    _encode(value, out.append)
    return b"".join(out)


def _head(major, number):
    major <<= 5
    if number < 24:
        return bytes([major | number])
    for low, form in TIMES.items():
        if number < 1 << (8 * struct.calcsize(form)):
            return bytes([major | low]) + struct.pack(form, number)
    raise ValueError("too large for CBOR")


def _encode(value, put):
    if value is None or isinstance(value, bool):
        put({False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value])
    elif isinstance(value, int):
        put(_head(0, value) if value >= 0 else _head(1, -1 - value))
    elif isinstance(value, float):
        put(b"\xfb" + struct.pack(">d", value))
    elif isinstance(value, datetime.datetime):
        put(EPOCH_TAG)
        _encode(value.timestamp(), put)
    elif isinstance(value, bytes):
        put(_head(2, len(value)) + value)
    elif isinstance(value, dict):
        put(_head(5, len(value)))
        for name, member in value.items():
            _encode(name, put)
            _encode(member, put)
    elif isinstance(value, (list, tuple)):
        put(_head(4, len(value)))
        for member in value:
            _encode(member, put)
    else:
        raw = str(value).encode("utf-8", "replace")
        put(_head(3, len(raw)) + raw)


def decode(raw):
    """The value that `raw` begins with; ValueError.  Tags are passed over."""
    try:
        return _Reader(raw).value(0)
    except (IndexError, struct.error) as error:
        raise ValueError("CBOR ends too early") from error


class _Reader:
    def __init__(self, raw):
        self.raw = raw
        self.at = 0

    def _take(self, size):
        if self.at + size > len(self.raw):
            raise ValueError("CBOR ends too early")
        self.at += size
        return self.raw[self.at - size:self.at]

    def _number(self, low):
        if low < 24:
            return low
        if low not in TIMES:
            raise ValueError("CBOR of unknown length")
        form = TIMES[low]
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _more(self, low):
        """Yields once for each member, of known or of unknown number."""
        if low != 31:
            yield from range(self._number(low))
            return
        while self.raw[self.at] != 0xFF:
            yield None
        self.at += 1

    def value(self, depth):
        if depth > DEEPEST:
            raise ValueError("CBOR too deep")
        first = self._take(1)[0]
        major, low = first >> 5, first & 31
        if major == 7:
            return self._simple(low)
        if major == 4:
            return [self.value(depth + 1) for _ in self._more(low)]
        if major == 5:
            return {self.value(depth + 1): self.value(depth + 1) for _ in self._more(low)}
        number = self._number(low)
        if major in (2, 3):
            raw = self._take(number)
            return raw if major == 2 else raw.decode("utf-8", "replace")
        if major == 6:
            return self.value(depth + 1)
        return number if major == 0 else -1 - number

    def _simple(self, low):
        if low in FLOATS:
            form = FLOATS[low]
            return struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if low not in SIMPLE:
            raise ValueError("CBOR of an unknown kind")
        return SIMPLE[low]
