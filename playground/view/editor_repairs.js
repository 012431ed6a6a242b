// From one problem to the next, and repairs with one press. A repair is {line, from, to, insert, label}: columns of the line.
import {nextDiagnostic, previousDiagnostic} from "@codemirror/lint"
import {isolateHistory} from "@codemirror/commands"

// One step that can be undone. Nothing happens when the text has become another.
export function repair(view, problem, say) {
  const {line, from, to, before, insert, label} = problem?.repair ?? {}
  if (!line || line > view.state.doc.lines) return false
  const {from: start, text} = view.state.doc.line(line)
  if (text.slice(from, to) !== before) return false
  view.dispatch({
    changes: {from: start + from, to: start + to, insert},
    selection: {anchor: start + from + insert.length},
    annotations: isolateHistory.of("full"), scrollIntoView: true, userEvent: "input.repair",
  })
  view.focus()
  say(`Done: ${label}. Control and Z takes it back.`)
  return true
}

export function problemKeys({problems, say}) {
  const go = step => view => {
    if (!step(view)) { say("There is no error."); return true }
    const {number} = view.state.doc.lineAt(view.state.selection.main.head)
    const {message, repair: offered} = problems().find(({line}) => line === number) ?? {}
    if (message) say(`Line ${number}. ${message}${offered?.line ? ` Alt and full stop: ${offered.label}.` : ""}`)
    return true
  }
  return [
    {key: "F8", run: go(nextDiagnostic), shift: go(previousDiagnostic)},
    {key: "Alt-.", run: view => {
      if (!repair(view, problems().find(each => each.repair?.line), say)) say("No repair is known for this.")
      return true
    }},
  ]
}
