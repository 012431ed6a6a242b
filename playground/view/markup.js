// Shows the HTML that Python wrote. Only what differs is changed: nodes keep focus, scroll position and state.
function sameKind(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.dataset?.key ?? "") === (b.dataset?.key ?? "")
}

function patchAttributes(old, next) {
  for (const {name} of [...old.attributes])
    if (!next.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name)
  for (const {name, value} of next.attributes)
    if (old.getAttribute(name) !== value && !(name === "open" && old.nodeName === "DETAILS")) old.setAttribute(name, value)
}

function patch(parent, source) {
  let old = parent.firstChild
  for (let next = source.firstChild; next;) {
    const following = next.nextSibling
    if (old && sameKind(old, next)) {
      if (old.nodeType === Node.ELEMENT_NODE) {
        patchAttributes(old, next)
        patch(old, next)
      } else if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue
      old = old.nextSibling
    } else parent.insertBefore(next, old)
    next = following
  }
  while (old) {
    const following = old.nextSibling
    old.remove()
    old = following
  }
}

// Another text is read from its beginning, wherever the one before was left.
function readFromTop(text) {
  let card = text
  while (card && !card.matches(".lesson")) card = card.parentElement ?? card.getRootNode().host
  const top = Math.max(0, card?.getBoundingClientRect().top ?? 0)
  if (text.getBoundingClientRect().top < top - 1) text.scrollIntoView({block: "start"})
}

// The lines of a list are put in another order, by mouse or finger; buttons do the same by keyboard.
function sortable(el, send) {
  let held = null
  const lines = () => [...held.list.children]
  el.addEventListener("pointerdown", event => {
    const line = event.target.closest("[data-sort] > li")
    if (!line || event.button || event.target.closest("button") || (event.pointerType !== "mouse" && !event.target.closest(".grip"))) return
    event.preventDefault() // selects no text
    held = {list: line.parentElement, from: [...line.parentElement.children].indexOf(line), to: null, line}
    held.to = held.from
    line.setPointerCapture(event.pointerId)
    line.classList.add("held")
  })
  el.addEventListener("pointermove", event => {
    if (!held) return
    const under = lines().findIndex(line => event.clientY < line.getBoundingClientRect().bottom)
    held.to = under < 0 ? lines().length - 1 : under
    lines().forEach((line, at) => line.classList.toggle("target", at === held.to && at !== held.from))
  })
  const drop = event => {
    if (!held) return
    const {list, from, to} = held
    for (const each of lines()) each.classList.remove("target", "held")
    held = null
    if (event.type === "pointerup" && to !== from) send({action: "ladder", value: `${list.dataset.sort}:move:${from}:${to}`})
  }
  el.addEventListener("pointerup", drop)
  el.addEventListener("pointercancel", drop)
}

export function render({model, view, el}) {
  window.playgroundAdoptStyle?.(view.shadow_el)
  window.playgroundGlossary?.watch(view.shadow_el)
  const draw = () => {
    const template = document.createElement("template")
    template.innerHTML = model.html
    window.playgroundGlossary?.mark(template.content)
    const atEnd = [...el.querySelectorAll("[data-follow]")].filter(e => e.scrollHeight - e.scrollTop - e.clientHeight < 8)
    const begun = el.querySelector("[data-begin]")
    const read = el.querySelector("[data-read]")?.dataset.key
    const focused = el.querySelector("[data-focus]")?.dataset.focus
    patch(el, template.content)
    const moved = el.querySelector("[data-focus]") // what was moved takes the focus along
    if (moved && moved.dataset.focus !== focused) moved.focus()
    const text = el.querySelector("[data-read]")
    if (read !== undefined && text && text.dataset.key !== read) readFromTop(text)
    for (const e of atEnd) e.scrollTop = e.scrollHeight
    const begin = el.querySelector("[data-begin]") // what is long and new is read from its first line
    if (begin && !begun) {
      const scroller = begin.closest("[data-follow]")
      if (begin.hasAttribute("data-opens")) window.playgroundFold?.("output", false)
      if (scroller) scroller.scrollTop += begin.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8
    }
  }
  el.addEventListener("toggle", event => { // does not bubble
    if (event.target.matches?.(".twin")) model.send_msg({action: "table", value: event.target.open ? "open" : ""})
  }, true)
  el.addEventListener("click", event => {
    const way = event.target.closest("[data-goto]")
    if (way) el.querySelector(way.dataset.goto)?.scrollIntoView({block: "start"})
    const button = event.target.closest("[data-action]")
    if (button && button.getAttribute("aria-disabled") !== "true")
      model.send_msg({action: button.dataset.action, value: button.dataset.value ?? ""})
  })
  sortable(el, message => model.send_msg(message))
  model.on("html", draw)
  draw()
}
