"""A canned AWS: answers every call after a fixed delay, whatever its signature.

For timing only; correctness is the sandbox's business.  Speaks HTTP/1.1 with
keep-alive on 127.0.0.1 and counts what it saw.  It is a process of its own, so that
what is measured beside it does not wait for Python:

    canned.py DELAY_S       prints the url; then a line in, a line out:
                            count | forget | status INST_NUMBER STATUS
"""
import asyncio
import datetime
import pathlib
import subprocess
import sys
import urllib.parse
import uuid

STACKS = 4


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


def _stacks(status):
    """Four stacks; the first is in `status`."""
    def one(i):
        word = status if i == 0 else "UPDATE_COMPLETE"
        return ("<member>"
                f"<StackId>arn:aws:cloudformation:eu-central-1:100000000002:stack/app-{i}/{i}</StackId>"
                f"<StackName>app-{i}</StackName><StackStatus>{word}</StackStatus>"
                "<CreationTime>2026-01-01T00:00:00Z</CreationTime>"
                "<LastUpdatedTime>2026-11-01T00:00:00Z</LastUpdatedTime>"
                "<DriftInformation><StackDriftStatus>IN_SYNC</StackDriftStatus>"
                "</DriftInformation></member>")
    return "<Stacks>" + "".join(one(i) for i in range(STACKS)) + "</Stacks>"


class Server:
    """The answers.  An installation is known by the session token of its role."""

    def __init__(self, delay_s):
        self.delay_s = delay_s
        self.calls = 0
        self.statuses = {}

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length, token = 0, ""
                for line in head.decode("latin-1").split("\r\n"):
                    name, _, value = line.partition(":")
                    if name.lower() == "content-length":
                        length = int(value)
                    elif name.lower() == "x-amz-security-token":
                        token = value.strip()
                form = dict(urllib.parse.parse_qsl((await reader.readexactly(length)).decode()))
                await asyncio.sleep(self.delay_s)
                writer.write(self._reply(form, token))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, form, token):
        action = form.get("Action", "?")
        self.calls += 1
        status = self.statuses.get(token[:12], "UPDATE_COMPLETE")
        result = {"GetCallerIdentity": lambda: _identity(),
                  "AssumeRole": lambda: _assume(form),
                  "DescribeStacks": lambda: _stacks(status)}.get(action, lambda: "")()
        rid = str(uuid.uuid4())
        body = (f"<{action}Response><{action}Result>{result}</{action}Result>"
                f"<ResponseMetadata><RequestId>{rid}</RequestId></ResponseMetadata>"
                f"</{action}Response>").encode()
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return (f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nDate: {date}\r\n"
                f"x-amzn-RequestId: {rid}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body

    def command(self, words):
        if words[0] == "status":
            self.statuses[f"{200000000000 + int(words[1]):012d}"] = words[2]
        elif words[0] == "forget":
            self.calls = 0
        return self.calls


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
    """with Canned(delay_s) as c: c.url, c.calls(), c.forget(), c.status(number, word)"""

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
        return int(self._process.stdout.readline())

    def calls(self):
        return self._ask("count")

    def forget(self):
        self._ask("forget")

    def status(self, number, word):
        self._ask(f"status {number} {word}")


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
