"""The widgets of lesson 03b."""

from blockkit.classroom import figures
from blockkit.classroom.course_rules import REFERENCE, CourseRules
from blockkit.classroom.widgets.kit import Explorer, choice, nothing


def transaction(rules: CourseRules = REFERENCE) -> Explorer:
    """W3b: which bytes does the signature protect?"""
    first, slides, _, later = figures.DUMPED
    controls = {
        "name": choice("widget-dump-name", list(figures.DUMPED), slides),
        "field": choice("widget-dump-field", list(figures.FIELDS), figures.FIELDS[0]),
        "signer": choice("widget-dump-signer", list(figures.SIGNERS), figures.SIGNERS[0]),
    }
    nobody, owner = figures.SIGNERS
    stills = [(first, nobody), (first, owner), (slides, owner), (later, owner)]
    return Explorer(
        "transaction",
        rules,
        controls,
        [figures.transaction],
        [{"name": name, "field": figures.FIELDS[0], "signer": signer} for name, signer in stills],
        nothing,
    )


def malleate(rules: CourseRules = REFERENCE) -> Explorer:
    """W3b′: does a signed payment keep its name?"""
    controls = {
        "name": choice("widget-dump-name", list(figures.MALLEABLE), figures.MALLEABLE[0]),
        "which": choice("widget-which-s", list(figures.WHICH), figures.WHICH[0]),
    }
    stills = [{"name": name, "which": which} for name in figures.MALLEABLE for which in figures.WHICH]
    return Explorer("malleate", rules, controls, [figures.malleate], stills, nothing)
