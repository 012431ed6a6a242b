const HIGHEST = 560
// A popover below its button: Escape and a press outside close it, and the focus goes back.
export function popoverOf(button, el, label) {
  const node = document.createElement("div")
  node.className = "pop file-pop"
  node.popover = "auto"
  node.setAttribute("role", "dialog")
  node.setAttribute("aria-label", label)
  button.setAttribute("aria-haspopup", "dialog")
  button.setAttribute("aria-expanded", "false")
  button.popoverTargetElement = node
  el.append(node)
  const place = () => {
    const box = button.getBoundingClientRect(), width = node.offsetWidth
    node.style.top = `${box.bottom + 4}px`
    node.style.maxHeight = `${Math.min(HIGHEST, innerHeight - box.bottom - 12)}px` // on a phone it scrolls
    node.style.left = `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`
  }
  node.addEventListener("toggle", ({newState}) => {
    button.setAttribute("aria-expanded", String(newState === "open"))
    if (newState === "open") return place()
    const at = el.getRootNode().activeElement // a press elsewhere has its own focus
    if (!at || node.contains(at)) if (!document.activeElement || document.activeElement === document.body || node.contains(at)) button.focus()
  })
  return {node, place}
}
