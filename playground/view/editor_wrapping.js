// How long lines are wrapped.
import {Decoration, ViewPlugin, WidgetType} from "@codemirror/view"

// A wrapped line goes on four columns further in, two where there is little room. Code is broken between tokens: after a bracket or "=" that much follows,
// after ",", and before the "." of a call; where there is little room, at every bracket, "=" and ".". Texts are broken at
// their spaces only.
const LONG_LINE = 28, FEW_COLUMNS = 48
const TEXT = String.raw`"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?`
const WITH_ROOM = String.raw`[([{](?=\S{14})|,(?=\S)|=(?=[^\s=]\S{23})|(?=\.[A-Za-z_]\w*\()`
const WITHOUT = String.raw`[([{,=](?=[^\s=)\]}])|(?=\.[A-Za-z_])`
const [ROOMY, NARROW] = [WITH_ROOM, WITHOUT].map(rule => new RegExp(`#.*|${TEXT}|${rule}`, "g"))
const COMMENT = new RegExp(WITH_ROOM, "g")

function* breaks(text, pattern) {
  for (const {0: said, index} of text.matchAll(pattern)) {
    if (said.startsWith("#")) for (const found of said.matchAll(COMMENT)) yield index + found.index + found[0].length
    else if (index && !/^["']/.test(said)) yield index + said.length
  }
}

class LineBreak extends WidgetType {
  eq() { return true }
  toDOM() { return document.createElement("wbr") }
  ignoreEvent() { return true }
}
const lineBreak = Decoration.widget({widget: new LineBreak(), side: 1})
const isNarrow = view => view.scrollDOM.clientWidth < FEW_COLUMNS * view.defaultCharacterWidth

export const hangingIndent = ViewPlugin.fromClass(class {
  constructor(view) {
    this.narrow = isNarrow(view)
    this.decorations = this.draw(view)
  }
  update({view, docChanged, viewportChanged, geometryChanged}) {
    const before = this.narrow
    if (geometryChanged) this.narrow = isNarrow(view)
    if (docChanged || viewportChanged || this.narrow !== before) this.decorations = this.draw(view)
  }
  draw(view) {
    const found = []
    for (const {from, to} of view.visibleRanges) {
      for (let at = from; at <= to;) {
        const line = view.state.doc.lineAt(at)
        const indent = line.text.match(/^ */)[0].length, columns = indent > 16 ? 12 : indent + (this.narrow ? 2 : 4)
        found.push(Decoration.line({attributes: {style: `padding-left:calc(8px + ${columns}ch);text-indent:-${columns}ch`}}).range(line.from))
        if (line.length > LONG_LINE && line.length < 2000)
          for (const place of breaks(line.text, this.narrow ? NARROW : ROOMY)) found.push(lineBreak.range(line.from + place))
        at = line.to + 1
      }
    }
    return Decoration.set(found)
  }
}, {decorations: plugin => plugin.decorations})
