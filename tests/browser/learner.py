"""What a learner does in the page, by the names that screen readers use too."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Learner:
    """Acts through roles and names only; nothing here knows the page's markup."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # what is there
    def region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def button(self, name: str) -> Locator:
        toolbar = self.page.get_by_role("toolbar", name="Training controls")
        return toolbar.get_by_role("button", name=name, exact=True)

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("textbox", name="Program", exact=True)

    @property
    def output(self) -> Locator:
        return self.region("Output")

    def chip(self, name: str) -> Locator:
        """The button of the bar that says what the program has for `name`."""
        return self.region("Compile").get_by_role("button", name=re.compile(f"^{name}:"))

    def open_chip(self, name: str) -> None:
        """Open its popover, unless it is open."""
        chip = self.chip(name)
        if chip.get_attribute("aria-expanded") != "true":
            chip.click()
        expect(chip).to_have_attribute("aria-expanded", "true")

    def field(self, name: str) -> Locator:
        """A control of compile and fit, its popover open."""
        self.open_chip("Optimizer" if name == "Learning rate" else name)
        return self.region("Compile").get_by_label(name, exact=True)

    def shapes(self) -> Locator:
        return self.region("Shapes").get_by_role("table").first

    def table_of(self, name: str) -> Locator:
        """The table twin of a chart, opened."""
        region = self.region(name)
        details = region.locator("details").first
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        return region.get_by_role("table").first

    def row(self, *texts: str) -> Locator:
        """The row of the shapes table that holds all of `texts`."""
        rows = self.shapes().get_by_role("row")
        for text in texts:
            rows = rows.filter(has_text=text)
        return rows.first

    # what they do
    def program(self) -> str:
        return self.editor.inner_text()

    def write(self, source: str) -> None:
        """Replace the whole program, as by pasting."""
        if self.page.locator(".popover:not([hidden])").count():
            self.page.keyboard.press("Escape")  # it lies over the program
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.paste(source)

    def paste(self, source: str) -> None:
        """Paste where the caret is."""
        if "Firefox" in self.page.evaluate("navigator.userAgent"):
            # It empties the events that scripts make, and lets a script write to the clipboard after a click.
            self.editor.evaluate("(_, text) => navigator.clipboard.writeText(text)", source)
            self.page.keyboard.press("ControlOrMeta+v")
            return
        self.editor.evaluate(
            """(element, text) => {
                const data = new DataTransfer()
                data.setData("text/plain", text)
                element.dispatchEvent(
                    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
                )
            }""",
            source,
        )

    def replace(self, old: str, new: str) -> None:
        """Edit one place of the program with the keyboard: click before `old`, select it, type `new`."""
        word = self.editor.get_by_text(old, exact=True).first
        word.click(
            position={"x": 1, "y": 4}
        )  # Firefox takes two clicks that are sent for two clicks, not for a double
        for _ in old:
            self.page.keyboard.press("Shift+ArrowRight")
        self.page.keyboard.type(new)

    def run(self) -> None:
        self.button("Run").click()

    @property
    def lesson(self) -> str:
        picker = self.page.get_by_role("combobox", name="Lesson", exact=True)
        return picker.locator("option:checked").inner_text().strip()

    def open_lesson(self, label: str | re.Pattern[str]) -> None:
        picker = self.page.get_by_role("combobox", name="Lesson", exact=True)
        options = picker.get_by_role("option").all_inner_texts()
        choice = next(o for o in options if re.search(label, o))
        picker.select_option(label=choice)
        title = choice.split("·")[-1].strip()  # the button of the lesson before says it too
        heading = self.region("Lesson text").get_by_role("heading", name=title, exact=True)
        expect(heading.first).to_be_visible()

    def start_over(self) -> None:
        """Back to lesson 1, its starter, nothing running, no drafts of other lessons."""
        if self.page.locator("dialog[open]").count():
            self.page.keyboard.press("Escape")  # what a test that failed has left
        self.stop_if_running()
        self.page.evaluate(
            "for (const key of Object.keys(localStorage)) if (key.includes('.draft.')) localStorage.removeItem(key)"
        )
        self.open_lesson(
            "^12"
        )  # coming from another lesson clears everything; this one has no layer yet
        expect(self.editor).not_to_contain_text("class SimpleDense")
        self.open_lesson("^1 ")
        expect(self.editor).to_contain_text("class SimpleDense")
        expect(self.row("SimpleDense", "(2, 32)")).to_be_visible()
        tasks = self.region("Lesson text").get_by_role("button", name=re.compile(r"^Tasks \d+ of"))
        if not tasks.inner_text().startswith("Tasks 0"):
            self.reset()
            expect(tasks).to_have_text(re.compile("^Tasks 0"))

    def stop_if_running(self) -> None:
        if re.match("Running|Epoch|Paused", self.status.inner_text()):
            self.button("Stop").click(force=True)  # the run may end by itself meanwhile
            expect(self.status).to_have_text(re.compile("^(Stopped|Finished|Error)"))

    def reset(self) -> None:
        self.button("Reset").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Reset").click()
        expect(dialog).to_be_hidden()


def enter(field: Locator, text: str) -> None:
    """Replace what a field holds and press Enter, by keys: Firefox hears of no change that a script made."""
    field.press("ControlOrMeta+a")
    field.page.keyboard.type(text)
    field.press("Enter")
