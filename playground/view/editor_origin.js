// Above a program that came by a link or a file: where it came from, and one press to the learner's own.
import {chip} from "./editor_chip.js"

export function originBar({lesson, restore}) {
  const node = document.createElement("p")
  node.className = "editor-other editor-origin"
  node.setAttribute("role", "note")
  node.setAttribute("aria-live", "polite")
  node.setAttribute("aria-label", "Where this program comes from")
  node.hidden = true
  let at = "", mine = "" // the lesson whose program it is; what the learner had there
  const hide = () => { node.hidden = true }
  // `before` is what stood there, `isOwn` whether the learner wrote it, `shown` what stands there now.
  const say = (text, before, isOwn, shown) => {
    if (isOwn || node.hidden || at !== lesson()) mine = before
    at = lesson()
    node.replaceChildren(`${text} `)
    if (mine.trim() && mine !== shown)
      node.append(chip("Your own program", () => { hide(); if (lesson() === at) restore(mine) }), " ")
    node.append(chip("Keep this one", hide))
    node.hidden = false
  }
  return {node, say, hide}
}
