// What is offered while somebody types: names of the engine, arguments, strings, and names of the program.
import {completeAnyWord} from "@codemirror/autocomplete"
import {syntaxTree} from "@codemirror/language"
import {withCode} from "./editor_lens.js"
import {defined, imports, loadReference, meantBy, methodThing, reference, resolve, signatureAt, spacesIn, stringsOf, things} from "./editor_reference.js"

const ICONS = {class: "class", function: "function", method: "method", property: "property"}
const said = thing => thing?.summary && (() => {
  const box = document.createElement("p")
  box.append(...withCode(thing.summary))
  return box
})
const option = thing => ({label: thing.name, type: ICONS[thing.kind], info: said(thing), boost: thing.name.startsWith("_") ? -9 : 0})
const FIRST = ["compile", "fit", "evaluate", "predict", "summary", "layers", "optimizers", "losses", "ops"]
const own = label => ({label, type: "property", boost: 2})
const first = option => FIRST.includes(option.label) ? {...option, boost: 20 - FIRST.indexOf(option.label)} : option

// Behind a dot.
function members(chain, text, pos) {
  const found = resolve(chain, text, pos)
  if (found?.space) return [...spacesIn(found.path).map(label => first({label, type: "namespace", boost: 1})), ...things(found.space).map(option)]
  if (found?.methods) return [...(found.own ?? []).map(own), ...Object.keys(found.methods).map(name => first(option({...methodThing(found.methods, name), name})))]
  return []
}
const KEYWORDS = "and as assert break class continue def elif else except False finally for from if import in is lambda None not or pass raise return True try while with yield".split(" ").map(label => ({label, type: "keyword"}))
const BUILT_IN = "abs bool dict enumerate float int isinstance len list max min print range round set sorted str sum super tuple type zip".split(" ").map(label => ({label, type: "function"}))

// In a string: what the argument takes.
function strings(context) {
  const {state, pos} = context
  const node = syntaxTree(state).resolveInner(pos, -1)
  if (!/String/.test(node.name)) return null
  const typed = state.sliceDoc(node.from + 1, pos)
  if (!/^\w*$/.test(typed)) return null
  const signature = signatureAt(state, node.from)
  const before = state.sliceDoc(Math.max(0, node.from - 200), node.from)
  const name = signature?.name || signature?.thing.arguments[signature.current]?.name || before.match(/(\w+)\s*=\s*[[({]?[^()=\n]*$/)?.[1]
  const options = name ? stringsOf(name) : []
  return options.length ? {from: node.from + 1, validFor: /^\w*$/, options: options.map((label, i) => ({label, type: "text", info: said(meantBy(name, label)), boost: -i}))} : null
}

const source = words => async context => {
  const {state, pos} = context
  const word = context.matchBefore(/[A-Za-z_][\w.]*/)
  const inString = /String|Comment/.test(syntaxTree(state).resolveInner(pos, -1).name)
  const dot = /\.\w*$/.test(word?.text ?? "")
  const opening = /[(,]\s*$/.test(state.sliceDoc(Math.max(0, pos - 40), pos))
  if (!word && !inString && !opening && !context.explicit) return null
  if (!reference() && await loadReference() === null || context.aborted) return dot || inString ? null : plain(context, words)
  if (inString) return strings(context)
  const text = state.doc.toString()
  if (dot) {
    const at = word.text.lastIndexOf("."), options = members(word.text.slice(0, at), text, pos)
    return options.length ? {from: word.from + at + 1, options, validFor: /^\w*$/} : null
  }
  const signature = signatureAt(state, pos)
  const named = signature && /^\s*\w*$/.test(signature.fresh)
    ? signature.thing.arguments.filter(each => !signature.used.includes(each.name)).map(each => ({
      label: `${each.name}=`, type: "property", detail: each.default, boost: 20, info: said({summary: each.said}),
    })) : []
  const [from, typed] = word ? [word.from, word.text.length] : [pos, 0]
  if (!typed && !context.explicit) return null // the arguments stand in the signature; they are offered from the first letter on
  if (typed < 2 && !context.explicit && !named.length) return null
  return {from, options: [...named, ...(typed < 2 && !context.explicit ? [] : names(text))], validFor: /^\w*$/}
}
function names(text) {
  const found = [...imports(text)].map(([label, path]) => {
    const thing = resolve(label, text)?.thing
    return thing ? {...option(thing), label} : {label, type: "namespace", detail: path === label ? "" : path, boost: 1}
  })
  const defines = [...text.matchAll(/^[ \t]*(?:class|def)[ \t]+(\w+)/gm)].map(([, name]) => defined(name, text)?.thing).filter(thing => thing && !thing.name.startsWith("__"))
  const variables = [...text.matchAll(/^[ \t]*(\w+)[ \t]*=[^=]/gm)].map(([, label]) => ({label, type: "variable"}))
  const all = [...found, ...defines.map(option), ...variables, ...KEYWORDS, ...BUILT_IN]
  const seen = new Set()
  return all.filter(({label}) => !seen.has(label) && seen.add(label))
}
const plain = (context, words) => {
  const word = context.matchBefore(/\w+/)
  return word && (word.to - word.from > 1 || context.explicit) ? {from: word.from, options: words, validFor: /^\w*$/} : null
}
// Words of the program, where there is no file of names.
const anyWord = async context => {
  const before = context.matchBefore(/[\w.]+/)
  if (before?.text.includes(".") || await loadReference()) return null
  return completeAnyWord(context)
}
export const completion = words => [source(words), anyWord]
