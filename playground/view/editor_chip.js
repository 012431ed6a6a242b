// A small button of the editor's bars.
export function chip(label, does) {
  const button = Object.assign(document.createElement("button"), {type: "button", className: "chip", textContent: label})
  button.addEventListener("click", does)
  return button
}
