// The lens: what is wrong, under the line where it is, and the line above the text for what cannot stand there.
import {StateEffect, StateField} from "@codemirror/state"
import {Decoration, EditorView, WidgetType} from "@codemirror/view"

// Under the line of an error: what is wrong and what to try. It pushes the lines below down and covers none.
class Lens extends WidgetType {
  constructor({message, repair, press}) { super(); Object.assign(this, {message, repair, press}) }
  eq(other) { return other.message === this.message && other.repair?.label === this.repair?.label }
  toDOM() {
    const box = document.createElement("div")
    box.className = "cm-lens"
    box.setAttribute("role", "note")
    const [first, ...rest] = this.message.split("\n")
    const [, kind, said] = first.match(/^(\w+): ?(.*)$/) ?? [null, "", first]
    const line = document.createElement("p")
    if (kind) line.append(Object.assign(document.createElement("b"), {textContent: kind}), " ")
    line.append(...withCode(said))
    box.append(line)
    if (rest.length) {
      const more = document.createElement("p")
      more.append(...withCode(rest.join("\n")))
      box.append(more)
    }
    if (this.repair?.line) {
      const button = Object.assign(document.createElement("button"), {type: "button", className: "chip"})
      button.append(...withCode(this.repair.label), " ", Object.assign(document.createElement("kbd"), {textContent: "Alt ."}))
      button.setAttribute("aria-keyshortcuts", "Alt+.")
      button.addEventListener("pointerdown", event => event.preventDefault()) // the caret stays
      button.addEventListener("click", this.press)
      box.append(button)
    }
    return box
  }
  get estimatedHeight() { return 60 }
  ignoreEvent() { return true }
}
export const withCode = text => text.split(/`([^`\n]+)`/).map((part, i) => i % 2 ? Object.assign(document.createElement("code"), {textContent: part}) : part)
export const setLens = StateEffect.define() // {at: end of a line, message, repair, press} or null
export const lens = StateField.define({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setLens))
      return effect.value ? Decoration.set(Decoration.widget({widget: new Lens(effect.value), block: true, side: 1}).range(effect.value.at)) : Decoration.none
    return shown.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})
export const LENS_MS = 600 // after the last key
