// Hand in: one file, or the same as a text for a learning platform. Python writes it; nothing is sent anywhere.
export function handInDialog({el, ask, save, back}) {
  const node = document.createElement("dialog")
  node.className = "file-pop hand-in"
  node.setAttribute("aria-label", "Hand in")
  node.innerHTML = `
    <h2>Hand in</h2>
    <p class="hand-in-what"></p>
    <label for="hand-in-name">Your name</label>
    <input class="field" id="hand-in-name" maxlength="200" autocomplete="name" spellcheck="false">
    <label for="hand-in-text">Text to paste, where you hand in</label>
    <textarea class="field" id="hand-in-text" rows="6" readonly spellcheck="false"></textarea>
    <p aria-live="polite" class="hand-in-said"></p>
    <div class="dialog-buttons"><button type="button" class="tool" data-do="copy">Copy the text</button><button type="button" class="tool tool-run" data-do="save">Save as a file</button><button type="button" class="tool" data-do="close">Close</button></div>
    <p>Nothing is sent from here. The program is run again by whoever grades it.</p>`
  el.append(node)
  const [what, name, text, said] = [".hand-in-what", "#hand-in-name", "textarea", ".hand-in-said"].map(part => node.querySelector(part))
  let made = null
  const request = () => ask(name.value)
  name.addEventListener("input", request)
  text.addEventListener("focus", () => text.select())
  const does = {
    copy: async () => {
      text.select()
      try { await navigator.clipboard.writeText(text.value) } catch { // not everywhere, nor without https
        if (!document.execCommand("copy")) return "This browser does not copy by itself: press Ctrl or ⌘ + C."
      }
      return "Copied."
    },
    save: () => { save(made.file, new Blob([made.text], {type: "application/json"})); return `Saved as ${made.file}.` },
    close: () => { node.close() },
  }
  for (const button of node.querySelectorAll("[data-do]"))
    button.addEventListener("click", async () => { if (made || button.dataset.do === "close") said.textContent = await does[button.dataset.do]() ?? "" })
  node.addEventListener("close", back)
  const open = () => {
    made = null
    what.textContent = said.textContent = ""
    text.value = "Making the text …"
    node.showModal()
    request()
  }
  const answer = message => {
    made = message.problem ? null : message
    text.value = message.text ?? ""
    said.textContent = message.problem ?? ""
    if (made) what.textContent = `${made.lesson}: ${made.passed} of ${made.tasks} tasks passed.` + (made.passed < made.tasks ? " It can be handed in as it is." : "")
    for (const button of node.querySelectorAll("[data-do]:not([data-do=close])")) button.setAttribute("aria-disabled", String(!made))
  }
  return {open, answer}
}
