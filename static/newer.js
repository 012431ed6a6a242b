// "A new version is ready": the service worker has all of it beside the one that is shown, and changes to it when the
// learner says so. It never does while another tab shows the older one, which would then find half of its files.
addEventListener("playground:kept", ({ detail: registration }) => {
  let bar = null;
  let words;

  function show(text) {
    if (!bar) {
      bar = Object.assign(document.createElement("div"), { className: "newer" });
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", "New version");
      words = document.createElement("span");
      words.setAttribute("aria-live", "polite");
      const open = Object.assign(document.createElement("button"), { type: "button", textContent: "Open it" });
      const later = Object.assign(document.createElement("button"), { type: "button", textContent: "Later" });
      open.onclick = takeOver;
      later.onclick = () => (bar.hidden = true);
      bar.append(words, open, later);
      document.body.append(bar);
    }
    words.textContent = text;
    bar.hidden = false;
  }

  function takeOver() {
    const { waiting } = registration;
    if (!waiting) return location.reload(); // another tab was quicker
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data: others }) => {
      if (others) show(`The version before is open in ${others === 1 ? "another tab" : `${others} other tabs`}: close it there first.`);
    };
    waiting.addEventListener("statechange", () => waiting.state === "activated" && location.reload());
    waiting.postMessage("take over, if nobody else looks", [port2]);
  }

  const ready = () => show("A new version is ready. What you wrote stays; a run that is going on ends.");
  const watch = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) ready(); // else it is the first one
    });
  if (registration.waiting && registration.active) ready();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
});
