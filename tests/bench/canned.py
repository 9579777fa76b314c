"""A canned AWS: answers every call after a fixed delay, whatever its signature.

For timing only; correctness is the sandbox's business.  Speaks HTTP/1.1 with
keep-alive on 127.0.0.1 and counts what it saw.
"""
import asyncio
import datetime
import threading
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
            f"<SessionToken>{'t' * 400}</SessionToken>"
            f"<Expiration>{end:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>AROABENCH:{session}</AssumedRoleId>"
            f"<Arn>arn:aws:sts::{account}:assumed-role/{role}/{session}</Arn>"
            "</AssumedRoleUser>"
            + (f"<SourceIdentity>{source}</SourceIdentity>" if source else ""))


def _stacks():
    def one(i):
        return ("<member>"
                f"<StackId>arn:aws:cloudformation:eu-central-1:100000000002:stack/app-{i}/{i}</StackId>"
                f"<StackName>app-{i}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>"
                "<CreationTime>2026-01-01T00:00:00Z</CreationTime>"
                "<LastUpdatedTime>2026-11-01T00:00:00Z</LastUpdatedTime>"
                "<DriftInformation><StackDriftStatus>IN_SYNC</StackDriftStatus>"
                "</DriftInformation></member>")
    return "<Stacks>" + "".join(one(i) for i in range(STACKS)) + "</Stacks>"


class Canned:
    """with Canned(delay_s) as c: c.url, c.calls (a list of action names)"""

    def __init__(self, delay_s):
        self.delay_s = delay_s
        self.calls = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512))
        self.url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                form = dict(urllib.parse.parse_qsl((await reader.readexactly(length)).decode()))
                await asyncio.sleep(self.delay_s)
                writer.write(self._reply(form))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, form):
        action = form.get("Action", "?")
        self.calls.append(action)
        result = {"GetCallerIdentity": lambda: _identity(),
                  "AssumeRole": lambda: _assume(form),
                  "DescribeStacks": lambda: _stacks()}.get(action, lambda: "")()
        rid = str(uuid.uuid4())
        body = (f"<{action}Response><{action}Result>{result}</{action}Result>"
                f"<ResponseMetadata><RequestId>{rid}</RequestId></ResponseMetadata>"
                f"</{action}Response>").encode()
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return (f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nDate: {date}\r\n"
                f"x-amzn-RequestId: {rid}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
