// What names mean: those of the engine and NumPy (reference.json, loaded when somebody first needs it), as the program
// imported them, and those that the program defines.
import {syntaxTree} from "@codemirror/language"

let loading = null, data = null
// The data, or null while they are on their way or where there are none.
export const reference = () => data
export const loadReference = () => loading ??= Promise.resolve(window.playgroundReference?.() ?? null).then(found => data = found, () => null)

const ROOTS = {tensorflow: "tf", keras: "keras", numpy: "np"}
// "tensorflow.keras.layers" → "keras.layers"; null for what is not known here.
const canonical = path => {
  const parts = path.split(".")
  if (path === "playground.datasets") return "datasets"
  if (!Object.hasOwn(ROOTS, parts[0])) return null
  const found = [ROOTS[parts[0]], ...parts.slice(1)].filter(part => part !== "src").join(".")
  return found.replace(/^tf\.keras\b/, "keras")
}

// {name in the program: canonical path} of its imports.
let importsOf = {text: null, found: new Map()}
export function imports(text) {
  if (importsOf.text === text) return importsOf.found
  const found = new Map()
  for (const [, path, alias] of text.matchAll(/^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?/gm)) {
    const name = alias ?? path.split(".")[0]
    const meant = canonical(alias ? path : name)
    if (meant) found.set(name, meant)
  }
  for (const [, path, bracketed, plain] of text.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]*))/gm))
    for (const part of (bracketed ?? plain).split(",")) {
      const [, name, alias] = part.match(/^\s*(\w+)(?:\s+as\s+(\w+))?/) ?? []
      const meant = name && canonical(`${path}.${name}`)
      if (meant) found.set(alias ?? name, meant)
    }
  importsOf = {text, found}
  return found
}

const thing = index => {
  if (index === undefined) return null
  const [name, kind, summary, given = [], result = ""] = data.things[index]
  return {name, kind, summary, result, arguments: given.map(([name, fallback, said]) => ({name, default: fallback, said: data.meanings[said]}))}
}
// What a canonical path is: {space} or {thing} or null.
function at(path) {
  if (data.spaces[path]) return {space: data.spaces[path], path}
  const dot = path.lastIndexOf("."), index = data.spaces[path.slice(0, dot)]?.[path.slice(dot + 1)]
  return index === undefined ? null : {thing: thing(index), path}
}
export const known = path => data && at(path)?.thing

// "model", "layers.Dense", "self.dense": {space}, {thing}, {methods, own} or null. `pos`: where it stands.
export function resolve(chain, text, pos = text.length) {
  if (!data) return null
  const [head, ...rest] = chain.split(".")
  const path = imports(text).get(head)
  if (path && !assigned(head, text)) return rest.reduce((found, part) => found?.space && at(`${found.path}.${part}`), at(path))
  if (!rest.length) return instance(head, text, pos) ?? defined(head, text)
  if (rest.length > 1) return null
  const methods = instance(head, text, pos)?.methods
  return methods && Object.hasOwn(methods, rest[0]) ? {thing: thing(methods[rest[0]])} : null
}
const assigned = (name, text) => new RegExp(`^[ \\t]*${name}[ \\t]*=[^=]`, "m").test(text)

// The class or function `name` of the program, as a thing.
export function defined(name, text) {
  const found = text.match(new RegExp(`^([ \\t]*)(class|def)[ \\t]+${name}\\b(?:\\(([^)]*)\\))?`, "m"))
  if (!found) return null
  const [, indent, kind, brackets = ""] = found
  const body = bodyOf(text, found.index)
  const doc = body.match(/^[^\n]*:[^\n]*\n\s*(?:[rR]?"""|''')\s*([^\n]*?)\s*(?:"""|'''|\n)/)?.[1] ?? ""
  const listed = kind === "def" ? brackets : body.match(/def __init__\(([^)]*)\)/)?.[1] ?? ""
  const given = splitArguments(listed).map(part => {
    const [, name, fallback = ""] = part.match(/^\**(\w+)(?:\s*:[^=]*)?(?:\s*=\s*([\s\S]*))?$/) ?? [null, ""]
    return {name, default: fallback.trim(), said: ""}
  }).filter((each, i) => each.name && !(i === 0 && each.name === "self"))
  const base = kind === "class" ? baseOf(brackets, text) : ""
  return {thing: {name, kind: kind === "def" ? "function" : "class", summary: doc, result: base, arguments: given, own: true, line: text.slice(0, found.index + indent.length).split("\n").length}}
}
// Up to the next line that is indented no further.
function bodyOf(text, from) {
  const rest = text.slice(from), indent = rest.match(/^[ \t]*/)[0].length
  const end = rest.slice(1).search(new RegExp(`\\n[ \\t]{0,${indent}}[^\\s)]`))
  return end < 0 ? rest : rest.slice(0, end + 1)
}
const baseOf = (bases, text) => {
  const [first] = bases.split(",")
  const found = first && resolve(first.trim(), text)
  return found?.thing?.kind === "class" ? found.thing.result : ""
}
function splitArguments(text) {
  const parts = []
  let depth = 0, part = ""
  for (const c of text) {
    if ("([{".includes(c)) depth++
    if (")]}".includes(c)) depth--
    if (c === "," && !depth) { parts.push(part.trim()); part = "" } else part += c
  }
  return [...parts, part.trim()].filter(Boolean)
}

// What a variable holds, by the last line above `pos` that gives it a value: {methods, own names}.
function instance(name, text, pos) {
  if (name === "self") {
    const start = [...text.slice(0, pos).matchAll(/^([ \t]*)class[ \t]+(\w+)(?:\(([^)]*)\))?/gm)].at(-1)
    if (!start) return null
    const own = [...bodyOf(text, start.index).matchAll(/\bself\.(\w+)\s*(?::[^=\n]*)?=[^=]|def[ \t]+(\w+)/g)].map(found => found[1] ?? found[2])
    return {methods: data.methods[baseOf(start[3] ?? "", text)] ?? {}, own: [...new Set(own)].filter(name => !name.startsWith("__"))}
  }
  const before = text.slice(0, pos)
  const given = [...before.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*([\\w.]+)\\(`, "gm"))].at(-1)
  const tape = before.match(new RegExp(`with[ \\t]+([\\w.]+)\\([^\\n]*\\)[ \\t]+as[ \\t]+${name}[ \\t]*:`))
  const callee = (given ?? tape)?.[1]
  if (!callee || callee === name) return null
  const made = callee.startsWith(`${name}.`) ? null : resolve(callee, text, given?.index ?? pos)?.thing
  const kind = made?.name === "GradientTape" ? "GradientTape" : made?.result
  if (!kind && !made?.own) return null
  const own = made.own && made.kind === "class" ? [...bodyOf(text, text.search(new RegExp(`^[ \\t]*class[ \\t]+${made.name}\\b`, "m"))).matchAll(/\bself\.(\w+)\s*=[^=]|def[ \t]+(\w+)/g)].map(found => found[1] ?? found[2]).filter(name => !name.startsWith("__")) : []
  return {methods: data.methods[kind] ?? {}, own: [...new Set(own)], thing: {name, kind: "variable", summary: `Made by \`${callee}(…)\`${made.summary ? `: ${made.summary}` : ""}`, arguments: [], result: ""}}
}
export const methodThing = (methods, name) => thing(methods[name])
export const things = space => Object.entries(space).map(([name, index]) => ({...thing(index), name}))

// Spaces below one: keras → layers, optimizers …
export const spacesIn = path => Object.keys(data.spaces).filter(each => each.startsWith(`${path}.`)).map(each => each.slice(path.length + 1)).filter(each => !each.includes(".")).concat(path === "tf" ? ["keras"] : [])

// The call around `pos`: {from: of its bracket, callee, index, name: of a keyword argument or "", used: names given}.
export function callAt(state, pos) {
  let node = syntaxTree(state).resolveInner(pos, -1)
  while (node && !(node.name === "ArgList" && node.from < pos && (pos < node.to || state.sliceDoc(node.to - 1, node.to) !== ")"))) {
    if (/^(FunctionDefinition|ClassDefinition|Body)$/.test(node.name)) return null
    node = node.parent
  }
  if (!node || node.parent?.name !== "CallExpression") return null
  let start = node.from + 1, index = 0
  for (let child = node.firstChild; child && child.from < pos; child = child.nextSibling)
    if (child.name === "," && child.to <= pos) { start = child.to; index++ }
  const used = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name === "VariableName" && child.nextSibling?.name === "AssignOp") used.push(state.sliceDoc(child.from, child.to))
  const name = state.sliceDoc(start, pos).match(/^\s*(\w+)\s*=(?!=)/)?.[1] ?? ""
  return {from: node.from, callee: state.sliceDoc(node.parent.from, node.from).replace(/\s+/g, ""), index, name, used, fresh: state.sliceDoc(start, pos)}
}
// Its thing and the argument that is being written.
export function signatureAt(state, pos) {
  const call = data && callAt(state, pos)
  if (!call || !/^[\w.]+$/.test(call.callee)) return null
  const found = resolve(call.callee, state.doc.toString(), call.from)?.thing
  if (!found || found.kind === "variable" || !found.arguments.length) return null
  const at = call.name ? found.arguments.findIndex(each => each.name === call.name) : call.used.length ? -1 : call.index
  return {...call, thing: found, current: at < found.arguments.length ? at : -1}
}
// The strings that an argument takes.
export const stringsOf = name => data.choices[name] ?? data.choices[`_${name.split("_").at(-1)}`] ?? []
export const meantBy = (name, string) => known(data.meant[name.replace(/^weighted_/, "")]?.[string] ?? "") ?? null
