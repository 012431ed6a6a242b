// The status line, the progress bar and, for those who listen, a voice that says how training goes.
const QUIET_MS = 2000

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "status"
  el.innerHTML = `
    <div class="progress" role="progressbar" aria-label="Epochs" aria-valuemin="0"><i></i></div>
    <div class="status-line"><span class="status-dot" aria-hidden="true"></span>
    <p role="status" aria-label="Status"></p><span class="left" aria-hidden="true"></span></div>
    <p class="unseen" aria-live="polite"></p>`
  const bar = el.querySelector(".progress")
  const line = el.querySelector("[role=status]")
  const voice = el.querySelector("[aria-live]:not([role])")
  const left = el.querySelector(".left")
  const page = document.documentElement.dataset

  const show = () => {
    // thirty announcements a second would be noise: while it trains, only milestones are spoken
    line.setAttribute("aria-live", model.state === "training" ? "off" : "polite")
    if (line.textContent !== model.line) line.textContent = model.line
    page.state = el.dataset.state = model.state
    page.stage = model.stage
    document.documentElement.style.setProperty("--layers", String(model.layers))
    document.documentElement.toggleAttribute("data-trains", model.stage !== "layer")
  }
  const progress = () => {
    const [done, all] = model.progress
    bar.hidden = !all
    bar.setAttribute("aria-valuemax", String(all || 1))
    bar.setAttribute("aria-valuenow", String(Math.floor(done)))
    left.textContent = model.left
    bar.setAttribute("aria-valuetext", `${Math.floor(done)} of ${all} epochs${model.left ? `, ${model.left}` : ""}`)
    bar.firstElementChild.style.transform = `scaleX(${all ? Math.min(done / all, 1) : 0})`
  }
  model.on(["line", "state", "stage", "layers"], show)
  model.on(["progress", "left"], progress)
  // Never more than one sentence in two seconds; of several the last one is said.
  let spoken = -Infinity, waiting = 0
  const speak = () => {
    clearTimeout(waiting)
    const wait = spoken + QUIET_MS - performance.now()
    if (wait > 0) { waiting = setTimeout(speak, wait); return }
    spoken = performance.now()
    voice.textContent = model.milestone
  }
  model.on("milestone", speak)
  model.on("remove", () => clearTimeout(waiting))
  show()
  progress()
  document.getElementById("loading")?.remove() // the static page had a line of its own until now
}
