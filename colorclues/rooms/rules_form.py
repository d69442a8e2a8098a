"""The form of the house rules: a field for each field of `Rules`, in words."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from game_engine import PRESETS, GuessOrder, PickFrom, Rules, Scoring, SecondClue, Ties
from game_engine.record import rules_from_dict, rules_to_dict

PRESET_NAMES = {
    "official": _("Official"),
    "simultaneous": _("Simultaneous"),
    "party": _("Party"),
    "family": _("Family"),
}
RULES_TITLES = {
    "official": _("Official rules"),
    "simultaneous": _("Simultaneous rules"),
    "party": _("Party rules"),
    "family": _("Family rules"),
}
SECONDS = [
    ("", _("Off")),
    ("30", _("30 s")),
    ("45", _("45 s")),
    ("60", _("60 s")),
    ("90", _("90 s")),
]
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt", "Português")]
"""Languages of the clues, each by its own name, so that its speakers find it."""
OF_THE_ENGINE = (gettext_noop("change_guess needs simultaneous guesses"),)
"""What the engine refuses although the form lets it through; here to be translated."""


def _choices(kind: Any, labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(member.value, labels[member.value]) for member in kind]


def _numbers(most: int) -> list[tuple[str, str]]:
    return [(str(number), str(number)) for number in range(1, most + 1)]


class RulesForm(forms.Form):
    """The house rules: a field for each field of `Rules`."""

    guess_order = forms.ChoiceField(
        label=_("Guess order"),
        choices=_choices(GuessOrder, {"in_turn": _("In turn"), "simultaneous": _("All at once")}),
    )
    laps = forms.TypedChoiceField(
        label=_("Laps"),
        choices=[("", _("Auto")), *_numbers(5)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    second_clue = forms.ChoiceField(
        label=_("Second clue"),
        choices=_choices(
            SecondClue,
            {
                "optional": _("Optional"),
                "required": _("Required"),
                "none": pgettext_lazy("second clue", "None"),
            },
        ),
    )
    first_clue_words = forms.TypedChoiceField(
        label=_("Words in the first clue"), choices=_numbers(3), coerce=int
    )
    second_clue_words = forms.TypedChoiceField(
        label=_("Words in the second clue"), choices=_numbers(4), coerce=int
    )
    plain_colors = forms.BooleanField(label=_("Plain color names are allowed"), required=False)
    pick_from = forms.ChoiceField(
        label=_("Giver picks from"),
        choices=_choices(PickFrom, {"card": _("The card"), "any_square": _("Any square")}),
    )
    redraw = forms.BooleanField(label=_("Each giver may redraw once"), required=False)
    scoring = forms.ChoiceField(
        label=_("Scoring"),
        choices=_choices(
            Scoring,
            {
                "official": pgettext_lazy("scoring", "Official"),
                "best_piece": _("Best piece only"),
                "last_piece": _("Last piece only"),
                "no_ring": _("No ring"),
                "bullseye": _("Bullseye: 3 for exact only"),
            },
        ),
    )
    target_score = forms.IntegerField(
        label=_("Target score"),
        min_value=5,
        max_value=200,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": _("Off")}),
    )
    ties = forms.ChoiceField(
        label=_("Ties"),
        choices=_choices(Ties, {"last_giver": _("Last giver wins"), "shared": _("Shared win")}),
    )
    clue_seconds = forms.TypedChoiceField(
        label=_("Time for a clue"), choices=SECONDS, coerce=int, empty_value=None, required=False
    )
    guess_seconds = forms.TypedChoiceField(
        label=_("Time for a guess"), choices=SECONDS, coerce=int, empty_value=None, required=False
    )
    change_guess = forms.BooleanField(
        label=_("Guesses may be changed until all have placed"), required=False
    )
    language = forms.ChoiceField(label=_("Language of the clues"), choices=LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """Return the fields and, as "rules", the `Rules` that the engine makes of them."""
        data = super().clean() or {}
        if not self.errors:
            try:
                data["rules"] = rules_from_dict(dict(data))
            except ValueError as error:
                raise forms.ValidationError(gettext(str(error))) from error
        return data

    def preset(self) -> str:
        """Return the name of the preset that these rules are, or "custom"."""
        rules = self.cleaned_data["rules"]
        return next((name for name in PRESETS if is_preset(name, rules)), "custom")

    @classmethod
    def summary(cls, rules: Rules) -> list[tuple[str, str]]:
        """Return (label, value) of every house rule, in words."""
        fields = rules_to_dict(rules)
        return [
            (str(field.label), _in_words(field, fields.get(name)))
            for name, field in cls.base_fields.items()
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, forms.ChoiceField):
        choices = dict(field.choices)  # type: ignore[arg-type]
        return str(choices.get("" if value is None else str(value), value))
    return gettext("Off") if value is None else str(value)


def is_preset(preset: str, rules: Rules) -> bool:
    """Return whether these are a preset's rules, in whichever language."""
    known = PRESETS.get(preset)
    return known is not None and replace(known, language=rules.language) == rules
