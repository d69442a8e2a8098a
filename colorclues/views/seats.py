"""How a person comes to a seat, takes it along, and gives it up."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colorclues.guests import make_guest, remember
from colorclues.rooms import admission, changes, membership, transfer
from colorclues.views import contexts, rate_limit
from colorclues.views.decorators import TableRequest, of_room
from colorclues.views.forms import JoinForm
from colorclues.views.responses import error_page, go, qr_code


@require_POST
@of_room
def join(request: TableRequest, code: str) -> HttpResponse:
    """Seat the person who asks for it."""
    form = JoinForm(request.POST)
    if form.is_valid():
        guest = make_guest(request.session)
        try:
            invite = request.session.get(f"invite {code}", "")
            client = rate_limit.client_of(request)
            admission.enter(code, guest, **form.cleaned_data, invite=invite, client=client)
        except changes.Refused as error:
            form.add_error("name", str(error))
        else:
            remember(request.session, form.cleaned_data["name"], form.cleaned_data["symbol"])
            return go(request, reverse("table", args=[code]))
    seen = contexts.see(request)
    if request.htmx:
        return render(request, "table/_join.html", contexts.join(seen, form))
    return render(
        request, "table.html", contexts.page(seen) | contexts.join(seen, form), status=422
    )


@require_GET
@of_room
def waiting(request: TableRequest, code: str) -> HttpResponse:
    """Show somebody who asked to be let in what has become of it."""
    context = contexts.frame(contexts.see(request))
    asked = context["asked"]
    if context["me"] or asked is None or asked.status not in {"waiting", "denied"}:
        return go(request, reverse("table", args=[code]))
    return render(request, "table/_waiting.html", context)


@require_POST
@of_room
def withdraw(request: TableRequest, code: str) -> HttpResponse:
    """Take one's request back."""
    return _home_after(request, code, admission.withdraw)


@require_POST
@of_room
def move(request: TableRequest, code: str) -> HttpResponse:
    """Make the one-time link (and its QR code) that takes one's seat to another device."""
    player = request.visitor.player
    if player is None:
        return HttpResponse(status=403)
    ticket = transfer.ticket(player)
    link = request.build_absolute_uri(reverse("take", args=[ticket]))
    return render(request, "table/_transfer.html", {"link": link, "ticket": ticket})


@require_GET
def take_qr(request: HttpRequest, ticket: str) -> HttpResponse:
    """Draw the link of a ticket, and of nothing else: a QR code holds so much and no more."""
    if not transfer.is_ticket(ticket):
        raise Http404
    return qr_code(request.build_absolute_uri(reverse("take", args=[ticket])))


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, ticket: str) -> HttpResponse:
    """Take a seat along: ask first, for a link may be opened by a preview, then once."""
    if request.method == "GET":
        return render(request, "take.html", {"ticket": ticket})
    code = transfer.take(ticket, make_guest(request.session))
    if code is None:
        return error_page(
            request,
            410,
            _("This link has been used"),
            _("A seat moves once, and within ten minutes. Make another link on the old device."),
        )
    return redirect("table", code)


@require_POST
@of_room
def leave(request: TableRequest, code: str) -> HttpResponse:
    """Give up the seat."""
    return _home_after(request, code, membership.leave)


def _home_after(
    request: TableRequest, code: str, work: Callable[[str, str], object]
) -> HttpResponse:
    guest = request.visitor.guest
    if guest is not None:
        work(code, guest)
    return go(request, reverse("home"))
