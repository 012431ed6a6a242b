// The program's editor: CodeMirror 6 with Python, the line of an error, and drafts that survive a reload.
import {acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, moveCompletionSelection, selectedCompletion} from "@codemirror/autocomplete"
import {defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, redo, undo} from "@codemirror/commands"
import {python} from "@codemirror/lang-python"
import {bracketMatching, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree} from "@codemirror/language"
import {setDiagnostics} from "@codemirror/lint"
import {search, searchKeymap} from "@codemirror/search"
import {EditorState, Prec, RangeSet, StateEffect, StateField} from "@codemirror/state"
import {Decoration, drawSelection, EditorView, gutter, GutterMarker, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers} from "@codemirror/view"
import {tags} from "@lezer/highlight"
import {chip} from "./editor_chip.js"
import {completion} from "./editor_completion.js"
import {differences, places} from "./editor_differences.js"
import {foldKnown, folding, unfold} from "./editor_folding.js"
import {hints} from "./editor_hints.js"
import {LENS_MS, lens, setLens} from "./editor_lens.js"
import {originBar} from "./editor_origin.js"
import {problemKeys, repair} from "./editor_repairs.js"
import {keepStarter, starterNotice} from "./editor_starter.js"
import {keepVersion, versionsButton} from "./editor_versions.js"
import {hangingIndent} from "./editor_wrapping.js"

// ------------------------------------------------------------------------------------------------ drafts
// What was typed, by lesson; page.js keeps it for this site alone.
const draftName = lesson => `draft.${lesson}`
const OPEN_LESSON = "lesson"
const stored = name => window.playgroundMemory?.remembered(name) ?? null
const store = (name, value) => window.playgroundMemory?.remember(name, value)
// A draft that came by a link or a file and was neither run nor edited: it is not executed after a reload either.
const untriedName = lesson => `untried.${lesson}`
const isUntried = lesson => stored(untriedName(lesson)) === "yes"
const storeUntried = (lesson, untried) => store(untriedName(lesson), untried ? "yes" : null)
// Of a text that is longer than any program may be only the length is sent, not megabytes with each key. Counted as
// JavaScript counts, in which a character may be two.
const MOST_CHARACTERS = 400_000
const program = source => (source?.length > MOST_CHARACTERS ? {characters: source.length} : {source})
// The address names a lesson: "#lesson=07_compile_and_fit".
const addressed = () => new URLSearchParams(location.hash.slice(1)).get("lesson")

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
  ".cm-scroller": {fontFamily: "var(--mono)", lineHeight: "var(--code-line)", overflow: "auto"},
  ".cm-content": {padding: "2px 0 12px", caretColor: "var(--ink)"},
  ".cm-line": {padding: "0 12px 0 8px"},
  ".cm-gutters": {backgroundColor: "var(--card)", color: "var(--muted)", border: "none", paddingLeft: "4px"},
  ".cm-lineNumbers .cm-gutterElement": {minWidth: "20px", padding: "0 5px 0 0", fontSize: "11px"},
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
  ".cm-lit-line": {backgroundColor: "var(--accent-soft)", boxShadow: "inset 3px 0 var(--accent)"},
  ".cm-problem-line": {backgroundColor: "var(--bad-soft)", boxShadow: "inset 3px 0 var(--bad)"},
  ".cm-lintRange-info": {backgroundImage: "none", textDecoration: "underline dotted var(--accent) 1.5px", textUnderlineOffset: "4px"},
  ".cm-notices": {width: "11px"},
  ".cm-notice-sign": {display: "inline-grid", placeItems: "center", width: "12px", height: "12px", borderRadius: "50%", background: "var(--accent)", color: "var(--on-accent)", font: "700 9px/1 var(--sans)"},
  ".cm-foldGutter .cm-gutterElement": {width: "10px", cursor: "pointer", fontSize: "9px"},
  ".cm-foldPlaceholder": {margin: "0 4px", padding: "0 6px", border: "none", borderRadius: "4px", backgroundColor: "var(--line)", color: "var(--muted)", font: "11.5px/1.3 var(--sans)", whiteSpace: "nowrap"},
  ".cm-lens": {margin: "2px 10px 3px 8px", padding: "6px 10px", maxHeight: "15em", overflow: "auto", borderLeft: "3px solid var(--bad)", borderRadius: "0 6px 6px 0", backgroundColor: "var(--bad-soft)", color: "var(--ink)", font: "13px/1.45 var(--sans)", whiteSpace: "pre-wrap", overflowWrap: "anywhere"},
  ".cm-lens b": {color: "var(--bad)"},
  ".cm-lens p": {margin: "0"},
  ".cm-lens p + p": {marginTop: "4px"},
  ".cm-lens code": {fontFamily: "var(--mono)", fontSize: ".92em"},
  ".cm-changed": {backgroundColor: "var(--flash)", borderRadius: "3px", boxShadow: "0 0 0 2px var(--flash)"},
})

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
const setLit = StateEffect.define() // where the lines begin that are looked at elsewhere
const litLines = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(setLit))
      return Decoration.set(effect.value.map(from => Decoration.line({class: "cm-lit-line"}).range(from)), true)
    return lines.map(transaction.changes)
  },
  provide: field => EditorView.decorations.from(field),
})
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

// ------------------------------------------------------------------------------------------------ editor
export function render({model, view: panelView, el}) {
  window.playgroundAdoptStyle?.(panelView.shadow_el)
  el.className = "editor"
  const versions = versionsButton({lesson: () => lesson, now: () => text(), restore: source => replace(source, true, true)})
  const other = document.createElement("p") // another tab has changed the program of this lesson
  other.className = "editor-other"
  other.setAttribute("role", "alert")
  other.hidden = true
  const origin = originBar({
    lesson: () => lesson,
    restore: own => { keepVersion(lesson, text(), starter); replace(own, true, true); view.focus() },
  })
  const hint = document.createElement("p")
  hint.id = "editor-keys"
  hint.className = "unseen"
  hint.textContent = "Control or Command and Enter runs the program. Escape, then Tab leaves the editor. Control, Shift and Space says what stands at the caret, F8 goes to the next error, Alt and full stop repairs it."
  const place = document.createElement("div")
  place.className = "editor-text"
  const problem = document.createElement("p")
  problem.className = "editor-problem"
  problem.setAttribute("aria-live", "polite")
  problem.hidden = true
  const mended = document.createElement("p")
  mended.className = "editor-mended"
  mended.setAttribute("aria-live", "polite")
  const live = document.createElement("p") // what is said to who cannot see it
  live.className = "unseen"
  live.setAttribute("aria-live", "polite")
  const say = words => { live.textContent = words.replaceAll("`", "") }
  const {explain, extension: hinting} = hints({say})
  const help = document.createElement("button") // where there is no pointer that hovers, and no key
  Object.assign(help, {type: "button", className: "chip explain", textContent: "?", title: "What stands at the caret (Ctrl Shift Space)"})
  help.setAttribute("aria-label", "What stands at the caret")
  help.addEventListener("pointerdown", event => event.preventDefault()) // the caret stays
  help.addEventListener("click", () => { view.focus(); explain(view) })
  const newer = starterNotice({take: source => { keepVersion(lesson, text(), ""); replace(source, true, true) }, focus: () => view.focus()})
  el.append(hint, live, newer.node, other, origin.node, place, mended, problem, versions.node, help)

  let {lesson, starter} = model.text
  let quiet = false // a change that Python asked for, not the learner
  const words = model.words.map(label => ({label, type: "text"}))
  // Nothing is chosen until an arrow or Tab is pressed, so that Enter stays a new line while words are offered.
  let awaited = null // the state in which Tab was pressed before the list was there
  const accept = target => {
    const status = completionStatus(target.state)
    awaited = status === "pending" ? target.state : null // a list is on its way: Tab chooses from it, and indents nothing
    if (status !== "active") return status === "pending"
    if (!selectedCompletion(target.state)) moveCompletionSelection(true)(target)
    return acceptCompletion(target)
  }
  let last = addressed() ?? stored(OPEN_LESSON) // the lesson of the address or of the last visit, until one has been opened
  let typed = false // by hand
  const text = () => view.state.doc.toString()
  const keep = () => {
    const draft = text() === starter ? null : text()
    store(draftName(lesson), draft)
    keepStarter(lesson, starter, draft !== null)
    if (draft === null) newer.hide()
  }
  let typedAt = -Infinity // when the last key changed the text
  const readOnly = window.playgroundClass?.readonly ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({"aria-readonly": "true"})] : []
  const extensions = [
    ...readOnly,
    lens, noticeSigns, lineNumbers(), folding, history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
    EditorView.lineWrapping, hangingIndent, indentOnInput(), indentUnit.of("    "), EditorState.tabSize.of(4),
    bracketMatching(), closeBrackets(), problemLines, litLines, changedText,
    python(), hinting, autocompletion({override: completion(words), filterStrict: true, selectOnOpen: false, maxRenderedOptions: 60, interactionDelay: 0}),
    search({top: true}), syntaxHighlighting(highlight), theme,
    EditorView.contentAttributes.of({
      "aria-label": "Program", tabindex: "0", "aria-describedby": "editor-keys", spellcheck: "false", autocapitalize: "off", autocorrect: "off",
    }),
    // Escape then Tab leaves, also when that Escape closed a list of words
    Prec.highest(EditorView.domEventHandlers({keydown(event, target) {
      if (event.key === "Escape") target.setTabFocusMode(2000)
    }})),
    EditorView.updateListener.of(update => {
      if (awaited && (update.docChanged || update.selectionSet)) awaited = null
      else if (awaited && completionStatus(update.state) === "active") {
        awaited = null
        queueMicrotask(() => accept(update.view))
      }
      if (!update.docChanged) return
      keep()
      if (quiet) return
      typed = true
      mended.textContent = ""
      typedAt = performance.now()
      model.send_msg({kind: "typed", lesson, ...program(text())})
      if (update.transactions.some(done => done.isUserEvent("input.paste"))) pasted(update)
    }),
    keymap.of([
      {key: "Mod-Enter", run: () => { keepVersion(lesson, text(), starter); model.send_msg({kind: "run"}); return true }},
      {key: "Tab", run: accept},
      ...problemKeys({problems: () => model.problems, say}),
      ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...defaultKeymap, indentWithTab,
    ]),
  ]
  // Python reads what was pasted, and may know it better: then it comes back mended, as a step that can be undone.
  const pasted = update => {
    let [from, to, count] = [Infinity, 0, 0]
    update.changes.iterChanges((_a, _b, begin, end) => { from = Math.min(from, begin); to = Math.max(to, end); count++ })
    const before = syntaxTree(update.startState).resolveInner(Math.min(from, update.startState.doc.length), -1)
    if (count !== 1 || to <= from || /String|Comment/.test(before.name)) return
    const source = text()
    if (source.length > MOST_CHARACTERS) return
    const whole = !(source.slice(0, from) + source.slice(to)).trim()
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

  // Of a program that is longer than the pane, the part that the tasks change comes into view.
  const showPart = () => requestAnimationFrame(() => {
    const [, last] = model.text.part ?? []
    if (!last || text() !== starter || last > view.state.doc.lines) return
    const bottom = view.lineBlockAt(view.state.doc.line(last).from).bottom
    if (bottom > view.scrollDOM.clientHeight)
      view.dispatch({effects: EditorView.scrollIntoView(view.state.doc.line(last).to, {y: "end", yMargin: 24})})
  })
  let fading
  const replace = (source, flash, heard = false) => {
    const changes = differences(text(), source)
    if (!changes.length) return
    quiet = !heard // the learner's own doing is told to Python
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
    unfold(view, lines)
    look()
    view.requestMeasure()
  }
  // The first problem stands under its line. While somebody types, it waits, and it never opens above the cursor: it
  // would move what is being typed. What has no place in the text stands above it.
  let looking = 0
  const look = () => {
    clearTimeout(looking)
    const [first] = model.problems
    const wait = typedAt + LENS_MS - performance.now()
    if (first && wait > 0) { looking = setTimeout(look, wait); return }
    const placed = first && first.line >= 1 && first.line <= view.state.doc.lines
    const line = placed && view.state.doc.line(first.line)
    const above = placed && !first.quiet && view.hasFocus && view.state.selection.main.head > line.to
    const shown = placed && !above
    if (shown || view.state.field(lens).size) view.dispatch({effects: setLens.of(shown ? {at: line.to, message: first.message, repair: first.repair, press: () => repair(view, first, say)} : null)})
    document.documentElement.toggleAttribute("data-lens", Boolean(shown))
    problem.hidden = !first || shown
    problem.textContent = first && !shown ? `${first.line ? `Line ${first.line} · ` : ""}${first.message.split("\n")[0]}` : ""
    problem.title = first?.message ?? ""
    if (shown && first.quiet) { // of a run: it is looked for
      const box = view.lineBlockAt(line.from), {scrollTop, clientHeight} = view.scrollDOM
      if (box.top < scrollTop || box.bottom > scrollTop + clientHeight - 20) view.dispatch({effects: EditorView.scrollIntoView(line.from, {y: "center"})})
    }
  }
  view.contentDOM.addEventListener("blur", () => { if (model.problems.length) look() })

  // Said because of what Python has just changed: it hears nothing before that is done.
  const answer = message => queueMicrotask(() => model.send_msg(message))
  // The lesson and text that Python shows; a draft of that lesson wins over the starter.
  const open = () => {
    ({lesson, starter} = model.text)
    const foreign = model.text.by === "foreign"
    const kept = stored(draftName(lesson)), wasOwn = !isUntried(lesson)
    if (foreign && kept !== null && wasOwn) keepVersion(lesson, kept, starter)
    const draft = foreign ? null : kept
    quiet = true
    view.setState(fresh(draft ?? model.text.source))
    foldKnown(view, model.text.known ?? [])
    quiet = false
    view.scrollDOM.scrollTop = 0
    showPart()
    last = null
    store(OPEN_LESSON, lesson)
    newer.hide()
    if (draft !== null) newer.show(lesson, draft, starter)
    if (foreign) { keep(); storeUntried(lesson, true); origin.say(model.text.origin, kept ?? starter, wasOwn, text()) }
    else origin.hide()
    if (draft !== null && draft !== model.text.source) answer({kind: "typed", lesson, ...program(draft), untried: isUntried(lesson)})
  }

  model.on("text", () => {
    const foreign = model.text.by === "foreign", before = text(), wasOwn = !isUntried(lesson)
    if (model.text.by === "reset" || (foreign && model.text.lesson === lesson && wasOwn)) keepVersion(lesson, before, starter)
    if (model.text.lesson === lesson) {
      starter = model.text.starter // somebody may be writing this very lesson
      replace(model.text.source, model.text.by === "form")
      if (foreign && model.text.origin) origin.say(model.text.origin, before, wasOwn, text())
      if (model.text.by === "reset") origin.hide()
    } else if (!foreign && typed && model.text.lesson === last) {
      // Python is there at last and opens the lesson of the last visit; but somebody has begun to type here.
      last = null
      store(OPEN_LESSON, lesson)
      answer({kind: "hello", lesson, ...program(text())})
    } else open()
  })
  model.on("untried", () => storeUntried(lesson, model.untried))
  model.on(["problems", "notices"], mark)
  model.on("msg:custom", message => {
    if (message.mend) return mend(message.mend)
    if (message.light) {
      const lines = message.light.filter(line => line <= view.state.doc.lines).map(line => view.state.doc.line(line))
      const lit = lines.map(line => line.from)
      unfold(view, lines)
      view.dispatch({effects: [setLit.of(lit), ...lit.slice(0, 1).map(from => EditorView.scrollIntoView(from, {y: "nearest", yMargin: 40}))]})
      return
    }
    const line = view.state.doc.line(Math.min(Math.max(message.line, 1), view.state.doc.lines))
    view.dispatch({selection: {anchor: line.from}, effects: EditorView.scrollIntoView(line.from, {y: "center"})})
    view.focus()
  })
  model.on("after_render", () => { view.setRoot(panelView.shadow_el); view.requestMeasure(); mark() })
  // Undo, asked for at one of the controls: what a control did is one step of the editor's history.
  const step = ({detail}) => (detail.redo ? redo : undo)(view)
  document.addEventListener("playground:undo", step)
  const ran = () => keepVersion(lesson, text(), starter)
  document.addEventListener("playground:run", ran)
  // Two tabs on one lesson: what the other wrote is not lost, and neither is what stands here. The learner chooses.
  const take = theirs => {
    const untried = isUntried(lesson) // the other tab's mark
    replace(theirs, true, !untried)
    if (untried) model.send_msg({kind: "typed", lesson, ...program(theirs), untried})
  }
  const elsewhere = event => {
    if (event.key !== window.playgroundMemory?.key(draftName(lesson))) return
    const theirs = event.newValue ?? starter
    other.hidden = theirs === text()
    if (other.hidden) return
    keepVersion(lesson, theirs, starter)
    const choice = (label, does) => chip(label, () => { other.hidden = true; does(); view.focus() })
    other.replaceChildren(
      "Another tab has changed this lesson’s program. ",
      choice("Take that one", () => { keepVersion(lesson, text(), starter); take(theirs) }),
      " ", choice("Keep this one", keep))
  }
  addEventListener("storage", elsewhere)
  model.on("remove", () => {
    document.removeEventListener("playground:undo", step)
    document.removeEventListener("playground:run", ran)
    removeEventListener("storage", elsewhere)
    versions.remove()
    view.destroy()
  })

  const draft = stored(draftName(last ?? lesson))
  quiet = true
  if ((last === null || last === lesson) && draft !== null) {
    view.setState(fresh(draft))
    newer.show(lesson, draft, starter)
  }
  foldKnown(view, model.text.known ?? [])
  quiet = false
  const link = window.playgroundLink?.() // of a program, in the address with which the page was opened
  model.send_msg({kind: "hello", lesson: last, ...program(draft), untried: draft !== null && isUntried(last ?? lesson), link})
}

export default {CodeMirror: {render}}
