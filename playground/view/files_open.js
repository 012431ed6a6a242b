// Open: a program or a notebook, by the button or dropped on the page. The browser reads the bytes as text; Python makes
// a program of it. A notebook's outputs, which can be megabytes of pictures, stay here.
const MOST_BYTES = 30_000_000 // of a notebook; a program is far smaller
const MOST_CHARACTERS = 1_000_000 // that are sent: more is no program of this page
const KINDS = /\.(py|pyw|ipynb|txt|md|json|csv|tsv|tab)$/i

export function openButton({button, el, say, send, table}) {
  const input = Object.assign(document.createElement("input"), {type: "file", accept: ".py,.ipynb,.txt,.json,.csv,.tsv,text/x-python,application/x-ipynb+json,text/csv", hidden: true})
  el.append(input)
  button.addEventListener("click", () => input.click())
  input.addEventListener("change", () => {
    const [file] = input.files
    input.value = "" // so that the same file can be chosen twice
    if (file) read(file)
  })
  const read = async file => {
    const nothing = "Nothing of yours was changed."
    try {
      if (file.size > MOST_BYTES) return say(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB; the page opens programs and notebooks up to ${MOST_BYTES / 1e6} MB. ${nothing}`)
      let {text, said} = decoded(new Uint8Array(await file.arrayBuffer()))
      if (text === null) return say(`${file.name} is no text: expected a Python program (.py), a notebook (.ipynb) or a table (.csv). ${nothing}`)
      if (table.isTable(file.name, text)) { say(said); return table.arrived(file.name, text) }
      text = withoutOutputs(text)
      if (text.length > MOST_CHARACTERS) return say(`${file.name} holds ${text.length.toLocaleString("en")} characters, which is too long for a program. ${nothing}`)
      send({name: file.name, text, said})
    } catch (error) {
      say(`${file.name} could not be read (${error.message}). ${nothing}`)
    }
  }

  // Dropped anywhere on the page; a file that a browser would show instead must not carry the page away.
  const holds = event => [...event.dataTransfer?.types ?? []].includes("Files")
  const over = event => {
    if (!holds(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "copy"
    document.documentElement.toggleAttribute("data-dropping", true)
  }
  const out = event => { if (!event.relatedTarget) document.documentElement.removeAttribute("data-dropping") }
  const drop = event => {
    document.documentElement.removeAttribute("data-dropping")
    if (!holds(event) || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    const files = [...event.dataTransfer.files]
    const file = files.find(each => KINDS.test(each.name)) ?? files[0]
    if (file) read(file)
    else say("That was no file: drop a .py, .ipynb or .csv file.")
  }
  document.addEventListener("dragover", over, true)
  document.addEventListener("dragleave", out, true)
  document.addEventListener("drop", drop, true)
  return {remove: () => {
    document.removeEventListener("dragover", over, true)
    document.removeEventListener("dragleave", out, true)
    document.removeEventListener("drop", drop, true)
  }}
}

// UTF-8 (with or without its mark), UTF-16 by its mark, else Latin-1, which is said. null: these are no characters.
export function decoded(bytes) {
  const [a, b] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    return {text: new TextDecoder(a === 0xff ? "utf-16le" : "utf-16be").decode(bytes), said: "It was in UTF-16."}
  const head = bytes.subarray(0, 65_536)
  if (head.some(byte => byte < 9 || (byte > 13 && byte < 27))) return {text: null, said: ""}
  try {
    return {text: new TextDecoder("utf-8", {fatal: true}).decode(bytes), said: ""}
  } catch {
    return {text: new TextDecoder("windows-1252").decode(bytes), said: "It is not UTF-8; it was read as Latin-1: look at its letters."}
  }
}

function withoutOutputs(text) {
  if (text.trimStart()[0] !== "{") return text
  try {
    const {cells} = JSON.parse(text)
    return Array.isArray(cells) ? JSON.stringify({cells: cells.map(cell => ({cell_type: cell?.cell_type, source: cell?.source ?? ""}))}) : text
  } catch { return text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text } // Python says that it is damaged
}
