// The connection to the server: that it is lost is said at once, and it comes back by itself. A session that is still
// there goes on as it was. After a restart of the server a new one begins, with the program that the browser kept; what
// was learned and drawn before stays until the learner asks for that.
(() => {
  const BEAT_MS = 250, ASK_MS = 800, SILENT_MS = 1200 // a look at the line; a question after so long; no answer to it
  const LATE_MS = 1000 // a server that was busy answers others and the line at almost the same time
  const AGAIN_MS = 1000, ANSWER_MS = 2000, MOST_TRIES = 3, PATIENCE_MS = 20000
  const LOST = "Connection lost · what you type is kept · connecting again"
  const SILENT = "No answer from the server · what you type is kept"
  const OLD = "The server was started again · what you see was learned before"
  const UNKEPT = "The server was started again · this browser keeps no text: copy your program first"
  const ANEW = "The server was started again: this is a new session, with your program as it stood"
  const NOTE = "playground.anew"
  const watched = new WeakSet()
  let say = () => {}
  let lost = null, timer = 0, tries = 0
  let note = ""
  try { note = sessionStorage.getItem(NOTE) ? ANEW : ""; sessionStorage.removeItem(NOTE) } catch { /* then it is not said */ }

  const anew = () => {
    try { sessionStorage.setItem(NOTE, "yes") } catch { /* then it is not said */ }
    location.reload()
  }
  const keepsText = () => {
    const {remember, remembered} = window.playgroundMemory
    remember("kept", "yes")
    const kept = remembered("kept") === "yes"
    remember("kept", null)
    return kept
  }
  const begin = () => {
    const learned = document.documentElement.dataset.stage === "training", kept = keepsText()
    if (kept && !learned) anew()
    else say(kept ? OLD : UNKEPT, anew)
  }
  // Whether the server has this session; null: nobody answers.
  const stillThere = async () => {
    const id = lost.connection.deref()?.id ?? ""
    const address = `${location.pathname.replace(/\/$/, "")}/still-there?session=${encodeURIComponent(id)}`
    try {
      const answer = await fetch(address, {cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS)})
      if (answer.status === 404) return false // a server that has not shown a page yet
      return answer.ok ? (await answer.json()).session : null
    } catch { return null }
  }
  // Bokeh 3.9 forgets the arrays of a document that it pulls a second time: its buffers are handed on here.
  const handOnBuffers = () => {
    const connection = lost.connection.deref(), doc = connection?.session?.document
    if (!doc || Object.hasOwn(connection, "_pull_doc_json")) return
    const pull = connection._pull_doc_json.bind(connection)
    let buffers
    connection._pull_doc_json = async () => {
      const pulled = await pull()
      buffers = pulled.buffers
      return pulled
    }
    doc.replace_with_json = json => doc.constructor.from_json(json, [], buffers).destructively_move(doc)
  }
  // And it goes on reading in the middle of a message whose rest was lost: the next line begins with a new one.
  const readAnew = () => {
    const connection = lost.connection.deref()
    if (connection?._receiver) connection._receiver = new connection._receiver.constructor()
  }
  const comeBack = () => {
    try { handOnBuffers(); readAnew() } catch { return begin() }
    lost.reconnect() // if it fails, it is lost again
    timer = setTimeout(begin, PATIENCE_MS)
  }
  const ask = async () => {
    const there = await stillThere()
    if (!lost) return
    if (there === null) timer = setTimeout(ask, AGAIN_MS)
    else if (there && tries++ < MOST_TRIES) comeBack()
    else begin()
  }

  // A line can be lost without a word: no socket is closed, nothing comes. So a line that is quiet is asked something that
  // changes nothing; whatever comes is an answer. A busy server answers late, and goes on; where it answers others, the
  // line itself is dead, and is closed here.
  const beat = socket => {
    let heard = 0, asked = 0, looked = performance.now(), trying = false, count = 0
    const ask = () => {
      asked = performance.now()
      for (const part of [{msgid: `line-${count++}`, msgtype: "SERVER-INFO-REQ"}, {}, {}]) socket.send(JSON.stringify(part))
    }
    const end = () => {
      const {onclose} = socket
      socket.onclose = null
      socket.close()
      onclose?.call(socket, new CloseEvent("close", {code: 4000, reason: "no answer"}))
    }
    const tryOthers = async () => {
      trying = true
      const before = heard
      const answer = await fetch(`${location.pathname.replace(/\/$/, "")}/still-there`, {cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS)}).catch(() => null)
      if (answer?.ok) await new Promise(goOn => setTimeout(goOn, LATE_MS))
      trying = false
      if (answer?.ok && heard === before && socket.readyState === WebSocket.OPEN) { stop(); end() }
    }
    const look = () => {
      const now = performance.now(), slept = now - looked > SILENT_MS
      looked = now
      if (slept) asked = heard = now // this page was asleep, not the line
      if (!heard || socket.readyState !== WebSocket.OPEN || document.hidden) return
      if (asked <= heard) { if (now - heard > ASK_MS) ask() }
      else if (now - asked > SILENT_MS && !trying) { silent = true; if (!lost) say(SILENT); tryOthers() }
    }
    let silent = false
    const timer = setInterval(look, BEAT_MS)
    const stop = () => clearInterval(timer)
    socket.addEventListener("message", () => {
      heard = performance.now()
      if (silent && !lost) say("")
      silent = false
    })
    socket.addEventListener("close", stop)
  }
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(address, protocols) {
      super(address, protocols)
      if (protocols?.[0] === "bokeh") beat(this)
    }
  }

  window.playgroundConnection = {
    note: () => note,
    noted: () => { note = "" },
    // `tell` gets what to say, "" for nothing, and what a button does if there is to be one.
    watch(doc, tell) {
      say = tell
      if (lost) say(LOST)
      if (!doc || watched.has(doc)) return
      watched.add(doc)
      doc.on_event("connection_lost", (_, event) => {
        lost = event
        document.documentElement.toggleAttribute("data-lost", true)
        say(LOST)
        clearTimeout(timer)
        timer = setTimeout(ask, AGAIN_MS)
      })
      doc.on_event("client_reconnected", () => {
        clearTimeout(timer)
        lost = null
        document.documentElement.toggleAttribute("data-lost", false)
        tries = 0
        say("")
      })
    },
  }
})()
