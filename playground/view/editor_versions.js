// Earlier versions of the learner's program, lesson by lesson: what was run, what Reset or another tab replaced. The
// newest first; each is brought back with one press, and what stands there then is kept in turn.
const MOST = 12, MOST_CHARACTERS = 250_000 // versions of a lesson, and of all but the newest together

const memory = () => window.playgroundMemory
const kept = lesson => {
  try {
    const found = JSON.parse(memory()?.remembered(`versions.${lesson}`) ?? "[]")
    return Array.isArray(found) ? found.filter(each => typeof each?.source === "string" && Number.isFinite(each.at)) : []
  } catch { return [] }
}

export function keepVersion(lesson, source, starter) {
  if (!source.trim() || source === starter) return
  const others = kept(lesson).filter(each => each.source !== source)
  let room = MOST_CHARACTERS
  const fitting = others.slice(0, MOST - 1).filter(each => (room -= each.source.length) >= 0)
  memory()?.remember(`versions.${lesson}`, JSON.stringify([{at: Date.now(), source}, ...fitting]))
}

const when = at => {
  const minutes = Math.round((Date.now() - at) / 60_000)
  if (minutes < 1) return "just now"
  if (minutes < 60) return `${minutes} min ago`
  return new Date(at).toLocaleString(undefined, {dateStyle: "medium", timeStyle: "short"})
}
// The first line in which two programs differ, as the older one has it.
const difference = (source, now) => {
  const a = source.split("\n"), b = new Set(now.split("\n"))
  const own = a.filter(line => line.trim() && !b.has(line))
  return own.length ? `${own[0].trim().slice(0, 60)}${own.length > 1 ? ` … ${own.length} lines differ` : ""}` : "shorter than now"
}

// A button in the program's head with a list below it. `restore` puts a program in the place of the one there is.
export function versionsButton({lesson, now, restore}) {
  const node = document.createElement("div")
  node.className = "versions"
  const button = Object.assign(document.createElement("button"), {type: "button", className: "chip", textContent: "Earlier versions"})
  button.setAttribute("aria-expanded", "false")
  const list = document.createElement("ul")
  list.hidden = true
  node.append(button, list)
  const close = focus => {
    list.hidden = true
    button.setAttribute("aria-expanded", "false")
    if (focus) button.focus()
  }
  const open = () => {
    const items = kept(lesson()).filter(each => each.source !== now())
    list.replaceChildren(...items.map(({at, source}) => {
      const item = document.createElement("li"), choice = document.createElement("button")
      choice.type = "button"
      const time = Object.assign(document.createElement("b"), {textContent: when(at)})
      const said = Object.assign(document.createElement("code"), {textContent: difference(source, now())})
      choice.append(time, said)
      choice.addEventListener("click", () => { keepVersion(lesson(), now(), ""); restore(source); close(true) })
      item.append(choice)
      return item
    }))
    if (!items.length) list.append(Object.assign(document.createElement("li"), {className: "empty", textContent: "None yet. A version is kept when a program runs, and before Reset."}))
    list.hidden = false
    button.setAttribute("aria-expanded", "true")
    list.querySelector("button")?.focus()
  }
  button.addEventListener("click", () => list.hidden ? open() : close(true))
  node.addEventListener("keydown", event => { if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close(true) } })
  const outside = event => { if (!list.hidden && !event.composedPath().includes(node)) close(false) }
  document.addEventListener("pointerdown", outside, true)
  return {node, remove: () => document.removeEventListener("pointerdown", outside, true)}
}
