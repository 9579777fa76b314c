"""Metric math, as far as candor uses it: arithmetic, SUM, MAX, MIN, AVG, FILL, ABS, PERIOD, METRICS().

A series is a dict of times and values, a list of series an array, a number a number."""

import re

from .errors import AwsError

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?)|([A-Za-z_]\w*)|\"([^\"]*)\"|([-+*/(),\[\]]))")
DEEPEST = 50


def refuse(text):
    raise AwsError("ValidationError", f"Error in expression: {text}", 400)


def tokens(text):
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        hit = TOKEN.match(text, at)
        if not hit:
            refuse(f"unexpected character at {at + 1}")
        number, name, string, sign = hit.groups()
        if number is not None:
            found.append(("number", float(number)))
        elif name is not None:
            found.append(("name", name))
        elif string is not None:
            found.append(("text", string))
        else:
            found.append(("sign", sign))
        at = hit.end()
    return found


class Expression:
    """
    value() of an expression.

    get      id -> series; refuses what is not there
    every    filter -> all series of metrics of the request whose id has it
    period   id -> seconds
    times    times that a FILL may fill
    """

    def __init__(self, text, get, every, period, times):
        self.tokens = tokens(text)
        self.at = 0
        self.get, self.every, self.period, self.times = get, every, period, times

    def value(self):
        result = self._sum(0)
        if self.at != len(self.tokens):
            refuse("something is left over")
        return result

    def _peek(self, sign):
        return self.at < len(self.tokens) and self.tokens[self.at] == ("sign", sign)

    def _take(self, sign):
        if not self._peek(sign):
            return False
        self.at += 1
        return True

    def _need(self, sign):
        if not self._take(sign):
            refuse(f"{sign} is missing")

    def _sum(self, depth):
        if depth > DEEPEST:
            refuse("too deep")
        left = self._product(depth + 1)
        while self._peek("+") or self._peek("-"):
            sign = self.tokens[self.at][1]
            self.at += 1
            left = _both(sign, left, self._product(depth + 1))
        return left

    def _product(self, depth):
        left = self._unary(depth + 1)
        while self._peek("*") or self._peek("/"):
            sign = self.tokens[self.at][1]
            self.at += 1
            left = _both(sign, left, self._unary(depth + 1))
        return left

    def _unary(self, depth):
        if self._take("-"):
            return _both("*", -1.0, self._unary(depth + 1))
        return self._atom(depth + 1)

    def _atom(self, depth):
        if self._take("("):
            inner = self._sum(depth)
            self._need(")")
            return inner
        if self._take("["):
            return self._list("]", depth)
        if self.at >= len(self.tokens):
            refuse("it ends too early")
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind in ("number", "text"):
            return value
        if kind != "name":
            refuse(f"unexpected {value}")
        if self._take("("):
            return self._call(value, depth)
        return self.get(value)

    def _list(self, closing, depth):
        found = []
        while not self._take(closing):
            found.append(self._sum(depth))
            if not self._peek(closing):
                self._need(",")
        return found

    def _call(self, name, depth):
        if name == "METRICS":
            arguments = self._list(")", depth)
            return self.every(arguments[0] if arguments else "")
        if name == "PERIOD":
            kind, value = self.tokens[self.at]
            self.at += 1
            self._need(")")
            return float(self.period(value))
        arguments = self._list(")", depth)
        if name == "FILL" and len(arguments) == 2:
            return _fill(arguments[0], arguments[1], self.times)
        if name == "ABS" and len(arguments) == 1:
            return _each(abs, arguments[0])
        if name in OF_MANY and len(arguments) == 1:
            return _of_many(OF_MANY[name], arguments[0])
        refuse(f"no function {name} of {len(arguments)}")


OF_MANY = {"SUM": sum, "MAX": max, "MIN": min, "AVG": lambda values: sum(values) / len(values)}


def _of_many(function, argument):
    if isinstance(argument, dict):  # of one series: a number
        return function(argument.values()) if argument else 0.0
    series = [a for a in argument if isinstance(a, dict)]
    times = sorted({at for one in series for at in one})
    return {at: function([one[at] for one in series if at in one]) for at in times}


def _fill(argument, value, times):
    if isinstance(argument, list):
        return [_fill(one, value, times) for one in argument]
    return {at: argument.get(at, value) for at in sorted(set(times) | set(argument))}


def _each(function, argument):
    if isinstance(argument, list):
        return [_each(function, one) for one in argument]
    if isinstance(argument, dict):
        return {at: function(value) for at, value in argument.items()}
    return function(argument)


def _both(sign, left, right):
    if isinstance(left, list) or isinstance(right, list):
        if not isinstance(left, list):
            return [_both(sign, left, one) for one in right]
        if not isinstance(right, list):
            return [_both(sign, one, right) for one in left]
        refuse("two arrays")
    if isinstance(left, dict) and isinstance(right, dict):
        pairs = {at: (left[at], right[at]) for at in left if at in right}
    elif isinstance(left, dict):
        pairs = {at: (value, right) for at, value in left.items()}
    elif isinstance(right, dict):
        pairs = {at: (left, value) for at, value in right.items()}
    else:
        return 0.0 if sign == "/" and right == 0 else SIGNS[sign](left, right)
    # a division by zero makes no point
    return {at: SIGNS[sign](a, b) for at, (a, b) in pairs.items() if sign != "/" or b != 0}


SIGNS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b,
         "*": lambda a, b: a * b, "/": lambda a, b: a / b}
