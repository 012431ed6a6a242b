// A lesson whose starter has changed since the learner began to edit it: nothing is lost, and the learner chooses.
import {chip} from "./editor_chip.js"
import {differences, places} from "./editor_differences.js"

const memory = () => window.playgroundMemory
const starterName = lesson => `starter.${lesson}` // the starter from which the draft of a lesson was made

// Kept beside the draft, and gone with it; the first one counts until somebody chooses.
export function keepStarter(lesson, starter, isDraft) {
  if (!isDraft) memory()?.remember(starterName(lesson), null)
  else if ((memory()?.remembered(starterName(lesson)) ?? null) === null) memory()?.remember(starterName(lesson), starter)
}

// The lines that differ: [["−", line], ["+", line] …].
export function changedLines(before, after) {
  const changes = differences(before, after), found = places(changes, after.length), rows = []
  const whole = (text, from, to) => text.slice(text.lastIndexOf("\n", from - 1) + 1, (text.indexOf("\n", to) + 1 || text.length + 1) - 1).split("\n")
  changes.forEach(({from, to, insert}, i) => {
    const end = to > from && before[to - 1] === "\n" ? to - 1 : to
    if (to > from || !insert.endsWith("\n")) rows.push(...whole(before, from, end).map(line => ["−", line]))
    const at = found[i].from, until = insert.endsWith("\n") ? found[i].to - 1 : found[i].to
    if (insert || !before.slice(from, to).endsWith("\n")) rows.push(...whole(after, at, until).map(line => ["+", line]))
  })
  return rows
}

// The line above the program. `take` puts a program in its place, one step that can be undone; `focus` goes back.
export function starterNotice({take, focus}) {
  const node = document.createElement("div")
  node.className = "editor-other"
  node.setAttribute("role", "alert")
  node.hidden = true
  const show = (lesson, mine, starter) => {
    const old = memory()?.remembered(starterName(lesson)) ?? null
    node.hidden = old === null || old === starter || mine === starter
    if (node.hidden) return
    const settle = does => () => {
      memory()?.remember(starterName(lesson), starter)
      node.hidden = true
      does?.()
      focus()
    }
    const list = document.createElement("pre")
    list.tabIndex = 0
    list.setAttribute("role", "group")
    list.setAttribute("aria-label", "Difference between your program (−) and the new one (+)")
    list.hidden = true
    list.append(...changedLines(mine, starter).map(([sign, line]) =>
      Object.assign(document.createElement(sign === "+" ? "ins" : "del"), {textContent: `${sign} ${line}\n`})))
    const difference = chip("See the difference", () => {
      list.hidden = !list.hidden
      difference.setAttribute("aria-expanded", String(!list.hidden))
    })
    difference.setAttribute("aria-expanded", "false")
    node.replaceChildren(
      "This lesson’s program has changed since you began yours. ",
      chip("Keep mine", settle()), " ", chip("Take the new one", settle(() => take(starter))), " ", difference, list)
  }
  return {node, show, hide: () => { node.hidden = true }}
}
