"""The menu "Download": which files there are of this visitor's program and run, and what is in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from playground import events as ev
from playground.downloads.notebook import as_notebook
from playground.downloads.python_file import as_python
from playground.downloads.run_page import as_html
from playground.downloads.training_history import as_csv, as_json
from playground.session import Edited, Launched, Opened, Session, StateChanged
from playground.thinning import followed
from playground.view.markup import cut
from playground.view.output import Output

MOST_BYTES = 16_000_000  # of files that are kept for a visitor, as they came
MOST_FILES = 60
MOST_PARTS = 100  # of one; honest files come in four
MOST_VALUES = 400_000  # of the history: 100,000 epochs of four numbers
MOST_SAID = 400  # characters of why there is no file
NO_WEIGHTS = (
    "None yet. A model that was fitted is here when its run has ended, up to 400,000 parameters."
)
NO_FILES = (
    "None. What a program writes, with open() or model.save(), is here when its run has ended."
)
FORMATS = {
    "model.keras": "the whole model, for keras.saving.load_model",
    "model.weights.h5": "for model.load_weights",
    "weights.npz": "arrays, for numpy.load",
}
NO_RUN = "None yet: press Run on a program that calls model.fit(…)."
Made = dict[str, Any]


class Download:
    """Hears the run, so that its numbers can be taken home; makes a file when it is asked for."""

    def __init__(self, session: Session, output: Output) -> None:
        self._session = session
        self._output = output
        self._forget()
        self._status = ""
        self._makers: dict[str, Callable[[], Made]] = {
            "py": self._python,
            "ipynb": self._notebook,
            "csv": lambda: self._text("history.csv", as_csv(self._epochs), "text/csv"),
            "json": lambda: self._text("history.json", as_json(self._epochs), "application/json"),
            "html": self._page,
        }

    def _forget(self) -> None:
        self._forget_epochs()
        self._program = ""  # the one that ran
        self._ran = False
        self._files: dict[tuple[str, str], list[str]] = {}  # (kind, name): the parts so far
        self._whole: dict[tuple[str, str], bool] = {}
        self._why: dict[tuple[str, str], str] = {}  # there is none
        self._kept = 0

    def _forget_epochs(self) -> None:
        self._epochs: list[tuple[int, dict[str, float]]] = []
        self._told = self._values = 0  # epochs that there were, numbers of those that are kept

    def _keep_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        """Of too many every second one goes."""
        self._epochs.append((epoch, followed(logs)))
        self._told += 1
        self._values += len(self._epochs[-1][1])
        if self._values > MOST_VALUES:
            self._epochs = self._epochs[::2]
            self._values = sum(len(kept) for _, kept in self._epochs)

    def _keep(self, item: ev.File) -> None:
        """A part of a file, in its turn; the program may have forged it."""
        key = (item.kind, item.name)
        parts = self._files.get(key, []) if item.part > 1 else []
        self._kept += len(item.data)
        if len(self._files) >= MOST_FILES and key not in self._files:
            return
        in_turn = item.part == len(parts) + 1 <= item.parts <= MOST_PARTS
        if self._kept > MOST_BYTES or not in_turn:
            self._files[key], self._whole[key] = [], False
            self._why[key] = cut(item.why, MOST_SAID)
            return
        self._files[key] = [*parts, item.data]
        self._whole[key] = item.part == item.parts

    def show(self, items: list) -> None:
        checking = False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                case Launched():
                    self._forget()
                    self._program, self._ran = self._session.source, True
                case ev.Started(until=until):
                    checking = until == "shapes"
                case ev.FitStarted() if not checking:
                    self._forget_epochs()
                case ev.Epoch(epoch=epoch, logs=logs):
                    self._keep_epoch(epoch, logs)
                case ev.File() if not checking:
                    self._keep(item)
                case StateChanged(status=status):
                    self._status = status

    # ------------------------------------------------------------------------------------------- answers
    def answer(self, what: str) -> Made:
        """The menu ("list") or the file `what` of it; a problem for one that there is not."""
        if what == "list":
            return {"sections": list(self._sections())}
        kind, _, name = what.partition(":")
        if self._whole.get((kind, name)):
            return {
                "name": name.rsplit("/", 1)[-1],
                "parts": self._files[kind, name],
                "type": "application/octet-stream",
            }
        make = self._makers.get(what)
        if make is None or (what in ("csv", "json") and not self._epochs):
            return {"problem": "That file is not there any more: open the menu anew."}
        return make()

    def _sections(self) -> Iterator[dict[str, Any]]:
        program = [
            _item("py", "Python file (.py)", "runs on real Keras as it is"),
            _item("ipynb", "Notebook (.ipynb)", "for Jupyter and Colab"),
        ]
        yield {"title": "Program", "items": program, "empty": ""}
        of_run = " · of the last run" * self._session.of_last_run
        run = []
        if self._ran:
            run.append(
                _item("html", "The whole run (.html)", "program, output, curves: one file to read")
            )
        if self._epochs:
            told = "" if len(self._epochs) == self._told else f" of {self._told:,}"
            run += [
                _item(
                    "csv",
                    "History (.csv)",
                    f"{len(self._epochs):,}{told} epochs, for a spreadsheet",
                ),
                _item("json", "History (.json)", "as History.history has it"),
            ]
        yield {"title": f"Run{of_run * bool(run)}", "items": run, "empty": NO_RUN}
        for kind, title, empty in (
            ("weights", "The model", NO_WEIGHTS),
            ("saved", "Files of the program", NO_FILES),
        ):
            items = list(self._kept_files(kind))
            yield {"title": f"{title}{of_run * bool(items)}", "items": items, "empty": empty}

    def _kept_files(self, kind: str) -> Iterator[dict[str, str]]:
        for (own, name), parts in self._files.items():
            if own == kind:
                size = sum(len(part) for part in parts) * 3 // 4
                about = FORMATS.get(name, "") if kind == "weights" else ""
                about = about or (f"{size:,} bytes" if self._whole[own, name] else "too large")
                if why := self._why.get((own, name)):
                    about = f"not possible: {why}"
                yield _item(f"{kind}:{name}" if self._whole[own, name] else "", name, about)

    @property
    def _stem(self) -> str:
        return re.sub(r"\W+", "_", self._session.lesson.id, flags=re.ASCII) or "program"

    @staticmethod
    def _text(name: str, content: str, kind: str) -> Made:
        return {"name": name, "text": content, "type": f"{kind};charset=utf-8"}

    def _python(self) -> Made:
        return self._text(
            f"{self._stem}.py",
            as_python(self._session.source, self._session.files),
            "text/x-python",
        )

    def _notebook(self) -> Made:
        book = as_notebook(self._session.source, self._session.lesson.title, self._session.files)
        return self._text(f"{self._stem}.ipynb", book, "application/x-ipynb+json")

    def _page(self) -> Made:
        page = as_html(
            f"{self._session.lesson.label} · Layer Playground",
            self._status,
            self._program or self._session.source,
            self._output.printed,
            self._epochs,
        )
        return self._text(f"{self._stem}_run.html", page, "text/html") | {"pictures": True}


def _item(what: str, label: str, about: str) -> dict[str, str]:
    return {"what": what, "label": label, "about": about}
