// The toolbar: native controls that stay the same nodes whatever the state is, so that focus is never lost.
const BUTTONS = {
  // which states a button works in
  run: ["loading", "ready", "stopped", "finished", "failed"],
  pause: ["training", "paused"],
  step: ["loading", "ready", "stopped", "finished", "failed", "paused"],
  stop: ["running", "training", "paused"],
  rewind: ["running", "training", "paused", "stopped", "finished", "failed"],
  reset: ["loading", "ready", "stopped", "finished", "failed", "running", "training", "paused"],
}
const ICONS = {
  run: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  resume: "M3 3h2.5v10H3zM7 3v10l7-5z",
  step: "M3 2.5v11l7-5.5zM11 3h2.5v10H11z",
  stop: "M3.5 3.5h9v9h-9z",
  rewind: "M13.5 2.5v11L7 8zM8 2.5v11L1.5 8z",
  reset: "M8 2.2a5.8 5.8 0 1 0 5.6 7.3l-1.8-.5A4 4 0 1 1 8 4v2.4L12 3.2 8 0z",
}
const icon = name => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`
const DIAL = "M2.5 12.5a6.5 6.5 0 1 1 11 0"
const SPEEDS = {
  // what is said on the control, what in its list, and where the hand of the dial points
  "slow motion": ["Slow", "Slow motion, batch by batch", "M8 10L4.3 8"],
  normal: ["Normal", "Normal, so that it can be seen", "M8 10V5.5"],
  "full speed": ["Full", "Full speed", "M8 10l3.7-2"],
}

const DIALOG = `
  <dialog aria-labelledby="ask" aria-describedby="what">
    <form method="dialog">
      <h2 id="ask">Back to the starter program?</h2>
      <p id="what">Your program in this lesson is replaced by the one it began with, and the ticks of this lesson are cleared. Undo in the editor brings the program back, and the lesson offers to bring back the ticks.</p>
      <div class="dialog-buttons">
        <button value="no" autofocus>Cancel</button>
        <button value="yes" class="danger">Reset program</button>
      </div>
    </form>
  </dialog>`

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  const bar = document.createElement("div")
  bar.className = "toolbar"
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "Training controls")
  const buttons = {}
  for (const [name, label] of Object.entries({run: "Run", pause: "Pause", step: "Step", stop: "Stop", rewind: "Rewind", reset: "Reset"})) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = `tool tool-${name}`
    button.innerHTML = `${icon(name)}<span>${label}</span>`
    button.tabIndex = name === "run" ? 0 : -1
    buttons[name] = button
    bar.append(button)
  }
  const speed = document.createElement("label")
  speed.className = "tool tool-speed"
  speed.title = "How fast a fit goes"
  speed.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path/></svg><span aria-hidden="true"></span><select aria-label="Speed"></select>`
  const choice = speed.querySelector("select")
  choice.append(...model.speeds.map(name => new Option(SPEEDS[name][1], name, name === "normal", name === "normal")))
  const showSpeed = () => {
    speed.querySelector("path").setAttribute("d", DIAL + SPEEDS[choice.value][2])
    speed.querySelector("span").textContent = SPEEDS[choice.value][0]
  }
  choice.addEventListener("change", () => {
    showSpeed()
    model.send_msg({action: "speed", value: choice.value})
  })
  showSpeed()
  buttons.run.title = "Run the program (Ctrl or ⌘ + Enter)"
  buttons.step.title = "Train one batch, then pause"
  buttons.rewind.title = "Run again from the start with the same random numbers: the same program gives the same curve"
  buttons.stop.title = "End the run; what was learned so far stays"
  const tools = document.createElement("div")
  tools.className = "tools"
  tools.append(bar, speed)
  el.innerHTML = DIALOG
  const dialog = el.firstElementChild
  el.prepend(tools)

  const all = Object.values(buttons)
  const works = name => BUTTONS[name].includes(model.state)
  const press = name => {
    if (!works(name)) return
    if (name === "reset") dialog.showModal()
    else {
      if (name === "run" || name === "rewind") document.dispatchEvent(new CustomEvent("playground:run"))
      send(name)
    }
  }
  const send = name => {
    model.send_msg({action: name === "pause" && model.state === "paused" ? "resume" : name})
  }
  const show = () => {
    for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-disabled", String(!works(name)))
    const paused = model.state === "paused"
    const label = paused ? "Resume" : "Pause"
    if (buttons.pause.textContent !== label) {
      buttons.pause.lastChild.textContent = label
      buttons.pause.querySelector("path").setAttribute("d", ICONS[paused ? "resume" : "pause"])
    }
    bar.dataset.state = model.state
  }
  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => press(name))

  // ARIA's toolbar pattern: one tab stop, arrows move inside
  const moveTo = button => {
    for (const other of all) other.tabIndex = other === button ? 0 : -1
    button.focus()
  }
  bar.addEventListener("keydown", event => {
    const at = all.indexOf(event.target)
    const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1}[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    moveTo(all[(to + all.length) % all.length])
  })
  bar.addEventListener("focusin", event => {
    for (const other of all) other.tabIndex = other === event.target ? 0 : -1
  })

  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      document.dispatchEvent(new CustomEvent("playground:reset"))
      model.send_msg({action: "reset"})
    }
    dialog.returnValue = ""
    buttons.reset.focus()
  })
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close() })

  const runKey = event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && !dialog.open) press("run")
  }
  document.addEventListener("keydown", runKey)
  model.on("remove", () => document.removeEventListener("keydown", runKey))
  model.on("state", show)
  show()
}
