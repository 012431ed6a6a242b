"""Watches a program train: reports what happens at a human pace and obeys pause, step and stop in between."""

from __future__ import annotations

import linecache
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from playground import events as ev
from playground.engine import observe
from playground.engine.backends import Use
from playground.execute.backend_notices import BackendNotices
from playground.execute.cause_line import learning_rate_place
from playground.execute.channel import Channel
from playground.execute.coach import Coach
from playground.execute.confusion import Question, confusion_of, question_of
from playground.execute.consequences import consequences
from playground.execute.console import Console
from playground.execute.data_advice import data_advice
from playground.execute.drawn_outputs import kind_of, labels_by_output, thinned
from playground.execute.examples import Probe, answers, probe_of
from playground.execute.failure import FILENAME, learner_line
from playground.execute.first_steps import FirstSteps
from playground.execute.hidden_layer_advice import hidden_layer_advice
from playground.execute.joining import Joining
from playground.execute.label_advice import label_advice, layers_with_weights, loss_name
from playground.execute.last_layer_advice import last_layer_advice
from playground.execute.microscope import Microscope
from playground.execute.named_models import models_in
from playground.execute.network import Network, shape_of, tensors_in
from playground.execute.overshooting import Explanation
from playground.execute.pace import Pace
from playground.execute.picture import Painter, drawn_head, frame, points_of
from playground.execute.section import SECONDS, Section, section_of, sections
from playground.execute.weights import set_weight
from playground.thinning import half

LOOK_SECONDS = 1 / 30
PICTURE_SHARE = 0.35  # of the time, at most, goes into pictures
MOST_EPOCHS = 20  # told at once: of faster fits every second, fourth, … epoch is left out


class StopProgram(BaseException):
    """Ends the program from inside `fit`; its message is the reason. Not an Exception, so that `except Exception` does
    not swallow it."""


class RunObserver(observe.Observer):
    """The observer of one run. All its sends go through `channel` in order."""

    def __init__(self, channel: Channel, run: ev.Run, is_model: Any) -> None:
        self._channel = channel
        self._is_model = is_model
        self._train = run.until == "end"
        self._features = run.features
        self._pace = Pace(run.speed, self._wait_until)
        self._pausing = run.paused  # halt before the next batch
        self._stepping = False  # but not before this one
        self._stopped = False
        self._ending = False
        self._next_look = self._next_hearing = 0.0
        self._waiting: list[ev.Epoch] = []
        self._batch: ev.Batch | None = None
        self._painter: Painter | None = None
        # Of the last fit, if its data have more than two features.
        self._cut: tuple[Any, observe.FitArguments, Section] | None = None
        self._question: Question | None = None
        self._microscope = Microscope()
        self._joining = Joining(run.source)
        self._next_picture = 0.0
        self._picture_is_old = False
        self._fitting: Any = None
        self._arguments: observe.FitArguments | None = None  # of the fit that is going on
        self._said: set[str] = set()  # of what trainings have come to
        self._drawn = False  # one batch of this fit has been followed: the next ones are alike
        self._data_shown = False  # by a check
        self._coach = Coach(self._tell_divergence, run.stop_when_diverged)
        self._stops_when_diverged = run.stop_when_diverged
        self._backends = BackendNotices()
        self._first_steps = FirstSteps(self._tell_mistake)
        self.network = Network(is_model)
        self.network.models = lambda: self._models().values()
        self.namespace: Mapping[str, Any] = {}  # of the program
        self.consoles: list[Console] = []
        self.fitted: list[Any] = []  # models, in the order of their fits
        self.history: dict[str, list[float]] | None = None

    # --------------------------------------------------------------------------------------- the engine says
    def layer_started(self, layer: Any, args: tuple, kwargs: dict) -> None:
        if not self._drawn:
            self.network.layer_started(layer, args, kwargs)
            self._first_steps.layer_started(layer, args, kwargs)

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        if not self._drawn:
            self.network.layer_ended(layer, outputs)
            self._first_steps.layer_ended()
        if self._train:
            self._coach.layer_ended(layer, outputs)

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        if not self._drawn:
            self.network.operation(name, inputs, output)
            if self._train:
                self._first_steps.operation(name, inputs, output)

    def fit_started(self, model: Any, arguments: observe.FitArguments) -> bool:
        arguments = _with_arrays_only(arguments)
        if not any(model is other for other in self.fitted):
            self.fitted.append(model)
        self._notice_data(arguments)
        if not self._train:
            self._show_data(arguments)
            return False
        self._fitting, self.history, self._drawn = model, {}, False
        self._arguments = arguments
        self._picture_is_old = model.built  # then its first weights can be seen
        self._pace.fit_started(arguments.steps or 0)
        self._announce(model, arguments)
        self._question = question_of(arguments.validation_x, arguments.validation_y)
        self._coach.fit_started(model)
        self._joining.fit_started(arguments)
        self._microscope.fit_started(model, arguments.x, arguments.y, self._name_of(model))
        if self._pausing:
            self._flush(picture=True)
            self._halt(0, 0)
        return True

    @property
    def batch_interval(self) -> float:  # type: ignore[override]
        """Every batch while stepping, and the first one of a fit; else as many as are shown."""
        if self._pausing or not self._drawn:
            return 0.0
        paced = self._pace.between_batches
        return LOOK_SECONDS if paced is None else paced

    def runs_eagerly(self, model: Any, reason: str) -> None:
        line = _line_in(reason)
        if not self._backends.explains(line):
            said = f"This model trains step by step in Python, slower than usual: {reason}"
            self.send([ev.Notice(said, line)])

    def backends_differ(self, use: Use) -> None:
        notice = self._backends.notice(use)
        if notice is not None:
            self.send([notice])

    def data_of_epoch(self, model: Any, epoch: int) -> tuple[Any, Any, Any] | None:
        joined, arguments = self._joining.take(), self._arguments
        if joined is None or arguments is None:
            return None
        samples, size = len(joined.x), arguments.batch_size or len(joined.x)
        if arguments.steps is not None and arguments.steps == -(-len(arguments.x) // size):
            arguments = arguments._replace(steps=-(-samples // size))  # not given by the program
        self._arguments = arguments = arguments._replace(x=joined.x, y=joined.y)
        self._pace.steps = arguments.steps or 0
        self._microscope.fit_started(model, joined.x, joined.y, self._name_of(model))
        self._tell_changed(model, arguments, epoch, joined=True)
        self.send([ev.Notice(joined.said(epoch + 1, arguments.validation_x is not None))])
        return joined.x, joined.y, None

    def wants_evaluation(self, model: Any) -> bool:
        return self._train

    def batches_started(
        self, model: Any, epoch: int, first: int, batches: Any, step: Callable[[Any], Any]
    ) -> None:
        self._coach.batches_started(epoch, first, batches, step)
        self._microscope.batch_comes(self._pausing, batches)

    def batch_ended(self, model: Any, epoch: int, step: int, logs: Mapping[str, float]) -> None:
        if not self._drawn:
            self._drawn = True
            self.network.settle(model)
        self._picture_is_old = True
        self._coach.batches_ended()
        if self._pausing or time.perf_counter() >= self._next_look:
            self._batch = ev.Batch(epoch + 1, step + 1, _numbers(logs))
            self._look(epoch, pausable=True)
        if not self._pausing:
            self._pace.batch_ended(step + 1)

    def epoch_ended(self, model: Any, epoch: int, logs: Mapping[str, float]) -> None:
        numbers = _numbers(logs)
        self._batch = None
        self._waiting.append(ev.Epoch(epoch + 1, numbers))
        if len(self._waiting) > MOST_EPOCHS:
            # Nobody sees thousands a second. What sticks out stays, as the newest does.
            kept = half([item.logs.get("loss", 0.0) for item in self._waiting])
            self._waiting = [self._waiting[i] for i in kept]
        if self.history is not None:
            for name, value in numbers.items():
                self.history.setdefault(name, []).append(value)
        self._picture_is_old = True
        if time.perf_counter() >= self._next_look:
            self._look(epoch + 1, pausable=False)
        epochs = self._arguments.epochs if self._arguments is not None else 1
        self._first_steps.epoch_ended(model.optimizer, epoch + 1, epochs)
        if not math.isfinite(numbers.get("loss", 0.0)):
            self._coach.diverged(epoch)
        if not self._pausing:
            self._pace.epoch_ended()

    def fit_ended(self, model: Any) -> None:
        self._fitting, self._drawn = None, False
        if self._joining.fit_ended():
            said = "The drawn points did not join: the fit was in its last epoch. They are in the program."
            self.send([ev.Notice(said)])
        self._say_consequences(model)
        self._coach.fit_ended()
        self._flush(epoch=self._epochs_done, picture=True)

    def differentiating(self, records: list[tuple], targets: list[Any]) -> None:
        if self._train:
            self._coach.differentiating(records, targets)

    def gradients_ready(self, optimizer: Any, gradients: list, variables: list) -> None:
        if self._train:
            self._first_steps.gradients_ready(optimizer)
            self._coach.gradients_ready(optimizer, gradients, variables)

    def gradients_applied(self, optimizer: Any, variables: list) -> None:
        if self._train:
            self._coach.gradients_applied(optimizer, variables)
        if self._fitting is not None or not self._train:
            return
        if self._pausing or time.perf_counter() >= self._next_look:
            self._look(0, pausable=True)

    # ------------------------------------------------------------------------------------------ not a number
    def _notice_data(self, arguments: observe.FitArguments) -> None:
        """Keras trains on nan without a word, and every weight is nan after one step: say where they are."""
        said = [
            _not_finite(name, data)
            for name, data in (
                ("x", arguments.x),
                ("y", arguments.y),
                ("the validation data's x", arguments.validation_x),
                ("the validation data's y", arguments.validation_y),
            )
        ]
        self.send([ev.Notice(each, learner_line()) for each in said if each])

    def _tell_mistake(self, text: str, line: int | None) -> None:
        """A notice on `line`, or where the learning rate is set."""
        if line is None:
            place = learning_rate_place("".join(linecache.getlines(FILENAME)), learner_line())
            line = place.line if place else learner_line()
        self.send([ev.Notice(text, line)])

    def _say_consequences(self, model: Any) -> None:
        """What the training has come to, each once a run."""
        arguments, self._arguments = self._arguments, None
        if arguments is None or not self._train:
            return
        said = consequences(model, arguments.x, arguments.y, self.history or {})
        new = [text for text in said if text not in self._said]
        self._said.update(new)
        self.send([ev.Notice(text, learner_line()) for text in new])

    def _tell_divergence(self, said: Explanation, epoch: int, step: int) -> None:
        """Show what the coach found, at the line that is to blame; and stop, where that was asked for."""
        line, columns = said.line or learner_line(), None
        if said.cause == "learning rate" and not said.line:
            found = learning_rate_place("".join(linecache.getlines(FILENAME)), line)
            line, columns = found or (line, None)
        told = ev.Diverged(
            said.message, said.advice, said.cause, line, columns, epoch, step, said.layer
        )
        self._flush_console()
        self.send([told])
        if self._stops_when_diverged:
            raise StopProgram("the loss is not a number")

    # ------------------------------------------------------------------------------------------- the kernel
    def send(self, items: list[ev.Event]) -> None:
        """Pass events on behind those that wait."""
        waiting, self._waiting = self._waiting, []
        self._channel.send([*waiting, *items])

    def hear(self) -> None:
        """Obey commands that have arrived; called while the program prints."""
        if not self._ending and time.perf_counter() >= self._next_hearing:
            self._next_hearing = time.perf_counter() + LOOK_SECONDS
            self._obey(self._channel.receive(0))

    def finish(self) -> None:
        """Send everything that waits: the program is over, or failed."""
        self._ending = True
        for console in self.consoles:
            console.finish()
        self.network.say_names()
        self._flush(picture=self._picture_is_old)
        self._look_inside(self._epochs_done, 0)
        if self._cut is not None and self._epochs_done:
            model, arguments, section = self._cut
            seconds = SECONDS / 4 if self._stopped else SECONDS  # who says Stop does not wait
            data = arguments.x, arguments.y
            if found := sections(model, *data, section, self._epochs_done, seconds):
                self.send([ev.Sections(found)])

    # -------------------------------------------------------------------------------------------- details
    def _show_data(self, arguments: observe.FitArguments) -> None:
        """A check trains nothing; the data can be seen all the same."""
        if self._data_shown:
            return
        section = section_of(arguments.x, arguments.y, self._features)
        training, validation = _points(arguments, section)
        self._data_shown = True
        if training is None:
            if (probe := _probe(arguments)) is not None:
                self.send([probe.told])
            return
        held = validation or (None, None)
        classes = kind_of(training[1].numpy()).classes
        told = section.told if section else None
        samples = section.samples(arguments.x) if section else None
        self.send([ev.Data(*training, *held, *frame(training[0]), classes, told, samples)])

    def _told(
        self, model: Any, arguments: observe.FitArguments
    ) -> tuple[ev.FitStarted, Probe | None]:
        """What there is to tell of a fit, and make the painter of its pictures."""
        section = section_of(arguments.x, arguments.y, self._features)
        self._cut = (model, arguments, section) if section else None
        training, validation = _points(arguments, section)
        ranges = frame(training[0]) if training else None
        labels = training[1].numpy() if training else None
        others = labels_by_output(model, arguments.x, arguments.y) if training else {}
        held = (
            labels_by_output(model, arguments.validation_x, arguments.validation_y)
            if validation
            else {}
        )
        probe = None if training else _probe(arguments)
        self._painter = Painter(
            model,
            labels,
            ranges,
            drawn_head(arguments.y)[0],
            others,
            lambda: answers(model, probe) if probe else None,
            section,
        )
        optimizer, loss = model.optimizer, getattr(model, "loss", "")
        told = ev.FitStarted(
            epochs=arguments.epochs,
            batch_size=arguments.batch_size,
            steps=arguments.steps,
            optimizer=type(optimizer).__name__,
            learning_rate=_number(getattr(optimizer, "learning_rate", None)),
            loss=loss_name(loss),
            metrics=tuple(_metric_names(model)),
            validation=arguments.validation_x is not None,
            points=training[0] if training else None,
            labels=training[1] if training else None,
            validation_points=validation[0] if validation else None,
            validation_labels=validation[1] if validation else None,
            x_range=ranges[0] if ranges else None,
            y_range=ranges[1] if ranges else None,
            heads=tuple(_heads(model, drawn_head(arguments.y)[0])),
            output_labels={key: ev.Array.of(thinned(own)) for key, own in others.items()},
            output_validation_labels={key: ev.Array.of(thinned(own)) for key, own in held.items()},
            features=section.told if section else None,
            samples=section.samples(arguments.x) if section else None,
            validation_samples=section.samples(arguments.validation_x) if section else None,
            model=self._name_of(model),
        )
        return told, probe

    def _announce(self, model: Any, arguments: observe.FitArguments) -> None:
        told, probe = self._told(model, arguments)
        loss = getattr(model, "loss", "")
        names = [str(name) for name in getattr(model, "output_names", None) or ()]
        advice = label_advice(loss, arguments.y, names, layers_with_weights(model))
        of_layers = last_layer_advice(model, loss, arguments.y)
        if any("from_logits" in text for text in of_layers):
            self._first_steps.known("logits")
        inside = hidden_layer_advice(model)
        said = [advice, *of_layers, *inside, *data_advice(model, arguments)]
        self.send(
            [
                *(ev.Notice(text, learner_line()) for text in said if text),
                told,
                *([probe.told] if probe else ()),
            ]
        )

    def _models(self) -> dict[int, tuple[str, Any]]:
        return models_in(self.namespace, self.fitted, self._is_model)

    @property
    def _epochs_done(self) -> int:
        """Of the fit that goes on, or was the last."""
        return len(next(iter((self.history or {}).values()), []))

    def _name_of(self, model: Any) -> str:
        """The variable that holds it, else its own name; "" where it is not known."""
        return self._models().get(id(model), ("", None))[0]

    def _look(self, epoch: int, pausable: bool) -> None:
        """Send what has gathered, hear commands and, if asked to, wait."""
        now = time.perf_counter()
        self._flush(epoch=epoch, picture=self._pausing or now >= self._next_picture)
        self._obey(self._channel.receive(0))
        if self._pausing and pausable:
            batch = self._batch
            self._halt(batch.epoch if batch else epoch, batch.step if batch else 0)
        self._next_look = max(now + LOOK_SECONDS, time.perf_counter())

    def _wait_until(self, due: float) -> float:
        """Do nothing but obey commands, until then or until a Pause. Returns the seconds that it took."""
        began = time.perf_counter()
        while (now := time.perf_counter()) < due and not self._pausing:
            self._obey(self._channel.receive(due - now))
        return time.perf_counter() - began

    def _halt(self, epoch: int, step: int) -> None:
        """Say that training waits, and wait until it may go on: for one batch, or for good."""
        self._look_inside(epoch, step)
        self.send([ev.Paused(epoch, step)])
        while self._pausing and not self._stepping:
            command = self._channel.receive(None)
            if command is None:  # nobody can ever say Resume
                self._pausing = False
            self._obey(command)
        self._stepping = False
        self._pace.goes_on()
        if not self._pausing:
            self.send([ev.Resumed()])

    def _obey(self, command: ev.Command | None) -> None:
        """Do what `command` says, and all that have arrived behind it."""
        while command is not None:
            match command:
                case ev.Stop():
                    self._stopped = True
                case ev.Pause():
                    self._pausing = True
                case ev.Step():
                    self._stepping, self._pausing = self._pausing, True
                case ev.Resume():
                    self._pausing = False
                case ev.Set(learning_rate=value) if self._fitting is not None:
                    self._fitting.optimizer.learning_rate = value
                case ev.SetWeight():
                    self._set_weight(command)
                case ev.SetSpeed(speed):
                    self._pace.speed = speed
                case ev.Join(points=points):
                    self._join(points)
                case ev.DrawFeatures(across=across, up=up):
                    self._draw_features((across, up))
            if self._stopped:
                raise StopProgram
            command = self._channel.receive(0)

    def _set_weight(self, command: ev.SetWeight) -> None:
        """Change a weight of the fit that is going on and show at once what comes of it."""
        if self._fitting is None:
            said = "No weight was set: it needs a fit that runs or is paused. Try Run, then Pause."
            self.send([ev.Notice(said)])
            return
        try:
            said = f"Weight set: {set_weight(self._layers_with_weights(), command, self.network.keys())}"
        except ValueError as error:
            said = f"No weight was set. {error}"
        else:
            self._picture_is_old = True
        self.send([ev.Notice(said)])
        if self._pausing:
            self._flush(epoch=self._batch.epoch - 1 if self._batch else 0, picture=True)

    def _join(self, points: str) -> None:
        try:
            self._joining.ask(points)
        except ValueError as error:
            said = (
                f"The drawn points did not join: {error} They are in the program; Run starts anew."
            )
            self.send([ev.Notice(said)])

    def _draw_features(self, features: tuple[int, int]) -> None:
        """Show another plane of the fit that is going on, at once."""
        self._features = features
        if self._fitting is None or self._arguments is None:
            return
        self._tell_changed(self._fitting, self._arguments, self._epochs_done, joined=False)
        self._picture_is_old = True
        self._flush(epoch=self._epochs_done, picture=True)

    def _tell_changed(
        self, model: Any, arguments: observe.FitArguments, epoch: int, joined: bool
    ) -> None:
        """From `epoch` (0-based) on."""
        now, _ = self._told(model, arguments)
        self.send([ev.FitChanged(epoch + 1, now, joined)])

    def _flush_console(self) -> None:
        for console in self.consoles:
            console.flush()

    def _flush(self, epoch: int = 0, picture: bool = False) -> None:
        self._flush_console()
        items: list[ev.Event] = []
        if self.network.changed:
            items.append(self.network.built())
        if self._batch is not None:
            items.append(self._batch)
        if picture and self._painter and self._picture_is_old:
            started = time.perf_counter()
            items.append(self._paint(epoch))
            if confusion := self._confusion(epoch):
                items.append(confusion)
            self._picture_is_old = False
            now = time.perf_counter()
            self._next_picture = max(started + LOOK_SECONDS, now + (now - started) / PICTURE_SHARE)
        if items or self._waiting:
            self.send(items)

    def _paint(self, epoch: int) -> ev.Picture:
        assert self._painter
        still = self._pausing or self._fitting is None
        return self._painter.paint(epoch, self.network.layers(), still, self.network.keys())

    def _confusion(self, epoch: int) -> ev.Confusion | None:
        """Of the model that is or was fitted last."""
        if self._question is None or not self.fitted or not epoch:
            return None
        try:
            return confusion_of(self._fitting or self.fitted[-1], self._question, epoch)
        except Exception:  # the learner's call may not take any batch but its own
            self._question = None
            return None

    def _look_inside(self, epoch: int, step: int) -> None:
        """What can be seen while training stands still, or when it is over."""
        if seen := self._microscope.look(self.network.keys(), epoch, step):
            self.send([seen])

    def _layers_with_weights(self) -> list[Any]:
        return [layer for layer in self.network.layers() if layer.weights]


def _with_arrays_only(arguments: observe.FitArguments) -> observe.FitArguments:
    """Without data that come in batches: to look at them would be to ask for them, once more than `fit` does."""
    fields = ("x", "y", "validation_x", "validation_y")
    hidden: dict[str, Any] = {
        name: None for name in fields if not _is_array_like(getattr(arguments, name))
    }
    if "validation_x" in hidden:
        hidden["validation_x"] = ()  # there is some
    return arguments._replace(**hidden)


Points = tuple[ev.Array, ev.Array] | None


def _points(arguments: observe.FitArguments, section: Section | None) -> tuple[Points, Points]:
    """Of the training and of the validation data."""
    found = []
    for x, y in (
        (arguments.x, arguments.y),
        (arguments.validation_x, arguments.validation_y),
    ):
        found.append(points_of(section.cut(x) if section and x is not None else x, y))
    return found[0], found[1]


def _probe(arguments: observe.FitArguments) -> Probe | None:
    return probe_of(arguments.x, arguments.y, arguments.validation_x, arguments.validation_y)


def _is_array_like(data: Any) -> bool:
    return data is None or hasattr(data, "__array__") or isinstance(data, list | tuple | dict)


def _metric_names(model: Any) -> Iterator[str]:
    """The metrics that were compiled; their names are known only where Keras knows them before the first batch."""
    for metric in getattr(model, "metrics", []):
        if metric.name != "loss":
            yield from (m.name for m in getattr(metric, "metrics", [metric]))


def _heads(model: Any, drawn: str | None) -> list[str]:
    """The names of a model's outputs when it has several; what is drawn comes first."""
    names = [str(name) for name in getattr(model, "output_names", None) or ()]
    if len(names) < 2:
        return []
    first = drawn if drawn in names else names[0]
    return [first, *(name for name in names if name != first)]


def _line_in(reason: str) -> int | None:
    """The line of the program that the reason names, else the one that trains."""
    found = re.search(rf"\bline (\d+) of {re.escape(FILENAME)}", reason)
    return int(found[1]) if found else learner_line()


def _numbers(logs: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in logs.items()}


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _not_finite(name: str, data: Any) -> str:
    """Where nan or inf is in the data, and what to do; "" when all numbers are finite."""
    for tensor in tensors_in(data):
        values = np.asarray(tensor)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            where = np.argwhere(~np.isfinite(values))
            first = tuple(int(i) for i in where[0])
            index = ", ".join(map(str, first))
            return (
                f"Expected finite numbers in {name}, received {values[first]} at [{index}] "
                f"({len(where)} of {values.size} values; the shape is {shape_of(values)}). "
                "Try removing these rows before fit, or np.nan_to_num."
            )
    return ""
