// A dialog in the middle of the page. Escape and Close close it; the focus goes back to where it was. It belongs to the
// document: on a phone the buttons for files are put away.
export function dialogOf(label) {
  const node = document.createElement("dialog"), head = document.createElement("div"), close = document.createElement("button")
  node.className = "own"
  node.setAttribute("aria-label", label)
  head.className = "own-head"
  Object.assign(close, {type: "button", className: "chip", textContent: "Close"})
  head.append(Object.assign(document.createElement("h2"), {textContent: label}), close)
  node.append(head)
  document.body.append(node)
  let before = null
  close.addEventListener("click", () => node.close())
  node.addEventListener("keydown", event => event.stopPropagation()) // the page's own keys are not for it
  node.addEventListener("close", () => before?.isConnected && before.focus())
  return {node, remove: () => node.remove(), open() {
    if (node.open) return
    before = document.activeElement
    while (before?.shadowRoot?.activeElement) before = before.shadowRoot.activeElement
    node.showModal()
  }}
}
export const made = (tag, fields = {}, ...inside) => {
  const {attributes = {}, ...plain} = fields
  const node = Object.assign(document.createElement(tag), plain)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...inside)
  return node
}
