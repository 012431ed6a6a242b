// The pictures that the page shows, as files: the charts as Bokeh draws them, the network's own drawing.
const CHARTS = {training: ["Loss", "Metrics"]}
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "visibility", "display", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "paint-order", "image-rendering"]
const SCALE = 2 // pixels of a PNG for one of the page

const partOf = element => { // the section of the page, through the views' shadow trees
  for (let at = element; at; at = at.getRootNode().host) {
    const part = at.closest?.("section.part")
    if (part) return part.id
  }
  return null
}
const search = (tree, selector) => {
  const found = [...tree.querySelectorAll(selector)]
  for (const each of tree.querySelectorAll("*")) if (each.shadowRoot) found.push(...search(each.shadowRoot, selector))
  return found
}
const charts = () => {
  const found = []
  for (const doc of window.Bokeh?.documents ?? []) for (const model of doc._all_models.values()) {
    if (model.type !== "Figure") continue
    const view = Bokeh.index.find_one(model)
    const part = view && partOf(view.el)
    if (part in CHARTS && view.el.getBoundingClientRect().width > 20 && view.el.checkVisibility?.() !== false) found.push({part, view, top: view.el.getBoundingClientRect().top})
  }
  found.sort((a, b) => a.top - b.top)
  return Object.entries(CHARTS).flatMap(([part, labels]) =>
    found.filter(each => each.part === part).slice(0, labels.length).map(({view}, i) => ({name: labels[i].toLowerCase().replace(" ", "_"), label: labels[i], view})))
}
const network = () => search(document.getElementById("network"), ".network-sheet svg")[0] ?? null
const plane = () => {
  const [found] = search(document.getElementById("boundary"), ".plane-picture")
  return found && found.clientWidth > 20 && found.querySelector(".plane-frame") ? found : null
}

export const pictures = () => [...charts(), ...(plane() ? [{name: "decision_boundary", label: "Decision boundary"}] : []), ...(network() ? [{name: "network", label: "Network"}] : [])]

export async function svgOf(name) {
  if (name === "network") return networkSvg(network())
  if (name === "decision_boundary") return planeSvg(plane())
  const chart = charts().find(each => each.name === name)
  if (!chart) throw new Error("it is not shown")
  const layer = chart.view.export("svg", false)
  const svg = layer.ctx.get_serialized_svg(true)
  return withGround(svg)
}
const ground = () => getComputedStyle(document.documentElement).getPropertyValue("--card").trim() || "#fff"
const withGround = svg => svg.replace(/(<svg[^>]*>)/, `$1<rect width="100%" height="100%" fill="${ground()}"/>`)

// The numbers along the sides as they are; the colours and the points as the pixels that they are drawn in.
function planeSvg(picture) {
  const copy = looked(picture.querySelector("svg"))
  const [width, height] = [picture.clientWidth, picture.clientHeight]
  const box = picture.getBoundingClientRect()
  const images = [...picture.querySelectorAll("canvas")].filter(canvas => !canvas.hidden && canvas.width && canvas.height).map(canvas => {
    const at = canvas.getBoundingClientRect()
    return `<image x="${at.left - box.left}" y="${at.top - box.top}" width="${at.width}" height="${at.height}" preserveAspectRatio="none" href="${canvas.toDataURL("image/png")}"/>`
  })
  return withGround(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${images.join("")}${[...copy.childNodes].map(node => new XMLSerializer().serializeToString(node)).join("")}</svg>`)
}

// A copy that looks the same without the page's style sheet.
function looked(drawing) {
  const copy = drawing.cloneNode(true)
  const from = [drawing, ...drawing.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")]
  from.forEach((element, i) => {
    const style = getComputedStyle(element)
    to[i].setAttribute("style", LOOKS.map(look => `${look}:${style.getPropertyValue(look)}`).join(";"))
    for (const {name} of [...to[i].attributes]) if (/^(on|tabindex|role|aria-|data-|class)/.test(name)) to[i].removeAttribute(name)
  })
  return copy
}

function networkSvg(drawing) {
  const copy = looked(drawing)
  const box = drawing.getBoundingClientRect()
  if (!copy.getAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`)
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  const [, , width, height] = copy.getAttribute("viewBox").split(/[\s,]+/).map(Number)
  copy.setAttribute("width", width)
  copy.setAttribute("height", height)
  copy.removeAttribute("style")
  return withGround(new XMLSerializer().serializeToString(copy))
}

export async function pngOf(svg) {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = Object.assign(document.createElement("canvas"), {width: Math.ceil(image.width * SCALE), height: Math.ceil(image.height * SCALE)})
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error("the browser made no picture")), "image/png"))
}
