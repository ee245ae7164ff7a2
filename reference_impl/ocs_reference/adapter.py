"""The adapter protocol: JSON-RPC requests in, notifications and responses out.

One object serves every carrier: ``create`` for use in process, :mod:`ocs_reference.lines` for stdio and TCP.
"""

from collections.abc import Callable, Mapping
from wsgiref.types import WSGIApplication

from ocs_reference import __version__, operations
from ocs_reference.core.errors import StoreError
from ocs_reference.core.messages import (
    AgentLoggedIn,
    AgentLoggedOut,
    ApplicationEvent,
    DesktopRequest,
    UserEvent,
)
from ocs_reference.core.values import Row, is_tkvlist
from ocs_reference.instance import Instance, NotLoadedError, ignore
from ocs_reference.rpc import (
    ENVIRONMENT_LACKS,
    INTERNAL_ERROR,
    INVALID_PARAMETERS,
    INVALID_REQUEST,
    NOT_SUPPORTED,
    TARGET_FAILED,
    UNKNOWN_METHOD,
    Message,
    Method,
    RequestError,
    failure,
    require_known,
)
from ocs_reference.storage import IN_MEMORY, Database
from ocs_reference.variant import SOUND, Variant, variant_of
from ocs_reference.web import application

CAPABILITIES = (
    "desktop",
    "commdn",
    "http",
    "web-posts",
    "rows",
    "rows.insert",
    "telephony",
    "assignment",
    "switch-over",
    "restart",
    "reread",
    "clock",
    "fault.database",
    "fence",
)


class Endpoint:
    """The adapter's end of a conversation about one OCS.

    ``handle`` returns all that is to be sent, in order: events first, the response last. Events that arise between two
    requests, from the HTTP interface, are returned by the next ``handle``, or by ``drain``.
    """

    def __init__(self, instance: Instance, http: Mapping[str, str] | None = None) -> None:
        self.instance = instance
        self.is_over = False
        self._http = http
        self._waiting: list[Message] = []
        self._send: Callable[[Message], None] = self._waiting.append
        instance.listen = self._forward

    def send_at_once(self, send: Callable[[Message], None]) -> None:
        """Have every event sent when it arises; ``send`` is called under the lock of the instance."""
        self._send = send

    def close(self) -> None:
        """Stop listening to the OCS."""
        with self.instance.lock:
            self.instance.listen = ignore

    def drain(self) -> list[Message]:
        """Return and forget the events that wait."""
        with self.instance.lock:
            waiting = self._waiting[:]
            self._waiting.clear()
            return waiting

    def handle(self, message: object) -> list[Message]:
        """Carry out one request of the adapter protocol."""
        with self.instance.lock:
            response = self._respond(message)
            return [*self.drain(), response]

    def _forward(self, event: UserEvent | ApplicationEvent) -> None:
        if isinstance(event, UserEvent):
            method, params = "desktop.event", {"agent": event.agent, "data": event.data}
        else:
            method, params = "commdn.event", {"application": event.application, "data": event.data}
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _respond(self, message: object) -> Message:
        identifier = message.get("id") if isinstance(message, dict) else None
        identifier = identifier if isinstance(identifier, int) and not isinstance(identifier, bool) else None
        try:
            return {"jsonrpc": "2.0", "id": identifier, "result": self._carry_out(message, identifier)}
        except RequestError as error:
            return failure(identifier, error.code, error.message)
        except NotLoadedError as reason:
            return failure(identifier, ENVIRONMENT_LACKS, str(reason))
        except StoreError as reason:
            return failure(identifier, TARGET_FAILED, f"the database failed: {reason}")
        except RecursionError:
            return failure(identifier, INVALID_PARAMETERS, "the parameters are nested too deeply")
        except Exception as fault:
            # A fault of ours costs one request, not the conversation.
            return failure(identifier, INTERNAL_ERROR, f"internal error: {fault!r}")

    def _carry_out(self, message: object, identifier: int | None) -> Message:
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or identifier is None:
            raise RequestError(INVALID_REQUEST, "not a JSON-RPC 2.0 request with a whole number as id")
        name = message.get("method")
        if not isinstance(name, str):
            raise RequestError(INVALID_REQUEST, "method must be a text")
        method = _METHODS.get(name)
        if method is None:
            raise RequestError(UNKNOWN_METHOD, f"unknown method {name}")
        return method.run(self, method.check(message.get("params", {})))

    def initialize(self, params: Message) -> Message:
        """Open the conversation."""
        if params["protocol"] != 1:
            raise RequestError(NOT_SUPPORTED, f"protocol {params['protocol']} is not supported, only 1")
        me = {"name": "ocs-reference", "version": __version__}
        result = {
            "protocol": 1,
            "adapter": me,
            "target": {"vendor": "ocs-conformance", **me},
            "capabilities": list(CAPABILITIES),
            "environment": "load",
        }
        return result if self._http is None else {**result, "http": dict(self._http)}

    def load(self, params: Message) -> Message:
        """Configure the OCS afresh."""
        try:
            self.instance.load(params["environment"], params.get("web_server"))
        except (KeyError, ValueError, TypeError, AttributeError) as reason:
            raise RequestError(INVALID_PARAMETERS, f"not an environment with all defaults: {reason!r}") from reason
        return {"identities": {}}

    def reset(self, _params: Message) -> Message:
        """Restore what ``load`` configured."""
        self.instance.reset()
        return {}

    def login(self, params: Message) -> Message:
        """Log an agent in."""
        self.instance.handle(AgentLoggedIn(self._agent(params)))
        return {}

    def logout(self, params: Message) -> Message:
        """Log an agent out."""
        self.instance.handle(AgentLoggedOut(self._agent(params)))
        return {}

    def send(self, params: Message) -> Message:
        """Send a user event from an agent's desktop."""
        agent, data = self._agent(params), params["data"]
        if not is_tkvlist(data):
            raise RequestError(INVALID_PARAMETERS, "parameter data must hold whole numbers, texts and such lists only")
        self.instance.handle(DesktopRequest(agent, data))
        return {}

    def rows(self, params: Message) -> Message:
        """Read rows back."""
        configuration = self.instance.configuration
        if ("list" in params) == ("do_not_call" in params):
            raise RequestError(INVALID_PARAMETERS, "exactly one of the parameters list and do_not_call must be there")
        if "list" in params:
            require_known("list", params["list"], configuration.lists)
            rows = self.instance.rows(params["list"])
        else:
            require_known("tenant", params["do_not_call"], configuration.tenants)
            rows = self.instance.forbidden(params["do_not_call"])
        return {"rows": [row for row in rows if _fits(row, params["where"])]}

    def fence(self, _params: Message) -> Message:
        """Answer when everything before is done: requests are carried out one by one, but posts are under way."""
        self.instance.posts.settle()
        return {}

    def shutdown(self, _params: Message) -> Message:
        """End the conversation."""
        self.is_over = True
        return {}

    def _agent(self, params: Message) -> str:
        return require_known("agent", params["agent"], self.instance.configuration.agents)


def _fits(row: Row, where: Message) -> bool:
    unknown = where.keys() - row.keys()
    if unknown:
        raise RequestError(INVALID_PARAMETERS, f"there is no column {min(unknown)}")
    return all(row[column] == value for column, value in where.items())


_AGENT = {"agent": str}

_METHODS: Mapping[str, Method] = {
    "initialize": Method(Endpoint.initialize, {"protocol": int, "suite": dict}),
    "environment.load": Method(Endpoint.load, {"environment": dict, "web_server": str}, frozenset({"web_server"})),
    "environment.reset": Method(Endpoint.reset, {}),
    "agent.login": Method(Endpoint.login, _AGENT),
    "agent.logout": Method(Endpoint.logout, _AGENT),
    "desktop.send": Method(Endpoint.send, {**_AGENT, "data": dict}),
    **operations.METHODS,
    "database.rows": Method(
        Endpoint.rows, {"list": str, "do_not_call": str, "where": dict}, frozenset({"list", "do_not_call"})
    ),
    "fence": Method(Endpoint.fence, {}),
    "shutdown": Method(Endpoint.shutdown, {}),
}


class InProcess:
    """A whole OCS in this process: the adapter endpoint, and the HTTP interface as a WSGI application.

    Events that requests to ``wsgi`` cause are returned by the next ``handle``, ahead of its response.
    """

    def __init__(self, database: str = IN_MEMORY, variant: Variant = SOUND) -> None:
        self._database = Database(database)
        instance = Instance(self._database, "http://localhost:80", variant.policies)
        self._endpoint = Endpoint(instance)
        self.wsgi: WSGIApplication = variant.web(application(instance))

    def handle(self, message: object) -> list[Message]:
        """Carry out one request of the adapter protocol; return events and the response, in order."""
        return self._endpoint.handle(message)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()


def create(defect: str | None = None) -> InProcess:
    """Return an OCS in memory: the factory that a target profile names. Raises ``WrongInputError`` for no defect."""
    return InProcess(variant=variant_of(defect))
