// Every two of a few features as a small picture of its own; the one that is chosen becomes the plane.
const PAIR_SIDE = 64 // pixels of a small picture, as it is computed

// `shown()` tells {count, across, up}; `model.pairs` is as plane.py says; `choose(across, up)` is called for a press.
function pairsPopover({button, el, model, shown, name, choose}) {
  const node = document.createElement("div")
  node.className = "pop pairs-pop"
  node.popover = "auto"
  node.setAttribute("role", "dialog")
  node.setAttribute("aria-label", "Pairs of features")
  button.setAttribute("aria-haspopup", "dialog")
  button.setAttribute("aria-expanded", "false")
  button.popoverTargetElement = node
  node.innerHTML = `<p class="pop-title">Pairs of features</p><div class="pairs" role="group" aria-label="Choose a pair: arrow keys go to its neighbours"></div><p class="pairs-said">The plane goes through the mean of all the others.</p><details><summary>Means as a table</summary><div class="pairs-table" tabindex="0" role="group" aria-label="Mean of each feature in each class"></div></details>`
  const grid = node.querySelector(".pairs"), table = node.querySelector(".pairs-table")
  const buttons = () => [...grid.querySelectorAll("button")]

  const drawn = (canvas, across, up) => {
    const {count, data, labels, colours} = model.pairs
    const values = bytes(data), classes = bytes(labels), context = canvas.getContext("2d")
    canvas.width = canvas.height = PAIR_SIDE * (window.devicePixelRatio || 1)
    context.scale(canvas.width / PAIR_SIDE, canvas.width / PAIR_SIDE)
    const at = byte => 3 + byte / 255 * (PAIR_SIDE - 6)
    classes.forEach((label, i) => {
      context.fillStyle = colours[label % colours.length]
      context.beginPath()
      context.arc(at(values[i * count + across]), PAIR_SIDE - at(values[i * count + up]), 1.6, 0, 7)
      context.fill()
    })
  }
  const heading = (text, row, column) => {
    const made = document.createElement("span")
    Object.assign(made, {textContent: text, className: "pair-name"})
    made.setAttribute("aria-hidden", "true")
    made.style.gridArea = `${row} / ${column}`
    return made
  }
  const fill = () => {
    const {count, means} = model.pairs, {across, up} = shown()
    grid.style.setProperty("--count", count - 1)
    const made = []
    for (let j = 1; j < count; j++) {
      made.push(heading(name(j), j, 1))
      for (let i = 0; i < j; i++) {
        const cell = document.createElement("button"), canvas = document.createElement("canvas")
        const chosen = (i === across && j === up) || (i === up && j === across)
        Object.assign(cell, {type: "button", className: "pair", tabIndex: chosen ? 0 : -1})
        cell.setAttribute("aria-label", `${name(i)} across, ${name(j)} up`)
        cell.setAttribute("aria-pressed", String(chosen))
        Object.assign(cell.dataset, {across: i, up: j})
        cell.style.gridArea = `${j} / ${i + 2}`
        cell.append(canvas)
        cell.addEventListener("click", () => { node.hidePopover(); button.focus(); choose(i, j) })
        made.push(cell)
        drawn(canvas, i, j)
      }
    }
    for (let i = 0; i < count - 1; i++) made.push(heading(name(i), count, i + 2))
    grid.replaceChildren(...made)
    if (!buttons().some(each => each.tabIndex === 0)) buttons()[0].tabIndex = 0
    const rows = means.map((row, i) => `<tr><th scope="row">${name(i)}</th>${row.map(mean => `<td>${mean !== null ? Number(mean.toPrecision(3)) : "–"}</td>`).join("")}</tr>`)
    table.innerHTML = `<table class="numbers"><caption>Mean of each feature in each class of the training data</caption><thead><tr><td></td>${(means[0] ?? []).map((_, i) => `<th scope="col">class ${i}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`
  }
  grid.addEventListener("keydown", event => {
    const from = event.target.closest("button"), step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key]
    if (!from || !step) return
    event.preventDefault()
    const to = grid.querySelector(`[data-across="${Number(from.dataset.across) + step[0]}"][data-up="${Number(from.dataset.up) + step[1]}"]`)
    if (!to) return
    from.tabIndex = -1
    to.tabIndex = 0
    to.focus()
  })
  const place = () => { // below its button as far as there is room
    const box = button.getBoundingClientRect()
    const left = Math.max(8, Math.min(box.left, innerWidth - node.offsetWidth - 8))
    const top = Math.max(8, Math.min(box.bottom + 4, innerHeight - node.offsetHeight - 8))
    Object.assign(node.style, {left: `${left}px`, top: `${top}px`})
  }
  node.querySelector("details").addEventListener("toggle", place)
  node.addEventListener("toggle", ({newState}) => {
    button.setAttribute("aria-expanded", String(newState === "open"))
    if (newState !== "open") return
    fill()
    place()
    grid.querySelector("[tabindex='0']").focus()
  })
  const show = () => {
    button.hidden = !model.pairs.data
    if (button.hidden) return node.remove() // without pairs there is nothing to come to
    if (!node.isConnected) el.append(node)
    if (!node.matches(":popover-open")) return
    const at = node.getRootNode().activeElement?.dataset
    fill()
    if (at?.up) grid.querySelector(`[data-across="${at.across}"][data-up="${at.up}"]`)?.focus()
  }
  model.on("pairs", show)
  show()
}
