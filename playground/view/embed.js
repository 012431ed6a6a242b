// In a frame of another page, ?embed=ORIGIN tells that page the height that the program needs, and which
// tasks are passed. The browser delivers it to that origin alone, and nothing that comes back is heard.
(() => {
  if (parent === window) return
  let target = null
  try {
    const {origin, protocol} = new URL(new URLSearchParams(location.search).get("embed"))
    if (/^https?:$/.test(protocol)) target = origin
  } catch { /* no origin was named: nobody is told */ }
  if (!target) return
  const tell = message => parent.postMessage({source: "layer-playground", ...message}, target)

  const deep = (tree, selector) => tree.querySelector(selector) ??
    [...tree.querySelectorAll("*")].reduce((found, el) => found ?? (el.shadowRoot && deep(el.shadowRoot, selector)), null)
  let told = 0
  const measure = () => { // as it is, but with the whole program instead of the part that is shown
    const scroller = deep(document.getElementById("program"), ".cm-scroller"), content = scroller?.querySelector(".cm-content")
    if (!content) return
    const height = Math.ceil(document.querySelector(".page").offsetHeight - scroller.clientHeight + content.offsetHeight)
    if (Math.abs(height - told) > 1) tell({height: told = height})
    return content
  }
  addEventListener("DOMContentLoaded", () => {
    const waiting = setInterval(() => { // until the editor is there
      const content = measure()
      if (!content) return
      clearInterval(waiting)
      new ResizeObserver(measure).observe(content)
      addEventListener("resize", measure)
    }, 200)
  })
  document.addEventListener("playground:passed", ({detail}) => {
    tell({passed: Object.fromEntries(Object.entries(detail).map(([lesson, tasks]) => [lesson, Object.keys(tasks)]))})
  })
})()
