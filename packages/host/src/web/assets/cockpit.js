// Everything works without this file. It brings what has changed onto a page that is open, and copies
// links at a click.
const main = document.querySelector('main[data-live]')
/** Many Channels may change together, and each address may ask only so often. */
const BETWEEN_MS = 3_000
/** After an answer that is no page. */
const AGAIN_MS = 20_000
let isRenewing = false
let isWanted = false

/** Fetches this page anew, now or soon: however often it is called, one at a time and with pauses. */
async function renew() {
  isWanted = true
  if (isRenewing) return
  isRenewing = true
  while (isWanted) {
    isWanted = false
    const isFresh = await fetchAnew()
    if (!isFresh) isWanted = true
    await new Promise((resolve) => setTimeout(resolve, isFresh ? BETWEEN_MS : AGAIN_MS))
  }
  isRenewing = false
}

/**
 * Puts this page's content in place of what is shown, unless somebody types. What is shown stays where
 * the answer is an error: the host may be gone for a moment, or have put off whoever asks too often.
 */
async function fetchAnew() {
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (response.redirected || response.status === 401) {
      location.reload()
      return true
    }
    if (!response.ok) return false
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    const content = fresh.querySelector('main')
    const typing =
      main.contains(document.activeElement) &&
      document.activeElement.matches('input, textarea, select')
    if (content && !typing) {
      const focused = document.activeElement?.id
      main.replaceChildren(...content.childNodes)
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
    }
    return true
  } catch {
    return false
  }
}

if (main) {
  const stream = new EventSource(main.dataset.live)
  let opened = false
  stream.addEventListener('changed', () => void renew())
  stream.addEventListener('open', () => {
    // What happened while it was away was not heard.
    if (opened) void renew()
    opened = true
  })
  stream.addEventListener('error', () => {
    // Refused, and for good: whoever is no longer signed in is led to the page that says so.
    if (stream.readyState === EventSource.CLOSED) void renew()
  })
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source.textContent)
    button.textContent = button.dataset.copied
  })
}
