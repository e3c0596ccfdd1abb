/*
 * Runs in the bubble's frame. The website around it is told three facts: that the visitor wants the
 * bubble closed, how high the content is, how many answers came while it was closed. Only a website of
 * the Channel's list is told anything, and nothing of what is written.
 */
;(() => {
  const TYPE = 'hubward-bubble'
  const page = document.documentElement
  const { websites, start, keep } = page.dataset

  // Where a browser refuses the cookie it may still keep something for this frame. Only an address
  // that a visitor has written under is ever kept.
  try {
    const kept = `hubward ${start}`
    if (keep === 'forget') localStorage.removeItem(kept)
    if (keep === 'remember') localStorage.setItem(kept, location.pathname)
    const address = keep === 'recall' ? localStorage.getItem(kept) : null
    if (address?.startsWith(`${start}/c/`)) location.replace(`${address}${location.search}#write`)
  } catch {
    // It keeps nothing at all: the page says how to come back.
  }

  if (parent === window || !websites) return
  const allowed = new RegExp(websites)
  const thread = document.getElementById('thread')
  let website
  let open = true
  let unread = 0

  const tell = (close = false) => {
    if (!website) return
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    parent.postMessage({ type: TYPE, close, height, unread }, website)
  }

  addEventListener('message', ({ origin, source, data }) => {
    if (source !== parent || !allowed.test(origin)) return
    if (data?.type !== TYPE || typeof data.open !== 'boolean') return
    website = origin
    open = data.open
    if (open) unread = 0
    tell()
  })

  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) tell(true)
  })

  new ResizeObserver(() => tell()).observe(document.body)

  if (thread) {
    const answers = () => thread.querySelectorAll('.agent').length
    let seen = answers()
    new MutationObserver(() => {
      const now = answers()
      if (!open && now > seen) unread += now - seen
      seen = now
      tell()
    }).observe(thread, { childList: true })
  }
})()
