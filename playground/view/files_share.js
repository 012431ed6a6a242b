// Share: the address of this lesson and program, and the same as a QR code. The program is in the part behind "#",
// which no server sees.
import {generate} from "lean-qr"
import {popoverOf} from "./files_popover.js"

const CHAT_LIMIT = 2_000 // characters; many programs for mail and chat cut or refuse longer addresses
const QR_LIMIT = 2_953 // bytes, of the largest code
const QUIET = 4 // modules of margin that a code needs

export function sharePopover({button, el, ask}) {
  const {node, place} = popoverOf(button, el, "Share this program")
  node.innerHTML = `
    <h2>Share this program</h2>
    <label for="share-address">Address</label>
    <div class="share-row"><input class="field" id="share-address" readonly spellcheck="false"><button type="button" class="tool tool-run">Copy</button></div>
    <p class="share-copied" aria-live="polite"></p>
    <p class="share-problem" role="alert"></p>
    <label class="share-check"><input type="checkbox" class="check"> With how the page is laid out now</label>
    <div class="share-code"></div>
    <p class="share-note"></p>`
  const [address, copy, copied, problem, layout, code, note] = ["input.field", ".tool", ".share-copied", ".share-problem", ".check", ".share-code", ".share-note"].map(name => node.querySelector(name))
  const request = () => {
    copied.textContent = ""
    ask(layout.checked ? window.playgroundView?.read() ?? null : null)
  }
  node.addEventListener("toggle", ({newState}) => {
    if (newState !== "open") return
    address.value = "Making the address …"
    code.replaceChildren()
    note.textContent = problem.textContent = ""
    request()
  })
  layout.addEventListener("change", request)
  address.addEventListener("focus", () => address.select())
  copy.addEventListener("click", async () => {
    address.select()
    try { await navigator.clipboard.writeText(address.value) } catch { // not everywhere, nor without https
      if (!document.execCommand("copy")) { copied.textContent = "This browser does not copy by itself: press Ctrl or ⌘ + C."; address.focus(); return }
    }
    copied.textContent = "Copied."
  })
  const answer = ({fragment, problem: why}) => {
    problem.textContent = why ?? ""
    address.value = fragment ? `${location.origin}${location.pathname}#${fragment}` : ""
    copy.setAttribute("aria-disabled", String(!fragment))
    code.replaceChildren()
    note.textContent = ""
    if (!fragment) return place()
    const said = ["The program is in the address itself, behind the #: nothing is stored, and no server sees it. It does not run before a visitor presses Run or edits it."]
    if (/^(localhost|127\.|\[::1\]|.*\.localhost$)/.test(location.hostname)) said.push("This page is on your own computer: others cannot open the address.")
    if (address.value.length > CHAT_LIMIT) said.push(`It has ${address.value.length.toLocaleString("en")} characters; some programs for mail and chat cut those over ${CHAT_LIMIT.toLocaleString("en")}. A file from Download always arrives.`)
    if (address.value.length > QR_LIMIT) said.push(`For a QR code it is too long (${QR_LIMIT.toLocaleString("en")} characters are the most).`)
    else code.append(drawn(generate(address.value)))
    note.textContent = said.join(" ")
    place()
  }
  return {answer}
}

// Black on white on every theme: a camera wants it so.
function drawn(bitmap) {
  const size = bitmap.size + 2 * QUIET
  let path = ""
  for (let y = 0; y < bitmap.size; y++) for (let x = 0; x < bitmap.size; x++) if (bitmap.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  const holder = document.createElement("div")
  holder.innerHTML = `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the address" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
  return holder.firstChild
}
