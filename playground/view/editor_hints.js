// What stands under the pointer or the caret, and the arguments of the call that is being written.
import {completionStatus} from "@codemirror/autocomplete"
import {syntaxTree} from "@codemirror/language"
import {Prec, StateEffect, StateField} from "@codemirror/state"
import {closeHoverTooltips, hoverTooltip, keymap, showTooltip, ViewPlugin} from "@codemirror/view"
import {withCode} from "./editor_lens.js"
import {loadReference, reference, resolve, signatureAt} from "./editor_reference.js"

const element = (tag, className, ...content) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  node.append(...content)
  return node
}
const shown = ({name, default: fallback}) => fallback ? `${name}=${fallback}` : name

// The thing, or the argument, at a place of the program: {from, to, thing, argument}.
function meaningAt(state, pos) {
  const line = state.doc.lineAt(pos)
  const node = syntaxTree(state).resolveInner(pos, 1)
  if (/Comment/.test(node.name)) return null
  const [before] = line.text.slice(0, pos - line.from).match(/[\w.]*$/), [after] = line.text.slice(pos - line.from).match(/^\w*/)
  const chain = before + after
  if (!/^[A-Za-z_][\w.]*\w$|^[A-Za-z_]$/.test(chain)) return null
  const to = pos + after.length, from = to - chain.split(".").at(-1).length
  const text = state.doc.toString()
  const signature = signatureAt(state, to)
  const argument = signature && /^\s*=(?!=)/.test(state.sliceDoc(to, to + 3)) && signature.thing.arguments.find(each => each.name === chain)
  if (argument) return {from, to, argument, of: signature.thing}
  if (/String/.test(node.name)) return null
  const found = resolve(chain, text, pos)
  return found?.thing ? {from, to, thing: found.thing} : null
}
function explained({thing, argument, of}) {
  const box = element("div", "cm-explained")
  if (argument) {
    box.append(element("p", "", element("code", "", shown(argument)), ` of ${of.name}`))
    if (argument.said) box.append(element("p", "", ...withCode(argument.said)))
    return box
  }
  const given = thing.arguments
  const called = /^(variable|property)$/.test(thing.kind) ? "" : `(${given.slice(0, 4).map(shown).join(", ")}${given.length > 4 ? ", …" : ""})`
  box.append(element("p", "cm-signature", element("code", "", thing.name + called)))
  if (thing.summary) box.append(element("p", "", ...withCode(thing.summary)))
  const known = given.filter(each => each.said)
  if (known.length) box.append(element("dl", "", ...known.flatMap(each => [element("dt", "", element("code", "", shown(each))), element("dd", "", ...withCode(each.said))])))
  return box
}
const spoken = ({thing, argument}) => argument ? `${argument.name}: ${argument.said}` : `${thing.name}. ${thing.summary} ${thing.arguments.slice(0, 4).filter(a => a.said).map(a => `${a.name}: ${a.said}`).join(" ")}`

// --------------------------------------------------------------------------------------------------- hover
const hover = hoverTooltip(async (view, pos) => {
  const {doc} = view.state
  await loadReference()
  if (view.state.doc !== doc) return null // meanwhile another program stands there
  const found = reference() && meaningAt(view.state, pos)
  return found ? {pos: found.from, end: found.to, above: true, create: () => ({dom: explained(found)})} : null
}, {hideOnChange: true})

// ------------------------------------------------------------------------------- asked for, and signature help
const setHint = StateEffect.define() // {kind: "signature" | "explained", from, tooltip} or null
const hint = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHint)) return effect.value
    return value && transaction.docChanged ? value.kind === "explained" ? null : {...value, tooltip: {...value.tooltip, pos: transaction.changes.mapPos(value.tooltip.pos)}} : value
  },
  provide: field => showTooltip.from(field, value => value?.tooltip ?? null),
})

// One line with the arguments, the current one lit, and its sentence.
function signatureBox({thing, current}) {
  const box = element("div", "cm-signature-help")
  const line = element("p", "cm-signature", `${thing.name}(`)
  thing.arguments.forEach((each, i) => {
    const part = element(i === current ? "mark" : "span", "", shown(each))
    if (i) line.append(", ")
    line.append(part)
  })
  line.append(")")
  box.append(line)
  const argument = thing.arguments[current]
  if (argument?.said) box.append(element("p", "", element("b", "", argument.name), " ", ...withCode(argument.said)))
  else if (!argument && thing.summary) box.append(element("p", "", ...withCode(thing.summary)))
  return box
}

export function hints({say}) {
  let asked = false // a key or "(" opened it; Escape closes it until the next
  let lastSaid = ""
  const speak = text => { if (text !== lastSaid) say(lastSaid = text) }
  const close = view => {
    asked = false
    if (view.state.field(hint)) view.dispatch({effects: setHint.of(null)})
  }
  const follow = view => {
    if (!asked || !view.hasFocus) return close(view)
    const {head, empty} = view.state.selection.main
    const found = empty && signatureAt(view.state, head)
    if (!found) return close(view)
    const key = `${found.from} ${found.current} ${found.thing.name}`
    if (view.state.field(hint)?.key === key) return
    const pos = view.state.doc.lineAt(head).from
    const at = Math.max(found.from, pos)
    view.dispatch({effects: setHint.of({kind: "signature", key, tooltip: {pos: at, above: true, strictSide: false, arrow: false, create: () => {
      const dom = signatureBox(found)
      return {dom, mount: () => dom.querySelector("mark")?.scrollIntoView?.({block: "nearest", inline: "nearest"})}
    }}})})
    const argument = found.thing.arguments[found.current]
    speak(argument ? `${found.thing.name}, ${shown(argument)}. ${argument.said}` : `${found.thing.name}(…)`)
  }
  const explain = view => {
    loadReference().then(() => {
      if (!reference()) return
      const pos = view.state.selection.main.head
      const found = meaningAt(view.state, pos)
      if (!found) {
        asked = true
        follow(view)
        if (!view.state.field(hint)) {
          const said = "Nothing is known about what stands here. Put the caret into a name, or inside the brackets of a call."
          view.dispatch({effects: setHint.of({kind: "explained", key: "", tooltip: {pos, above: true, create: () => ({dom: element("div", "cm-explained", said)})}})})
          speak(said)
        }
        return
      }
      asked = false
      view.dispatch({effects: [closeHoverTooltips, setHint.of({kind: "explained", key: "", tooltip: {pos: found.from, end: found.to, above: true, create: () => {
        return {dom: explained(found)}
      }}})]})
      lastSaid = ""
      speak(spoken(found))
    })
    return true
  }
  const follower = ViewPlugin.fromClass(class {
    update(update) {
      const {view, docChanged, selectionSet, focusChanged} = update
      if (docChanged && update.transactions.some(each => each.isUserEvent("input") && !each.isUserEvent("input.paste"))) { // who pastes does not ask
        loadReference()
        let typed = ""
        update.changes.iterChanges((_a, _b, _c, _d, text) => { typed += text.sliceString(0, 40) })
        if (/[(,=]/.test(typed)) asked = true
      }
      const explaining = view.state.field(hint)?.kind === "explained"
      if (explaining && (selectionSet || focusChanged)) queueMicrotask(() => close(view))
      else if (docChanged || selectionSet || focusChanged) queueMicrotask(() => { if (asked) reference() ? follow(view) : loadReference().then(() => follow(view)) })
    }
  })
  return {explain, extension: [
    hover, hint, follower,
    keymap.of([{key: "Ctrl-Shift-Space", mac: "Cmd-Shift-Space", run: explain}]),
    Prec.highest(keymap.of([ // before a list that is on its way takes Escape for itself
      {key: "Escape", run: view => {
        if (completionStatus(view.state) === "active" || !view.state.field(hint)) return false
        close(view)
        return true
      }},
    ])),
  ]}
}
