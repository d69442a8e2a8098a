"""The pages' forms: they check what people type before anything is changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colorclues import names
from colorclues.rooms import membership
from colorclues.rooms.rules_form import PRESET_NAMES

ADMISSIONS = [
    ("code", _("Code or link")),
    ("link", _("Link only")),
    ("host", _("The host admits")),
]


class NameField(forms.CharField):
    """A name by the rules of `names`."""

    def __init__(self, *, most: int = names.MAX_GRAPHEMES, **options: Any) -> None:
        super().__init__(max_length=200, strip=True, **options)
        self.most = most
        self.widget.attrs.update({"maxlength": most * names.POINTS})

    def clean(self, value: Any) -> str:
        """Return the name in its normal form."""
        text = super().clean(value)
        if not text and not self.required:
            return ""
        try:
            return names.clean(text, self.most)
        except names.BadName as error:
            raise forms.ValidationError(str(error)) from error


class CreateForm(forms.Form):
    """A new table."""

    player_name = NameField(label=_("Your name"))
    symbol = forms.ChoiceField(
        label=_("Your piece"), choices=[(s, s) for s in membership.SYMBOLS], required=False
    )
    name = NameField(label=_("Table name"), most=names.MAX_TABLE_NAME, required=False)
    preset = forms.ChoiceField(
        label=_("Rules"), choices=list(PRESET_NAMES.items()), initial="official"
    )

    def clean(self) -> dict[str, Any]:
        """Return the fields; a table that was given no name is named after its host."""
        data = super().clean() or {}
        if not data.get("name") and data.get("player_name"):
            own = gettext("%(name)s’s table") % {"name": data["player_name"]}
            try:
                data["name"] = names.clean(own, names.MAX_TABLE_NAME)
            except names.BadName as error:
                self.add_error("name", str(error))
        return data


class JoinForm(forms.Form):
    """A seat at a table."""

    name = NameField(label=_("Your name"))
    symbol = forms.ChoiceField(
        label=_("Your piece"), choices=[(s, s) for s in membership.SYMBOLS], required=False
    )


class CodeForm(forms.Form):
    """A table's code, as it was read aloud or typed."""

    code = forms.CharField(label=_("Code"), max_length=20)

    def clean_code(self) -> str:
        """Return the code in capitals, without spaces and hyphens."""
        return "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
