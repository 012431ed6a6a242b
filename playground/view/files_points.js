// Points that are drawn, with the pointer or with keys, and written into the program.
import {dialogOf, made} from "./files_dialog.js"

const SIZE = 360, REACH = 3 // pixels of a side; the plane goes from -3 to 3
const CLASSES = 4, MOST = 2000
const APART = 0.16 // of points that are drawn in one drag
const NEAR = 0.25 // what is erased or moved
const SVG = "http://www.w3.org/2000/svg"
const round = value => Math.round(value * 100) / 100
const clamp = value => round(Math.min(REACH, Math.max(-REACH, value)))
const shape = (name, fields) => { const node = document.createElementNS(SVG, name); for (const [key, value] of Object.entries(fields)) node.setAttribute(key, value); return node }
const at = ({x, y}) => [(x + REACH) / (2 * REACH) * SIZE, (REACH - y) / (2 * REACH) * SIZE]

export function pointsDialog({send}) {
  const {node, open, remove} = dialogOf("Draw points")
  const picture = shape("svg", {viewBox: `0 0 ${SIZE} ${SIZE}`, class: "own-plane", tabindex: 0, role: "application", "aria-label": "Plane to draw on, from −3 to 3", "aria-describedby": "own-keys"})
  const grid = shape("path", {class: "own-axes", d: `M0 ${SIZE / 2}h${SIZE}M${SIZE / 2} 0v${SIZE}`}), dots = shape("g", {}), cross = shape("path", {class: "own-cross", d: "M-7 0h14M0 -7v14"})
  picture.append(grid, dots, cross)
  const tools = made("fieldset", {className: "own-tools"}, made("legend", {textContent: "Tool"}))
  const names = [...Array.from({length: CLASSES}, (_, i) => [`${i}`, `Class ${i}`]), ["erase", "Erase"], ["move", "Move"]]
  for (const [value, label] of names) tools.append(made("label", {className: `own-tool own-tool-${value}`}, made("input", {type: "radio", name: "own-tool", value, checked: value === "0"}), label))
  const heard = made("p", {className: "own-said", attributes: {"aria-live": "polite"}})
  const take = made("button", {type: "button", className: "tool", hidden: true}), undo = made("button", {type: "button", className: "tool", textContent: "Undo"}), clear = made("button", {type: "button", className: "tool", textContent: "Clear"})
  const use = made("button", {type: "button", className: "tool", textContent: "Use in the program"}), join = made("button", {type: "button", className: "tool", textContent: "Join the running fit"}), train = made("button", {type: "button", className: "tool tool-run", textContent: "Use and train anew"})
  const about = made("p", {id: "own-join", attributes: {"aria-live": "polite"}})
  join.setAttribute("aria-describedby", about.id)
  node.append(made("p", {id: "own-keys", textContent: "Click or drag. Keys: arrows move the cross (Shift: further), Space or Enter puts a point of the chosen class, erases, or takes up and puts down; 0 to 3 choose a class, Delete erases."}),
    tools, picture, heard, made("div", {className: "own-row"}, take, undo, clear), about, made("div", {className: "own-row"}, use, join, train))

  let offered = [] // points of the data set on which the program trains
  let joinable = false // a fit is going on
  let points = [], cursor = {x: 0, y: 0}, held = null, before = []
  const tool = () => tools.querySelector("input:checked").value
  const choose = value => { tools.querySelector(`input[value="${value}"]`).checked = true; held = null; draw() }
  const remember = () => { before.push(points.map(each => ({...each}))); if (before.length > 200) before.shift() }
  const nearest = ({x, y}) => {
    let found = -1, least = NEAR
    points.forEach((each, i) => { const away = Math.hypot(each.x - x, each.y - y); if (away <= least) [found, least] = [i, away] })
    return found
  }
  function draw(text) {
    const marks = points.map((each, i) => { const [cx, cy] = at(each); return shape("circle", {cx, cy, r: i === held ? 7 : 4.5, class: `own-point own-class-${each.c}`}) })
    dots.replaceChildren(...marks)
    cross.setAttribute("transform", `translate(${at(cursor).join(" ")})`)
    const counts = Array.from({length: CLASSES}, (_, c) => points.filter(each => each.c === c).length)
    heard.textContent = `${text ? `${text} ` : ""}${points.length} points${points.length ? `: ${counts.flatMap((n, c) => n ? [`${n} of class ${c}`] : []).join(", ")}` : ""}.`
    for (const each of [use, join, train]) each.setAttribute("aria-disabled", String(!points.length || (each === join && !joinable)))
    const what = `The program gets the points as text. ${joinable ? "The fit that is going on can train on them from its next epoch; or it starts anew." : "While a model trains, they can also join its fit."}`
    if (about.textContent !== what) about.textContent = what
    undo.setAttribute("aria-disabled", String(!before.length))
    take.hidden = !offered.length || points.length > 0
  }
  const place = where => `at ${where.x}, ${where.y}.`
  function put(where) {
    if (points.length >= MOST) return draw(`No more than ${MOST} points.`)
    points.push({...where, c: Number(tool())})
    draw(`Class ${tool()} ${place(where)}`)
  }
  function erase(where) {
    const i = nearest(where)
    if (i >= 0) points.splice(i, 1)
    draw(i >= 0 ? `Erased ${place(where)}` : "No point here.")
  }
  // The pointer.
  const here = event => {
    const box = picture.getBoundingClientRect()
    return {x: clamp((event.clientX - box.left) / box.width * 2 * REACH - REACH), y: clamp(REACH - (event.clientY - box.top) / box.height * 2 * REACH)}
  }
  let last = null
  picture.addEventListener("pointerdown", event => {
    if (event.button) return
    picture.setPointerCapture(event.pointerId)
    remember()
    last = cursor = here(event)
    if (tool() === "erase") erase(last)
    else if (tool() === "move") { held = nearest(last); if (held < 0) held = null; draw(held === null ? "No point here." : "") }
    else put(last)
  })
  picture.addEventListener("pointermove", event => {
    if (!last) return
    const where = cursor = here(event)
    if (tool() === "erase") { if (nearest(where) >= 0) erase(where) }
    else if (tool() === "move") { if (held !== null) { Object.assign(points[held], where); draw() } }
    else if (Math.hypot(where.x - last.x, where.y - last.y) >= APART) put(last = where)
  })
  const up = () => { last = null; if (tool() === "move") held = null; draw() }
  picture.addEventListener("pointerup", up)
  picture.addEventListener("pointercancel", up)
  // Keys.
  picture.addEventListener("keydown", event => {
    const step = event.shiftKey ? 0.5 : 0.1, way = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step]}[event.key]
    if (way) {
      cursor = {x: clamp(cursor.x + way[0]), y: clamp(cursor.y + way[1])}
      if (held !== null) Object.assign(points[held], cursor)
      const i = nearest(cursor)
      draw(i >= 0 && held === null ? `Class ${points[i].c} ${place(points[i])}` : `${cursor.x}, ${cursor.y}.`)
    } else if (event.key === " " || event.key === "Enter") {
      if (held === null) remember()
      if (tool() === "erase") erase(cursor)
      else if (tool() === "move") {
        held = held === null && nearest(cursor) >= 0 ? nearest(cursor) : null
        draw(held === null ? "Put down." : "Taken up.")
      } else put(cursor)
    } else if (event.key === "Delete" || event.key === "Backspace") { remember(); erase(cursor) }
    else if (/^[0-3]$/.test(event.key)) choose(event.key)
    else return
    event.preventDefault()
  })
  tools.addEventListener("change", () => { held = null; draw() })
  const read = text => text.split(",").filter(part => part.trim()).map(part => part.trim().split(/\s+/).map(Number)).map(([x, y, c]) => ({x, y, c}))
  take.addEventListener("click", () => { remember(); points = offered.map(each => ({...each})); draw(); picture.focus() })
  undo.addEventListener("click", () => { if (before.length) points = before.pop(); held = null; draw() })
  clear.addEventListener("click", () => { remember(); points = []; held = null; draw() })
  const written = () => points.map(({x, y, c}) => `${x} ${y} ${c}`).join(", ")
  for (const [button, then] of [[use, ""], [join, "join"], [train, "anew"]]) button.addEventListener("click", () => { if (button.getAttribute("aria-disabled") !== "true") send({kind: "draw", points: written(), then}) })
  return {
    remove,
    open() { before = []; open(); send({kind: "drawn"}); picture.focus(); draw() },
    answer({points: text, joinable: now, offered: other}) {
      if (now !== undefined) { joinable = now; draw() }
      if (other !== undefined) {
        offered = read(other)
        take.textContent = `Begin with the program’s ${offered.length} points`
        draw()
      }
      if (text === undefined || before.length) return // somebody draws already
      points = read(text)
      draw()
    },
    used() { node.close() },
  }
}
