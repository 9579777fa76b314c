"""HTTP/1.1 with keep-alive, plain and TLS, on 127.0.0.1; and the ways to send a reply badly."""

import http.server
import itertools
import logging
import socket
import ssl
import struct
import time
from email.utils import format_datetime

from .wire import Headers, Reply, Request

log = logging.getLogger("sandbox.http")
LONGEST_BODY = 16 * 1024 * 1024
HANG_S = 300
ENDLESS_CHUNK = b"<member>padding padding padding padding padding padding</member>\n" * 64
connections = itertools.count(1)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False
    request_queue_size = 128

    def __init__(self, handler, tls=None, **attributes):
        self.tls = tls
        super().__init__(("127.0.0.1", 0), handler)
        for name, value in attributes.items():
            setattr(self, name, value)

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        log.debug("connection from %s ended badly", client_address, exc_info=True)


class Gone(Exception):
    """The connection has been ended on purpose."""


class BaseHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        if self.server.tls:  # the handshake belongs to this thread, not to the accept loop
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()
        self.number = next(connections)
        self.doomed = False

    def log_message(self, format, *args):
        log.info("%s %s", self.address_string(), format % args)

    def read_request(self):
        """The request as a value.  The path is taken from the raw line: `//` must survive."""
        path, _, query = self.requestline.split(" ")[1].partition("?")
        return Request(self.command, path, query, Headers(self.headers.items()), self._body(),
                       self.client_address[0], bool(self.server.tls), self._tls_details())

    def _body(self):
        if "chunked" in (self.headers.get("transfer-encoding") or "").lower():
            return self._chunked()
        length = int(self.headers.get("content-length") or 0)
        if not 0 <= length <= LONGEST_BODY:
            raise Gone
        return self.rfile.read(length)

    def _chunked(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _tls_details(self):
        if not self.server.tls:
            return None
        return {"tlsVersion": self.connection.version(), "cipherSuite": self.connection.cipher()[0]}

    def head(self, reply, length):
        """Status line and headers; length None promises a body of unknown size."""
        now = self.server.clock.now()
        lines = [f"HTTP/1.1 {reply.status} {self.responses.get(reply.status, ('Status',))[0]}",
                 f"Date: {format_datetime(now, usegmt=True)}",
                 f"Content-Type: {reply.content_type}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def send(self, reply):
        body = b"" if self.command == "HEAD" else reply.body
        self.wfile.write(self.head(reply, len(reply.body)) + body)

    def reset(self):
        """End the connection with RST, as a crashed load balancer does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw = socket.socket(fileno=self.connection.detach())
        raw.close()
        raise Gone

    def finish(self):
        try:
            super().finish()
            self.connection.close()  # TLS: the server knows only the socket below
        except (OSError, ValueError):
            pass  # the connection is gone already

    def handle(self):
        try:
            super().handle()
        except (Gone, ConnectionError, ssl.SSLError):
            self.close_connection = True


class AwsHandler(BaseHandler):
    """The AWS endpoint: everything goes to the front."""

    def setup(self):
        super().setup()
        self.server.front.stats.add("tls_connections" if self.server.tls else "connections")

    def answer(self):
        request = self.read_request()
        if self.doomed:
            self.reset()
        reply, rule = self.server.front.handle(request, self.number)
        if rule is None:
            return self.send(reply)
        self._spoil(reply, rule)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = answer

    def _spoil(self, reply, rule):
        if rule.reset:
            self.reset()
        if rule.hang:
            time.sleep(HANG_S)
            raise Gone
        if rule.endless:
            self._endless(reply)
        if rule.truncate is not None:
            self._truncated(reply, rule.truncate)
        self.send(reply)
        self.doomed = rule.close_idle
        if rule.close_after_reply:
            raise Gone

    def _truncated(self, reply, length):
        self.wfile.write(self.head(reply, len(reply.body)) + reply.body[:length])
        raise Gone

    def _endless(self, reply):
        self.wfile.write(self.head(reply, None))
        chunk = b"%x\r\n%s\r\n" % (len(ENDLESS_CHUNK), ENDLESS_CHUNK)
        self.wfile.write(b"%x\r\n%s\r\n" % (len(reply.body), reply.body) if reply.body else b"")
        while True:  # until the client has had enough
            self.wfile.write(chunk)


class ControlHandler(BaseHandler):
    """The control API: JSON in, JSON out, no signatures."""

    def answer(self):
        request = self.read_request()
        status, body = self.server.control.handle(request.method, request.path, request.body)
        self.send(Reply(status, body, "application/json"))

    do_GET = do_POST = do_DELETE = answer
