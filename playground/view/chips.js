// The chips, and the popover that each of them opens. The popover's contents are views of their own, in page.html;
// they hear of "playground:popover" which fields are wanted.
const POPOVER_EDGE = 8 // pixels that it keeps from the window's edge

const TERMS = {optimizer: "optimizer", loss: "loss", metrics: "metric", epochs: "epoch", batch_size: "batch", validation_split: "validation", layers: "layer"}

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  window.playgroundGlossary?.watch(view.shadow_el)
  el.className = "chip-row"
  const row = document.createElement("div")
  row.className = "chips-scroll"
  el.append(row)
  const popover = document.getElementById("settings")
  const title = document.getElementById("settings-title")
  const buttons = new Map()
  let open = null // the id of the chip whose popover is open

  const place = () => {
    const button = buttons.get(open)
    const bar = popover?.offsetParent?.getBoundingClientRect() // none where it is fixed, on a phone
    if (!button || !bar) return
    const box = button.getBoundingClientRect()
    const room = bar.right - popover.offsetWidth - POPOVER_EDGE
    popover.style.left = `${Math.max(POPOVER_EDGE, Math.min(box.left, room) - bar.left)}px`
  }
  const close = focus => {
    if (open === null) return
    const button = buttons.get(open)
    open = null
    popover.hidden = true
    for (const other of buttons.values()) other.setAttribute("aria-expanded", "false")
    if (focus) button?.focus()
  }
  const show = (chip, focus = true) => {
    open = chip.id
    title.textContent = chip.label
    popover.setAttribute("aria-label", `Controls of ${chip.label.toLowerCase()}`)
    popover.dataset.panel = chip.panel
    popover.dataset.chip = chip.id
    popover.hidden = false
    for (const [id, button] of buttons) button.setAttribute("aria-expanded", String(id === chip.id))
    document.dispatchEvent(new CustomEvent("playground:popover", {detail: {panel: chip.panel, fields: chip.fields, focus}}))
    place()
  }

  const draw = () => {
    const wanted = new Set(model.chips.map(chip => chip.id))
    for (const [id, button] of buttons) if (!wanted.has(id)) {
      if (open === id) close(false)
      button.remove()
      buttons.delete(id)
    }
    let group = null
    model.chips.forEach((chip, index) => {
      let button = buttons.get(chip.id)
      if (!button) {
        button = document.createElement("button")
        button.type = "button"
        button.className = "setting"
        button.dataset.chip = chip.id.split(":")[0] // a class may do without some (class_link.js)
        button.setAttribute("aria-expanded", "false")
        button.setAttribute("aria-haspopup", "dialog")
        button.append(document.createElement("span"), document.createElement("b"))
        button.addEventListener("click", () => {
          const now = model.chips.find(other => other.id === chip.id)
          if (open === chip.id) close(true)
          else if (now) show(now)
        })
        buttons.set(chip.id, button)
      }
      const after = chip.id === "epochs" // "300 epochs", but "batch 32"
      const [quiet, value] = button.querySelectorAll("span").length ? [button.querySelector("span"), button.querySelector("b")] : []
      quiet.textContent = chip.quiet
      value.textContent = chip.value
      button.replaceChildren(...(after ? [value, " ", quiet] : [quiet, " ", value]))
      button.setAttribute("aria-label", `${chip.label}: ${chip.value}${chip.changed ? ", changed since the last run" : ""}`)
      const term = TERMS[chip.id.split(":")[0]] // the glossary's word says more than a title would
      if (term) button.dataset.term = term
      else button.title = `${chip.label}: ${chip.value}`
      button.classList.toggle("changed", chip.changed)
      button.classList.toggle("in-code", chip.value === "in code")
      button.classList.toggle("first", group !== null && chip.group !== group)
      group = chip.group
      if (row.children[index] !== button) row.insertBefore(button, row.children[index] ?? null)
    })
    document.documentElement.toggleAttribute("data-controls", model.chips.length > 0)
    if (open !== null) {
      const chip = model.chips.find(other => other.id === open)
      if (chip) document.dispatchEvent(new CustomEvent("playground:popover", {detail: {panel: chip.panel, fields: chip.fields, focus: false}}))
    }
  }

  const escape = event => {
    if (event.key !== "Escape" || open === null || event.defaultPrevented) return
    event.preventDefault()
    close(true)
  }
  const outside = event => {
    const path = event.composedPath()
    if (open !== null && !path.includes(popover) && !path.includes(el)) close(false)
  }
  popover?.addEventListener("keydown", escape)
  el.addEventListener("keydown", escape)
  document.addEventListener("pointerdown", outside, true)
  addEventListener("resize", place)
  model.on("chips", draw)
  model.on("remove", () => {
    document.removeEventListener("pointerdown", outside, true)
    removeEventListener("resize", place)
  })
  draw()
}
