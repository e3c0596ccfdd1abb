/** Everything works without these; they only make it smoother. */

/** Keeps a second click from sending twice (which would be harmless, but looks broken). */
export const SEND_ONCE = `(() => {
  const button = document.querySelector('form button')
  button?.form.addEventListener('submit', () => { button.disabled = true })
  addEventListener('pageshow', () => { if (button) button.disabled = false })
})()`

/** Shows times as the visitor's clock has them, and new answers without reloading. */
export const FOLLOW_CONVERSATION = `(() => {
  const thread = document.getElementById('thread')
  // The page's language, in the way it is written where the visitor lives.
  const language = document.documentElement.lang
  const locale = navigator.languages.find((known) => known.startsWith(language)) ?? language
  const localTimes = () => {
    for (const time of thread.querySelectorAll('time')) {
      time.textContent = new Date(time.dateTime).toLocaleString(locale,
        { dateStyle: 'medium', timeStyle: 'short' })
    }
  }
  const look = async () => {
    if (document.hidden) return
    const answer = await fetch(location.href).catch(() => undefined)
    if (!answer?.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const now = page.getElementById('thread')
    if (!now) return
    // Only what is new is put in, each in its place: screen readers say what is added, and no more.
    let before
    for (const entry of [...now.children]) {
      const known = document.getElementById(entry.id)
      if (known) before = known
      else {
        if (before) before.after(entry)
        else thread.prepend(entry)
        before = entry
      }
    }
    if (!page.getElementById('waiting')) document.getElementById('waiting')?.remove()
    localTimes()
  }
  let stream
  const follow = () => {
    if (stream || document.hidden || !thread.dataset.live) return
    stream = new EventSource(thread.dataset.live)
    // What came before it was open, or while it was not, was told to nobody.
    stream.addEventListener('open', look)
    stream.addEventListener('changed', look)
  }
  localTimes()
  follow()
  setInterval(() => { if (stream?.readyState !== EventSource.OPEN) look() }, 15000)
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { stream?.close(); stream = undefined; return }
    look()
    follow()
  })
})()`

/** A click into the link selects all of it. */
export const SELECT_LINK = `(() => {
  const link = document.querySelector('.copy')
  link?.addEventListener('focus', () => link.select())
})()`
