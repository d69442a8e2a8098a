"""Spans for OpenTelemetry and errors for Sentry, each only where the settings ask for it.

Both leave the machine, so what they are told is named here, and nothing else is: kinds of commands,
codes of refusals, keys of rows, places in our code. No text of anybody's, no square, no room's
code, no cookie, and no message of an exception, in which a database may quote a row.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_OFF: AbstractContextManager[None] = nullcontext()
_tracers: list[Any] = []
"""One at most."""


def start(otlp_endpoint: str, sentry_dsn: str) -> None:
    """Begin to send spans, errors, both, or neither. Raises `ImproperlyConfigured`.

    Where spans go, OpenTelemetry reads from the environment by itself; here it only matters whether
    it is to begin.
    """
    if otlp_endpoint:
        exporter = _optional("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        sdk = _optional("opentelemetry.sdk.trace.export")
        trace_with(sdk.BatchSpanProcessor(exporter.OTLPSpanExporter()))
    if sentry_dsn:
        report_to(sentry_dsn)


def trace_with(processor: Any) -> None:
    """Give spans to a `SpanProcessor`, and to no other; None ends that."""
    _tracers.clear()
    if processor is None:
        return
    resource = _optional("opentelemetry.sdk.resources").Resource.create(
        {"service.name": "colorclues"}
    )
    provider = _optional("opentelemetry.sdk.trace").TracerProvider(resource=resource)
    provider.add_span_processor(processor)
    _tracers.append(provider.get_tracer("colorclues"))


def span(name: str) -> AbstractContextManager[None]:
    """Return a context that is a span: what it ends with, and within which other it lies."""
    return _span(name) if _tracers else _OFF


def report_to(dsn: str, **options: Any) -> None:
    """Send unforeseen errors to Sentry."""
    _optional("sentry_sdk").init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        before_send=_sent,
        **options,
    )


def _optional(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"{error.name} is not installed. For OTEL_EXPORTER_OTLP_ENDPOINT: pip install"
            " opentelemetry-sdk opentelemetry-exporter-otlp-proto-http. For SENTRY_DSN: pip install"
            " sentry-sdk."
        ) from error


@contextmanager
def _span(name: str) -> Any:
    quiet = {"record_exception": False, "set_status_on_exception": False}
    with _tracers[0].start_as_current_span(name, **quiet) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", type(error).__name__)
            if (refusal := getattr(error, "refusal", None)) is not None:
                current.set_attribute("colorclues.refusal", str(refusal))
            raise


def _sent(event: Mapping[str, Any], _hint: object) -> dict[str, Any]:
    """Return what Sentry may have of an event: which error, and where in the code."""
    kept = {name: event[name] for name in SENT if name in event}
    errors = [_error(one) for one in event.get("exception", {}).get("values", ())]
    return kept | ({"exception": {"values": errors}} if errors else {})


SENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk")


def _error(one: Mapping[str, Any]) -> dict[str, Any]:
    frames = one.get("stacktrace", {}).get("frames", ())
    places = [{name: frame[name] for name in PLACE if name in frame} for frame in frames]
    return {
        **{name: one[name] for name in ("type", "module", "mechanism") if name in one},
        "stacktrace": {"frames": places},
    }


PLACE = ("filename", "function", "module", "lineno", "context_line", "in_app")
