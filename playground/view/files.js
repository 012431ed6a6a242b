// Open, Download and Share: what enters the page and what leaves it. Python knows what the bytes mean.
import {downloadMenu, save} from "./files_download.js"
import {handInDialog} from "./files_hand_in.js"
import {openButton} from "./files_open.js"
import {pointsDialog} from "./files_points.js"
import {sharePopover} from "./files_share.js"
import {tableDialog} from "./files_table.js"

const ICONS = {
  open: "M2 4.5A1.5 1.5 0 0 1 3.5 3h4l1.5 2h7.5A1.5 1.5 0 0 1 18 6.5v1H5.6L3 15.4A1.5 1.5 0 0 1 2 14z M6.6 9H20l-2.7 8H4z",
  download: "M9 2h2v8l3-3 1.4 1.4L10 13.8 4.6 8.4 6 7l3 3zM3 15h14v2.5H3z",
  share: "M14.5 2a3 3 0 1 1-2.4 4.8L7.9 9a3 3 0 0 1 0 2l4.2 2.2a3 3 0 1 1-.9 1.8L7 12.8a3 3 0 1 1 0-5.6L11.2 5A3 3 0 0 1 14.5 2z",
}

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  el.className = "file-buttons"
  const button = (name, label, title) => {
    const made = document.createElement("button")
    made.type = "button"
    made.className = "icon-button"
    made.setAttribute("aria-label", label)
    made.title = title
    made.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true"><path fill="currentColor" d="${ICONS[name]}"/></svg>`
    el.append(made)
    return made
  }
  const buttons = {
    open: button("open", "Open", "Open a .py, .ipynb or .csv file or kept progress, or drop it on the page"),
    download: button("download", "Download", "Take home the program, what it learned, or the pictures"),
    share: button("share", "Share", "An address that holds this lesson and this program"),
  }
  // What could not be done stands above the page until it is read.
  const said = Object.assign(document.createElement("div"), {className: "said", hidden: true})
  const words = document.createElement("p"), gone = document.createElement("button")
  said.setAttribute("role", "alert")
  Object.assign(gone, {type: "button", className: "chip", textContent: "Close"})
  gone.addEventListener("click", () => { said.hidden = true })
  said.append(words, gone)
  el.append(said)
  const say = text => { words.textContent = text; said.hidden = !text }

  const handIn = handInDialog({el, save, ask: name => model.send_msg({kind: "hand in", name}), back: () => buttons.download.focus()})
  const parts = {
    handIn,
    share: sharePopover({button: buttons.share, el, ask: view => model.send_msg({kind: "share", view})}),
    download: downloadMenu({button: buttons.download, el, ask: what => model.send_msg({kind: "download", what}), say, handIn: handIn.open}),
  }
  const send = message => model.send_msg(message)
  const table = tableDialog({send, say, choose: () => buttons.open.click()})
  const draw = pointsDialog({send})
  const open = openButton({button: buttons.open, el, say, table, send: message => { say(""); send({kind: "open", ...message}) }})
  const asked = ({detail}) => ({table, points: draw})[detail]?.open()
  document.addEventListener("playground-own-data", asked)

  const {seed} = window.playgroundClass ?? {}
  if (Number.isInteger(seed)) model.send_msg({kind: "class", seed}) // every run begins with it
  const linked = () => { // an address with a program was put where this page is
    const link = window.playgroundLinked?.() && window.playgroundLink ? location.hash : null
    if (link) { say(""); model.send_msg({kind: "link", fragment: link}) }
  }
  const shared = () => model.send_msg({kind: "share", view: null}) // for a class's link (teachers.js)
  document.addEventListener("playground:share", shared)
  addEventListener("hashchange", linked)
  model.on("remove", () => {
    removeEventListener("hashchange", linked)
    document.removeEventListener("playground-own-data", asked)
    document.removeEventListener("playground:share", shared)
    for (const each of [open, table, draw]) each.remove()
  })
  model.on("msg:custom", message => {
    if (message.said !== undefined) say(message.said)
    if (message.share) document.dispatchEvent(new CustomEvent("playground:shared", {detail: message.share}))
    if (message.table) table.answer(message.table)
    if (message.draw) draw.answer(message.draw)
    if (message.wanted) table.wanted(message.wanted)
    if (message.used) for (const each of [table, draw]) each.used()
    if (message.view) window.playgroundView?.apply(message.view)
    for (const [name, part] of Object.entries(parts)) if (message[name]) part.answer(message[name])
  })
}
