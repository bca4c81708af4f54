"""What escalations can bring about: kept as keys and values, told in the language of
whoever reads the log."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

OUTCOMES = {
    "nobody": _lt("Nobody to tell was found."),
    "handed": _lt("Handed to %(user)s."),
    "level": _lt("Level raised to %(level)s."),
    "top_level": _lt("There is no higher level."),
    "urgency": _lt("Urgency raised."),
    "no_tariff": _lt("The procedure has no penalties by tariff."),
    "penalties": _lt("Penalties proposed: %(numbers)s."),
    "nobody_charged": _lt("Nobody to charge was found."),
    "exempt": _lt("%(target)s is exempt from penalties."),
    "doubted": _lt("Charged by %(penalty)s already: look at that one first."),
}


def keep(values):
    """The values of an outcome as they are stored: records by model and ids."""
    return {
        name: value
        if isinstance(value, str)
        else {"model": value._name, "ids": value.ids}
        for name, value in values.items()
    }


def tell(env, outcome):
    """The text of a kept outcome, ``[key, values]``, in the language of ``env``."""
    key, values = outcome
    text = env._(OUTCOMES[key])
    return text % {
        name: value
        if isinstance(value, str)
        else ", ".join(
            # sudo: names as the log tells them to whoever may read it
            env[value["model"]]
            .sudo()
            .browse(value["ids"])
            .exists()
            .mapped("display_name")
        )
        for name, value in values.items()
    }
