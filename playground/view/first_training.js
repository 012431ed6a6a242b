// The first five seconds: a recorded training of lesson 7 plays once for a newcomer, in the place where curves will be.
// It needs no Python, waits until the page is drawn, and gives way to the first run for good.
(() => {
  const PLAY_MS = 5200, FRAME_MS = 40, CELLS = 44, SIDE = 2.6
  const {remembered, remember} = window.playgroundMemory
  if (remembered("first-training") === "seen") return
  const narrow = matchMedia("(max-width: 899px)"), still = matchMedia("(prefers-reduced-motion: reduce)")
  const root = document.documentElement
  let part, data, curve, plane, epoch, asked = 0

  // The model of the lesson, 2 → 4 → 1, with the weights of a place between two epochs.
  const weightsAt = at => {
    const i = Math.floor(at), share = at - i, now = data.weights[i], next = data.weights[i + 1] ?? now
    return now.map((w, k) => w + share * (next[k] - w))
  }
  const answer = (w, x, y) => {
    let sum = w[16]
    for (let unit = 0; unit < 4; unit++) sum += Math.max(0, x * w[unit] + y * w[4 + unit] + w[8 + unit]) * w[12 + unit]
    return 1 / (1 + Math.exp(-sum))
  }
  const ORANGE = [232, 150, 64], BLUE = [62, 138, 208]
  const surface = document.createElement("canvas")
  surface.width = surface.height = CELLS

  function drawPlane(at) {
    const context = plane.getContext("2d"), size = plane.width, paint = surface.getContext("2d")
    const image = paint.createImageData(CELLS, CELLS), w = weightsAt(at)
    for (let row = 0; row < CELLS; row++) for (let column = 0; column < CELLS; column++) {
      const x = (column + 0.5) / CELLS * 2 * SIDE - SIDE, y = SIDE - (row + 0.5) / CELLS * 2 * SIDE
      const p = answer(w, x, y), sure = Math.abs(p - 0.5) * 2, to = p > 0.5 ? BLUE : ORANGE, i = 4 * (row * CELLS + column)
      for (let c = 0; c < 3; c++) image.data[i + c] = 255 + sure * (to[c] - 255)
      image.data[i + 3] = 255
    }
    paint.putImageData(image, 0, 0)
    context.imageSmoothingEnabled = true
    context.drawImage(surface, 0, 0, size, size)
    for (const [x, y, label] of data.points) {
      context.beginPath()
      context.arc((x + SIDE) / (2 * SIDE) * size, (SIDE - y) / (2 * SIDE) * size, size / 52, 0, 7)
      context.fillStyle = label ? "#1f6fb8" : "#d9780f"
      context.fill()
      context.lineWidth = size / 120
      context.strokeStyle = "#fff"
      context.stroke()
    }
  }

  // The axis is epochs to the power 0.4: what happens, happens early.
  const along = epochs => (epochs / data.epochs.at(-1)) ** 0.4
  function drawCurve(at) {
    const context = curve.getContext("2d"), {width, height} = curve, most = data.loss[0] * 1.08
    const scale = width / curve.clientWidth || 1, left = 4 * scale, low = height - 4 * scale
    const place = (list, i) => [left + along(data.epochs[i]) * (width - left - 8 * scale), low - list[i] / most * (low - 6 * scale)]
    context.clearRect(0, 0, width, height)
    context.strokeStyle = getComputedStyle(root).getPropertyValue("--edge").trim()
    context.lineWidth = scale
    context.strokeRect(left, 4 * scale, width - left - 4 * scale, low - 4 * scale)
    context.strokeStyle = "#d6336c"
    for (const [list, dashes] of [[data.val_loss, [4, 3]], [data.loss, []]]) {
      const i = Math.floor(at), share = at - i
      context.setLineDash(dashes.map(n => n * scale))
      context.lineWidth = (dashes.length ? 1.4 : 2.2) * scale
      context.beginPath()
      for (let k = 0; k <= i; k++) context.lineTo(...place(list, k))
      let end = place(list, i)
      if (i + 1 < list.length) {
        const next = place(list, i + 1)
        end = [end[0] + share * (next[0] - end[0]), end[1] + share * (next[1] - end[1])]
        context.lineTo(...end)
      }
      context.stroke()
      context.setLineDash([])
      if (!dashes.length) {
        context.beginPath()
        context.arc(...end, 3 * scale, 0, 7)
        context.fillStyle = "#d6336c"
        context.fill()
      }
    }
    const i = Math.round(at)
    epoch.textContent = `epoch ${data.epochs[i]} · loss ${data.loss[i].toPrecision(2)}`
  }
  const draw = at => { drawPlane(at); drawCurve(at) }
  const sized = () => {
    const sharp = Math.min(2, devicePixelRatio || 1)
    for (const canvas of [curve, plane]) {
      canvas.width = Math.round((canvas.clientWidth || 96) * sharp)
      canvas.height = Math.round((canvas.clientHeight || 96) * sharp)
    }
  }

  let at = 0
  function play() {
    const last = data.epochs.length - 1, begun = performance.now()
    cancelAnimationFrame(asked)
    sized()
    let drawn = -FRAME_MS
    part.dataset.playing = "yes"
    const frame = now => {
      const share = Math.min(1, Math.max(0, now - begun) / PLAY_MS)
      if (now - drawn >= FRAME_MS || share === 1) { drawn = now; draw(at = share * last) }
      if (share < 1 && part.isConnected) asked = requestAnimationFrame(frame)
      else part.dataset.playing = "no"
    }
    asked = requestAnimationFrame(frame)
  }
  function end() { // the learner's own training comes in its place
    if (!part.isConnected) return
    part.remove()
    root.removeAttribute("data-first-training")
    cancelAnimationFrame(asked)
    remember("first-training", "seen")
  }
  const place = () => {
    if (narrow.matches) document.querySelector(".reading").prepend(part)
    else document.querySelector("#training .part-top").after(part)
    sized()
    draw(at)
  }

  addEventListener("DOMContentLoaded", () => {
    const template = document.getElementById("first-training")
    if (!template) return
    part = template.content.firstElementChild.cloneNode(true)
    data = JSON.parse(document.getElementById("first-training-data").textContent)
    ;[curve, plane] = part.querySelectorAll("canvas")
    epoch = part.querySelector(".first-epoch")
    part.querySelector("[data-play]").addEventListener("click", play)
    part.querySelector("[data-close]").addEventListener("click", end)
    part.querySelector("a").addEventListener("click", end)
    document.addEventListener("playground:run", end)
    const begin = () => {
      if (!root.dataset.state) return
      watching.disconnect()
      if (!["loading", "ready"].includes(root.dataset.state) || root.dataset.stage !== "layer") return
      root.toggleAttribute("data-first-training", true)
      at = data.epochs.length - 1
      place()
      narrow.addEventListener("change", () => { if (part.isConnected) place() })
      if (!still.matches) setTimeout(play, 250)
      // Another lesson, or a run that was started elsewhere.
      new MutationObserver(() => {
        if (!["loading", "ready"].includes(root.dataset.state) || root.dataset.stage !== "layer") end()
      }).observe(root, {attributeFilter: ["data-state", "data-stage"]})
      new MutationObserver(() => { if (part.isConnected && part.dataset.playing !== "yes") draw(at) }).observe(root, {attributeFilter: ["data-theme"]})
    }
    const watching = new MutationObserver(begin)
    watching.observe(root, {attributeFilter: ["data-state"]})
    begin()
  })
})()
