// How long lines are wrapped.
import {Decoration, ViewPlugin, WidgetType} from "@codemirror/view"

// A wrapped line goes on four columns further in, and code is broken between tokens: after "(", "," and "=", before ".".
const LONG_LINE = 28, BREAK = /[([{,=](?=[^\s=)\]}])|(?=\.[A-Za-z_])/g
class LineBreak extends WidgetType {
  eq() { return true }
  toDOM() { return document.createElement("wbr") }
  ignoreEvent() { return true }
}
const lineBreak = Decoration.widget({widget: new LineBreak(), side: 1})
export const hangingIndent = ViewPlugin.fromClass(class {
  constructor(view) { this.decorations = this.draw(view) }
  update(update) { if (update.docChanged || update.viewportChanged) this.decorations = this.draw(update.view) }
  draw(view) {
    const found = []
    for (const {from, to} of view.visibleRanges) {
      for (let at = from; at <= to;) {
        const line = view.state.doc.lineAt(at)
        const indent = line.text.match(/^ */)[0].length, columns = indent > 16 ? 12 : indent + 4
        found.push(Decoration.line({attributes: {style: `padding-left:calc(8px + ${columns}ch);text-indent:-${columns}ch`}}).range(line.from))
        if (line.length > LONG_LINE && line.length < 2000)
          for (const {0: said, index} of line.text.matchAll(BREAK)) if (index) found.push(lineBreak.range(line.from + index + said.length))
        at = line.to + 1
      }
    }
    return Decoration.set(found)
  }
}, {decorations: plugin => plugin.decorations})
