// Download: one menu. Texts and weights come from Python, pictures from what the page shows.
import {pictures, pngOf, svgOf} from "./files_pictures.js"
import {popoverOf} from "./files_popover.js"

const PICTURES_PLACE = "<!-- pictures -->"

export function downloadMenu({button, el, ask, say, handIn}) {
  const {node, place} = popoverOf(button, el, "Download")
  const list = document.createElement("div")
  node.append(Object.assign(document.createElement("h2"), {textContent: "Download"}), list)
  const heading = text => Object.assign(document.createElement("h3"), {textContent: text})
  const item = (label, about, does) => {
    const made = document.createElement("button")
    made.type = "button"
    made.className = "file-item"
    made.append(Object.assign(document.createElement("b"), {textContent: label}), Object.assign(document.createElement("span"), {textContent: about}))
    if (does) made.addEventListener("click", () => { node.hidePopover(); button.focus(); does() })
    else made.setAttribute("aria-disabled", "true")
    return made
  }
  node.addEventListener("toggle", ({newState}) => {
    if (newState !== "open") return
    list.replaceChildren(Object.assign(document.createElement("p"), {className: "empty", textContent: "Looking what there is …"}))
    ask("list")
  })
  const show = ({sections}) => {
    const parts = []
    for (const {title, items, empty} of sections) {
      parts.push(heading(title))
      for (const {what, label, about} of items) parts.push(item(label, about, what && (() => ask(what))))
      if (!items.length) parts.push(Object.assign(document.createElement("p"), {className: "empty", textContent: empty}))
    }
    parts.push(heading("For your teacher, or another browser"))
    parts.push(item("Hand in …", "program and passed tasks, a file or a text", handIn))
    parts.push(item("Progress (.json)", "every passed task; Open brings it back", () => ask("progress")))
    const shown = pictures()
    const old = /training|boundary|network/.test(document.documentElement.dataset.lastRun ?? "")
    parts.push(heading(shown.length && old ? "Pictures · of the last run" : "Pictures"))
    for (const {name, label} of shown) {
      parts.push(item(`${label} (SVG)`, "sharp at every size", () => picture(name, "svg")))
      parts.push(item(`${label} (PNG)`, "for slides and documents", () => picture(name, "png")))
    }
    if (!shown.length) parts.push(Object.assign(document.createElement("p"), {className: "empty", textContent: "None yet: press Run."}))
    list.replaceChildren(...parts)
    list.querySelector("button")?.focus()
    place()
  }
  node.addEventListener("keydown", event => {
    const items = [...list.querySelectorAll("button")], at = items.indexOf(event.target)
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1}[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    items[(to + items.length) % items.length].focus()
  })
  const picture = async (name, kind) => {
    try {
      const svg = await svgOf(name)
      save(`${name}.${kind}`, kind === "svg" ? new Blob([svg], {type: "image/svg+xml"}) : await pngOf(svg))
    } catch (error) { say(`The picture could not be made (${error.message}).`) }
  }
  const answer = async message => {
    if (message.sections) return show(message)
    if (message.problem) return say(message.problem)
    let content = message.text
    if (message.pictures) { // the place is the last of its name: a program may have printed it, but only as text
      const at = content.lastIndexOf(PICTURES_PLACE)
      content = content.slice(0, at) + await figures() + content.slice(at + PICTURES_PLACE.length)
    }
    try {
      save(message.name, new Blob(message.parts ? message.parts.map(bytesOf) : [content], {type: message.type}))
    } catch (error) { say(`${message.name} could not be saved (${error.message}).`) }
  }
  return {answer}
}

const figures = async () => {
  const found = []
  for (const {name, label} of pictures()) {
    try { found.push(`<figure><img alt="${label}" src="data:image/svg+xml;base64,${base64Of(await svgOf(name))}"><figcaption>${label}</figcaption></figure>`) } catch { /* the rest is worth having */ }
  }
  return found.join("\n")
}
const base64Of = text => {
  let binary = ""
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
const bytesOf = base64 => Uint8Array.from(atob(base64), char => char.charCodeAt(0))
export const save = (name, blob) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
