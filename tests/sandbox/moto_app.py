"""moto's WSGI application, called in our own process.

moto never sees who calls: the front has judged the call and says which account it is for.
Whatever moto cannot do (an exception, an HTML page, no route) is a hole, and comes out as None.
"""

import io
import logging
import threading
import urllib.parse

from botocore.exceptions import UnknownServiceError
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from . import cfn_reads, models
from .wire import Reply

log = logging.getLogger("sandbox.moto")
DROPPED = {"connection", "content-length", "date", "server", "status", "transfer-encoding",
           "x-amzn-requestid", "access-control-allow-origin", "content-type"}


class MotoApp:
    def __init__(self):
        self._app = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()  # moto's backends are plain dictionaries
        cfn_reads.install()

    def lock(self):
        """Held while the seed or the control API changes moto's backends."""
        return self._lock

    @staticmethod
    def knows(service, action):
        """False if AWS itself has no such action; services we have no model of are let through."""
        try:
            return action in models.model(service).operation_names
        except UnknownServiceError:
            return True

    def call(self, request, account):
        """moto's reply, or None where moto has a hole."""
        with self._lock:
            try:
                reply = self._run(request, account)
            except Exception:  # moto raises anything; each is a hole, none may end a thread
                log.exception("moto has a hole: %s", request.params().get("Action"))
                return None
        html = reply.content_type.startswith("text/html") and b"<ErrorResponse" not in reply.body
        return None if html and reply.status >= 400 else reply

    def _run(self, request, account):
        started = {}

        def start_response(status, headers, _exc_info=None):
            started["status"], started["headers"] = int(status.split()[0]), headers
        chunks = self._app(_environ(request, account), start_response)
        body = b"".join(chunks)
        headers = started["headers"]
        content_type = next((v for n, v in headers if n.lower() == "content-type"), "text/xml")
        kept = [(n, v) for n, v in headers if n.lower() not in DROPPED]
        return Reply(started["status"], body, content_type, kept)


def _environ(request, account):
    environ = {
        "REQUEST_METHOD": request.method, "PATH_INFO": urllib.parse.unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query, "RAW_URI": request.path,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False,
        "wsgi.run_once": False, "CONTENT_LENGTH": str(len(request.body)),
    }
    for name, value in request.headers.pairs:
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name != "content-length" and not name.startswith("x-moto-"):
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
    return environ
