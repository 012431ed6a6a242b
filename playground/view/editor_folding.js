// Code that is known already is folded when a lesson opens: imports, and what an earlier lesson defined.
import {codeFolding, foldEffect, foldedRanges, foldGutter, unfoldEffect} from "@codemirror/language"

const IMPORT = /^(?:import|from) /
// `known` is [{text, label}].
function foldable(doc, known) {
  const found = []
  const whole = doc.toString()
  for (const {text, label} of known) {
    const at = whole.indexOf(text)
    if (at < 0 || (at > 0 && whole[at - 1] !== "\n")) continue
    const from = doc.lineAt(at).to, to = doc.lineAt(at + text.length - 1).to
    if (to > from) found.push({from, to, label: `${doc.lineAt(to).number - doc.lineAt(from).number + 1} lines, ${label}`})
  }
  let last = 0
  for (let n = 1; n <= doc.lines; n++) {
    const {text} = doc.line(n)
    if (IMPORT.test(text)) last = n
    else if (text.trim()) break
  }
  if (last >= 4 && IMPORT.test(doc.line(1).text)) {
    found.push({from: doc.line(1).to, to: doc.line(last).to, label: `… ${doc.line(last).text} · ${last} lines`})
  }
  return found.sort((a, b) => a.from - b.from)
}
const labels = new Map() // of what is folded, by where it begins; a fold of the learner's own says how many lines
export const folding = [
  codeFolding({
    preparePlaceholder: (state, {from, to}) => labels.get(from) ?? `${state.doc.lineAt(to).number - state.doc.lineAt(from).number + 1} lines`,
    placeholderDOM: (view, open, label) => {
      const box = document.createElement("span")
      box.className = "cm-foldPlaceholder"
      box.textContent = label
      box.title = "Open"
      box.onclick = open
      return box
    },
  }),
  foldGutter({openText: "▾", closedText: "▸"}),
]

export function foldKnown(view, known) {
  labels.clear()
  const found = foldable(view.state.doc, known)
  for (const {from, label} of found) labels.set(from, label)
  if (found.length) view.dispatch({effects: found.map(({from, to}) => foldEffect.of({from, to}))})
}

// A fold with an error in it opens.
export function unfold(view, lines) {
  const effects = []
  for (const line of lines) foldedRanges(view.state).between(line.from, line.to, (from, to) => {
    if (line.from > from) effects.push(unfoldEffect.of({from, to}))
  })
  if (effects.length) view.dispatch({effects})
}
