"""A canned AWS: answers every call after a fixed delay, whatever its signature.

For timing only; correctness is the sandbox's business.  Speaks HTTP/1.1 with
keep-alive on 127.0.0.1 and counts what it saw; what it says stands in estate.py.  It is
a process of its own, so that what is measured beside it does not wait for Python:

    canned.py DELAY_S       prints the url; then a line in, a line out:
                            count | most | forget | unknown | operations
                            status INST_NUMBER STATUS | record FILE
"""
import asyncio
import collections
import datetime
import json
import pathlib
import subprocess
import sys
import urllib.parse
import uuid

import estate


def _identity():
    return ("<Arn>arn:aws:sts::100000000001:assumed-role/bench.operator/candor</Arn>"
            "<UserId>AROABENCH:candor</UserId><Account>100000000001</Account>")


def _assume(form):
    account = form["RoleArn"].split(":")[4]
    role = form["RoleArn"].rsplit("/", 1)[1]
    session = form["RoleSessionName"]
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    source = form.get("SourceIdentity")
    return ("<Credentials><AccessKeyId>ASIABENCH0000000000A</AccessKeyId>"
            f"<SecretAccessKey>{'s' * 40}</SecretAccessKey>"
            f"<SessionToken>{account}{'t' * 388}</SessionToken>"
            f"<Expiration>{end:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>AROABENCH:{session}</AssumedRoleId>"
            f"<Arn>arn:aws:sts::{account}:assumed-role/{role}/{session}</Arn>"
            "</AssumedRoleUser>"
            + (f"<SourceIdentity>{source}</SourceIdentity>" if source else ""))


class Request:
    """One request: its path, the headers that say what is asked, its body."""

    def __init__(self, head):
        self.length, self.token, self.target = 0, "", ""
        lines = head.decode("latin-1").split("\r\n")
        self.path = lines[0].split(" ")[1]
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name = name.lower()
            if name == "content-length":
                self.length = int(value)
            elif name == "x-amz-security-token":
                self.token = value.strip()
            elif name == "x-amz-target":
                self.target = value.strip().rpartition(".")[2]


class Server:
    """The answers.  An installation is known by the session token of its role."""

    def __init__(self, delay_s):
        self.delay_s = delay_s
        self.operations = collections.Counter()
        self.in_flight = self.most = self.unknown = 0
        self.statuses = {}
        self.record = None

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                request = Request(head)
                body = await reader.readexactly(request.length)
                self.in_flight += 1
                self.most = max(self.most, self.in_flight)
                if self.record:
                    self.record.write(b"%d\n" % (len(head) + len(body)) + head + body)
                if self.delay_s > 0:
                    await asyncio.sleep(self.delay_s)
                answer = self._reply(request, body.decode())
                self.in_flight -= 1
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, request, body):
        status = "200 OK"
        try:
            type_, text = self._answer(request, body)
        except KeyError as what:
            self.unknown += 1
            print(f"canned: nobody answers {what}", file=sys.stderr, flush=True)
            status, type_ = "404 Not Found", "application/json"
            text = '{"__type":"UnknownOperationException","message":"not canned"}'
        text = text.encode()
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return (f"HTTP/1.1 {status}\r\nContent-Type: {type_}\r\nDate: {date}\r\n"
                f"x-amzn-RequestId: {uuid.uuid4()}\r\nContent-Length: {len(text)}\r\n\r\n"
                ).encode() + text

    def _answer(self, request, body):
        if request.target:
            self.operations[request.target] += 1
            return "application/x-amz-json-1.0", (
                estate.metric_data(body) if request.target == "GetMetricData"
                else estate.of_json(request.target))
        form = dict(urllib.parse.parse_qsl(body)) if body.startswith("Action=") else None
        if form is None:
            self.operations[estate.name_of(request.path)] += 1
            return estate.of_path(request.path)
        return "text/xml", self._query(form, request.token)

    def _query(self, form, token):
        action = form["Action"]
        self.operations[action] += 1
        if action == "GetCallerIdentity":
            result = _identity()
        elif action == "AssumeRole":
            result = _assume(form)
        else:
            result = estate.of_query(form, self.statuses.get(token[:12], "UPDATE_COMPLETE"))
        if action in estate.PLAIN:
            return f"<{action}Response>{result}</{action}Response>"
        return (f"<{action}Response><{action}Result>{result}</{action}Result>"
                f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
                f"</{action}Response>")

    def command(self, words):
        if words[0] == "status":
            self.statuses[f"{200000000000 + int(words[1]):012d}"] = words[2]
        elif words[0] == "forget":
            self.operations.clear()
            self.most = self.unknown = 0
        elif words[0] == "record":
            if self.record:
                self.record.close()
            self.record = open(words[1], "wb") if len(words) > 1 else None
        return {"most": self.most, "unknown": self.unknown,
                "operations": json.dumps(self.operations),
                }.get(words[0], sum(self.operations.values()))


async def _main(delay_s):
    server = Server(delay_s)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=512)
    print("http://127.0.0.1:%d" % listening.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode():
        print(server.command(line.split()), flush=True)


class Canned:
    """with Canned(delay_s) as c: c.url, c.calls(), c.forget(), c.status(number, word), ..."""

    def __init__(self, delay_s):
        self._process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__)), str(delay_s)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.url = self._process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)

    def _ask(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def calls(self):
        return int(self._ask("count"))

    def most(self):
        """Requests that were in flight at once."""
        return int(self._ask("most"))

    def unknown(self):
        """Requests that estate.py has no answer for."""
        return int(self._ask("unknown"))

    def operations(self):
        """Calls by operation."""
        return json.loads(self._ask("operations"))

    def record(self, path=""):
        """From here on each request goes into the file, its length on a line before it."""
        self._ask(f"record {path}")

    def forget(self):
        self._ask("forget")

    def status(self, number, word):
        self._ask(f"status {number} {word}")


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
