// The program's editor: CodeMirror 6 with Python, the line of an error, and drafts that survive a reload.
import {acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completeAnyWord, completionKeymap, completionStatus, moveCompletionSelection, selectedCompletion} from "@codemirror/autocomplete"
import {defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, redo, undo} from "@codemirror/commands"
import {python, pythonLanguage} from "@codemirror/lang-python"
import {bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree} from "@codemirror/language"
import {lintKeymap, setDiagnostics} from "@codemirror/lint"
import {EditorState, Prec, RangeSet, StateEffect, StateField} from "@codemirror/state"
import {Decoration, drawSelection, EditorView, gutter, GutterMarker, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, ViewPlugin} from "@codemirror/view"
import {tags} from "@lezer/highlight"

// ------------------------------------------------------------------------------------------------ drafts
// What was typed, by lesson. Storage may be switched off or full: then nothing survives, and nothing breaks.
const draftKey = lesson => `playground.draft.${lesson}`
const OPEN_LESSON = "playground.lesson"

const stored = key => {
  try { return localStorage.getItem(key) } catch { return null }
}
const store = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch { /* nothing to do */ }
}

// ------------------------------------------------------------------------------------------------- looks
const coloured = (names, variable, more = {}) => ({tag: names, color: `var(--code-${variable})`, ...more})
const highlight = HighlightStyle.define([
  coloured([tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], "keyword"),
  coloured([tags.string, tags.special(tags.string)], "string"),
  coloured([tags.number, tags.bool, tags.null], "number"),
  coloured([tags.comment], "comment", {fontStyle: "italic"}),
  coloured([tags.className, tags.definition(tags.className)], "class"),
  coloured([tags.function(tags.definition(tags.variableName)), tags.function(tags.variableName), tags.function(tags.propertyName)], "function"),
  coloured([tags.self], "self"),
])
const theme = EditorView.theme({
  "&": {height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--code-size)"},
  "&.cm-focused": {outline: "none"}, // styles/layout.css outlines the whole card
  ".cm-scroller": {fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto"},
  ".cm-content": {padding: "4px 0 24px", caretColor: "var(--ink)"},
  ".cm-line": {padding: "0 12px 0 8px"},
  ".cm-gutters": {backgroundColor: "var(--card)", color: "var(--muted)", border: "none", paddingLeft: "6px"},
  ".cm-lineNumbers .cm-gutterElement": {minWidth: "26px", padding: "0 6px 0 2px"},
  ".cm-activeLine": {backgroundColor: "color-mix(in srgb, var(--line) 60%, transparent)"},
  ".cm-activeLineGutter": {backgroundColor: "transparent", color: "var(--ink)"},
  ".cm-cursor": {borderLeftColor: "var(--ink)", borderLeftWidth: "2px"},
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {background: "var(--selection)"},
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {backgroundColor: "var(--selection)", outline: "none"},
  ".cm-tooltip": {backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "8px", boxShadow: "var(--lift)", overflow: "hidden"},
  ".cm-tooltip-autocomplete ul li": {padding: "3px 10px !important"},
  ".cm-tooltip-autocomplete ul li[aria-selected]": {background: "var(--accent)", color: "var(--on-accent)"},
  ".cm-diagnostic": {borderLeft: "3px solid var(--bad)", padding: "6px 10px", maxWidth: "42em", whiteSpace: "pre-wrap", font: "13px/1.45 var(--sans)"},
  ".cm-lintRange-error": {backgroundImage: "none", textDecoration: "underline wavy var(--bad) 1.5px", textUnderlineOffset: "4px", textDecorationSkipInk: "none"},
  ".cm-problem-line": {backgroundColor: "var(--bad-soft)", boxShadow: "inset 3px 0 var(--bad)"},
  ".cm-lintRange-info": {backgroundImage: "none", textDecoration: "underline dotted var(--accent) 1.5px", textUnderlineOffset: "4px"},
  ".cm-notices": {width: "12px"},
  ".cm-notice-sign": {display: "inline-grid", placeItems: "center", width: "12px", height: "12px", borderRadius: "50%", background: "var(--accent)", color: "var(--on-accent)", font: "700 9px/1 var(--sans)"},
  ".cm-changed": {backgroundColor: "var(--flash)", borderRadius: "3px", boxShadow: "0 0 0 2px var(--flash)"},
})

// A wrapped line goes on under its own indentation. What stands there is broken where it must be: else a long word
// would leave its indentation alone on a line.
const LONG_WORD = 24, brittle = Decoration.mark({attributes: {style: "word-break:break-all"}})
const hangingIndent = ViewPlugin.fromClass(class {
  constructor(view) { this.decorations = this.draw(view) }
  update(update) { if (update.docChanged || update.viewportChanged) this.decorations = this.draw(update.view) }
  draw(view) {
    const found = []
    for (const {from, to} of view.visibleRanges) {
      for (let at = from; at <= to;) {
        const line = view.state.doc.lineAt(at)
        const [, indent, word] = line.text.match(/^( *)([^ ]*)/), columns = indent.length + 2
        found.push(Decoration.line({attributes: {style: `padding-left:calc(8px + ${columns}ch);text-indent:-${columns}ch`}}).range(line.from))
        if (indent && word.length > LONG_WORD) {
          const start = line.from + indent.length
          found.push(brittle.range(start, start + word.length))
        }
        at = line.to + 1
      }
    }
    return Decoration.set(found)
  }
}, {decorations: plugin => plugin.decorations})

// ------------------------------------------------------------------------- lines with problems, changed text
const setProblems = StateEffect.define()
const problemLines = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(setProblems)) return Decoration.set(
      effect.value.map(from => Decoration.line({class: "cm-problem-line"}).range(from)), true)
    return lines.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})
// A line with a notice has a sign beside its number.
class NoticeSign extends GutterMarker {
  toDOM() {
    const sign = document.createElement("span")
    sign.className = "cm-notice-sign"
    sign.textContent = "i"
    sign.title = "The output says something about this line"
    return sign
  }
}
const setNotices = StateEffect.define()
const noticeLines = StateField.define({
  create: () => RangeSet.empty,
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(setNotices))
      return RangeSet.of(effect.value.map(from => new NoticeSign().range(from)), true)
    return lines.map(transaction.changes)
  },
})
const noticeSigns = [noticeLines, gutter({class: "cm-notices", markers: view => view.state.field(noticeLines)})]
const setChanged = StateEffect.define()
const changedText = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setChanged)) {
      return Decoration.set(effect.value.filter(({from, to}) => to > from).map(({from, to}) => Decoration.mark({class: "cm-changed"}).range(from, to)))
    }
    return marks.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})

// What differs between two texts, as replacements from first to last: line by line, then within the lines.
function differences(before, after) {
  const lines = text => text.match(/[^\n]*\n|[^\n]+/g) ?? []
  const a = lines(before), b = lines(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const rows = a.length - head - tail, columns = b.length - head - tail
  if (rows * columns > 250_000) return [trimmed(before, after, 0)]
  // length[i][j]: of the longest common run of lines from row i and column j on
  const length = Array.from({length: rows + 1}, () => new Uint32Array(columns + 1))
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      length[i][j] = a[head + i] === b[head + j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1])
  const found = []
  let at = a.slice(0, head).join("").length
  let i = 0, j = 0, old = "", fresh = ""
  const flush = () => {
    if (old !== fresh) found.push(trimmed(old, fresh, at))
    at += old.length
    old = fresh = ""
  }
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[head + i] === b[head + j]) {
      flush()
      at += a[head + i].length
      i++
      j++
    } else if (j >= columns || (i < rows && length[i + 1][j] >= length[i][j + 1])) old += a[head + i++]
    else fresh += b[head + j++]
  }
  flush()
  return found
}

// One replacement without what is the same at its ends.
function trimmed(before, after, offset) {
  let from = 0
  const shorter = Math.min(before.length, after.length)
  while (from < shorter && before[from] === after[from]) from++
  let tail = 0
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return {from: offset + from, to: offset + before.length - tail, insert: after.slice(from, after.length - tail)}
}

// Where replaced text stands in the new document; where text is gone, the characters around the gap.
function places(changes, size) {
  let shift = 0
  return changes.map(({from, to, insert}) => {
    const start = from + shift
    shift += insert.length - (to - from)
    return insert ? {from: start, to: start + insert.length} : {from: Math.max(0, start - 1), to: Math.min(size, start + 1)}
  })
}

// ------------------------------------------------------------------------------------------------ editor
export function render({model, view: panelView, el}) {
  window.playgroundAdoptStyle?.(panelView.shadow_el)
  el.className = "editor"
  const hint = document.createElement("p")
  hint.id = "editor-keys"
  hint.className = "unseen"
  hint.textContent = "Control or Command and Enter runs the program. Escape, then Tab leaves the editor."
  const place = document.createElement("div")
  place.className = "editor-text"
  const problem = document.createElement("p")
  problem.className = "editor-problem"
  problem.hidden = true
  const mended = document.createElement("p")
  mended.className = "editor-mended"
  mended.setAttribute("aria-live", "polite")
  el.append(hint, place, mended, problem)

  let {lesson, starter} = model.text
  let quiet = false // a change that Python asked for, not the learner
  const words = model.words.map(label => ({label, type: "class"}))
  const complete = context => {
    const word = context.matchBefore(/\w+/)
    return word && (word.to - word.from > 1 || context.explicit) ? {from: word.from, options: words, validFor: /^\w*$/} : null
  }
  // Nothing is chosen until an arrow or Tab is pressed, so that Enter stays a new line while words are offered.
  const accept = target => {
    if (completionStatus(target.state) !== "active") return false
    if (!selectedCompletion(target.state)) moveCompletionSelection(true)(target)
    return acceptCompletion(target)
  }
  let last = stored(OPEN_LESSON) // the lesson of the last visit, until one has been opened
  let typed = false // by hand
  const text = () => view.state.doc.toString()
  const keep = () => store(draftKey(lesson), text() === starter ? null : text())
  const extensions = [
    noticeSigns, lineNumbers(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
    EditorView.lineWrapping, hangingIndent, indentOnInput(), indentUnit.of("    "), EditorState.tabSize.of(4),
    bracketMatching(), closeBrackets(), problemLines, changedText,
    python(), pythonLanguage.data.of({autocomplete: complete}), pythonLanguage.data.of({autocomplete: completeAnyWord}),
    autocompletion({filterStrict: true, selectOnOpen: false}), syntaxHighlighting(highlight), theme,
    EditorView.contentAttributes.of({
      "aria-label": "Program", tabindex: "0", "aria-describedby": "editor-keys", spellcheck: "false", autocapitalize: "off", autocorrect: "off",
    }),
    // Escape then Tab leaves, also when that Escape closed a list of words
    Prec.highest(EditorView.domEventHandlers({keydown(event, target) {
      if (event.key === "Escape") target.setTabFocusMode(2000)
    }})),
    EditorView.updateListener.of(update => {
      if (!update.docChanged) return
      keep()
      if (quiet) return
      typed = true
      mended.textContent = ""
      model.send_msg({kind: "typed", lesson, source: text()})
      if (update.transactions.some(done => done.isUserEvent("input.paste"))) pasted(update)
    }),
    keymap.of([
      {key: "Mod-Enter", run: () => { model.send_msg({kind: "run"}); return true }},
      {key: "Tab", run: accept},
      ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
    ]),
  ]
  // Python reads what was pasted, and may know it better: then it comes back mended, as a step that can be undone.
  const pasted = update => {
    let [from, to, count] = [Infinity, 0, 0]
    update.changes.iterChanges((_a, _b, begin, end) => { from = Math.min(from, begin); to = Math.max(to, end); count++ })
    const before = syntaxTree(update.startState).resolveInner(Math.min(from, update.startState.doc.length), -1)
    if (count !== 1 || to <= from || /String|Comment/.test(before.name)) return
    const source = text(), whole = !(source.slice(0, from) + source.slice(to)).trim()
    model.send_msg({kind: "pasted", from, text: source.slice(from, to), whole})
  }
  const mend = ({from, before, after, said}) => {
    if (text().slice(from, from + before.length) !== before) return // somebody has typed on
    const changes = differences(before, after).map(change => ({...change, from: change.from + from, to: change.to + from}))
    view.dispatch({changes, annotations: isolateHistory.of("full")})
    mended.textContent = said
  }
  const fresh = doc => EditorState.create({doc, extensions})
  const view = new EditorView({parent: place, root: panelView.shadow_el, state: fresh(model.text.source)})

  let fading
  const replace = (source, flash) => {
    const changes = differences(text(), source)
    if (!changes.length) return
    quiet = true
    try {
      const effects = flash ? [setChanged.of(places(changes, source.length))] : []
      view.dispatch({changes, effects, annotations: isolateHistory.of("full")})
      if (flash) {
        const {from} = changes[0]
        const seen = view.lineBlockAt(from)
        const {scrollTop, clientHeight} = view.scrollDOM
        if (seen.top < scrollTop || seen.bottom > scrollTop + clientHeight)
          view.dispatch({effects: EditorView.scrollIntoView(from, {y: "center"})})
        clearTimeout(fading)
        fading = setTimeout(() => view.dispatch({effects: setChanged.of([])}), 1400)
      }
    } finally { quiet = false }
  }

  const mark = () => {
    const doc = view.state.doc
    const shown = model.problems.filter(item => item.line >= 1 && item.line <= doc.lines)
    const lines = shown.map(item => doc.line(item.line))
    const part = (item, line) => { // the expression that failed, else the whole line
      const [from, to] = item.columns ?? []
      return to > from && to <= line.length ? {from: line.from + from, to: line.from + to} : {from: line.from + Math.max(0, line.text.search(/\S/)), to: line.to}
    }
    const notices = model.notices.filter(item => item.line >= 1 && item.line <= doc.lines)
    view.dispatch(setDiagnostics(view.state, [
      ...shown.map((item, i) => ({...part(item, lines[i]), severity: "error", message: item.message})),
      ...notices.map(item => ({...part(item, doc.line(item.line)), severity: "info", message: item.message})),
    ].sort((a, b) => a.from - b.from)))
    view.dispatch({effects: setNotices.of([...new Set(notices.map(item => doc.line(item.line).from))])})
    view.dispatch({effects: setProblems.of([...new Set(lines.map(line => line.from))])})
    const [first] = model.problems
    problem.hidden = !first || first.quiet // the output says it already
    problem.textContent = first ? `${first.line ? `Line ${first.line}: ` : ""}${first.message}` : ""
    view.requestMeasure()
  }

  // Said because of what Python has just changed: it hears nothing before that is done.
  const answer = message => queueMicrotask(() => model.send_msg(message))
  // The lesson and text that Python shows; a draft of that lesson wins over the starter.
  const open = () => {
    ({lesson, starter} = model.text)
    const draft = stored(draftKey(lesson))
    quiet = true
    view.setState(fresh(draft ?? model.text.source))
    quiet = false
    view.scrollDOM.scrollTop = 0
    last = null
    store(OPEN_LESSON, lesson)
    if (draft !== null && draft !== model.text.source) answer({kind: "typed", lesson, source: draft})
  }

  model.on("text", () => {
    if (model.text.lesson === lesson) replace(model.text.source, model.text.by === "form")
    else if (typed && model.text.lesson === last) {
      // Python is there at last and opens the lesson of the last visit; but somebody has begun to type here.
      last = null
      store(OPEN_LESSON, lesson)
      answer({kind: "hello", lesson, source: text()})
    } else open()
  })
  model.on(["problems", "notices"], mark)
  model.on("msg:custom", message => {
    if (message.mend) return mend(message.mend)
    const line = view.state.doc.line(Math.min(Math.max(message.line, 1), view.state.doc.lines))
    view.dispatch({selection: {anchor: line.from}, effects: EditorView.scrollIntoView(line.from, {y: "center"})})
    view.focus()
  })
  model.on("after_render", () => { view.setRoot(panelView.shadow_el); view.requestMeasure(); mark() })
  // Undo, asked for at one of the controls: what a control did is one step of the editor's history.
  const step = ({detail}) => (detail.redo ? redo : undo)(view)
  document.addEventListener("playground:undo", step)
  model.on("remove", () => {
    document.removeEventListener("playground:undo", step)
    view.destroy()
  })

  const draft = stored(draftKey(last ?? lesson))
  if ((last === null || last === lesson) && draft !== null) { quiet = true; view.setState(fresh(draft)); quiet = false }
  model.send_msg({kind: "hello", lesson: last, source: draft})
}

export default {CodeMirror: {render}}
