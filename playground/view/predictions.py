"""Predict, then see: the questions in a lesson's prose. The page says who was right only once a choice is made."""

from __future__ import annotations

from collections.abc import Mapping

from playground.prediction import Prediction, parts
from playground.view.links import acting
from playground.view.markdown import inline, prose


def prediction_html(prediction: Prediction, number: int, chosen: int | None) -> str:
    """One question, the `number`-th of its lesson; `chosen` is the learner's choice. The first choice stands."""
    buttons = []
    for i, choice in enumerate(prediction.choices):
        state = (
            ""
            if chosen is None
            else " right"
            if i == prediction.right
            else " wrong"
            if i == chosen
            else ""
        )
        said = {" right": "Right: ", " wrong": "Your choice: "}.get(state, "")
        buttons.append(
            f'<button type="button" class="choice{state}" data-action="predict" data-value="{number}:{i}" '
            f'aria-pressed="{"true" if i == chosen else "false"}"{" aria-disabled=true" if chosen is not None else ""}>'
            f'<span class="unseen">{said}</span><span>{inline(choice)}</span></button>'
        )
    answer = ""
    if chosen is not None:
        right = inline(prediction.choices[prediction.right])
        begin = "Yes." if chosen == prediction.right else f"No: {right}."
        answer = f"<b>{begin}</b> {inline(prediction.because)}"
    return (
        f'<div class="predict" role="group" data-key="predict-{number}" aria-label="Predict, then see">'
        f'<p class="predict-title">Predict, then see</p><p>{inline(prediction.question)}</p>'
        f'<div class="choices" role="group" aria-label="What do you think?">{"".join(buttons)}</div>'
        f'<p aria-live="polite" class="because">{answer}</p></div>'
    )


def prose_html(source: str, chosen: Mapping[int, int]) -> str:
    """A lesson's prose; `chosen`: of questions that were answered, by their number in the lesson, the choice."""
    html, number = [], 0
    for part in parts(source):
        if isinstance(part, str):
            html.append(acting(prose(part)))
        else:
            html.append(prediction_html(part, number, chosen.get(number)))
            number += 1
    return "".join(html)


def linked_html(source: str) -> str:
    """The prose without its questions, with its links as they were written."""
    return "".join(prose(part) for part in parts(source) if isinstance(part, str))


def read_choice(value: object, source: str) -> tuple[int, int] | None:
    """(question, choice) that a pressed button means, or None: the page may say anything."""
    question, _, choice = str(value).partition(":")
    if not (question.isdecimal() and choice.isdecimal()) or len(str(value)) > 9:
        return None
    asked = [part for part in parts(source) if isinstance(part, Prediction)]
    known = int(question) < len(asked) and int(choice) < len(asked[int(question)].choices)
    return (int(question), int(choice)) if known else None
