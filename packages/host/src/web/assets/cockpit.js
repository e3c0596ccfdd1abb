// Everything works without this file. It brings what has changed onto a page that is open, and copies
// links at a click.
const main = document.querySelector('main[data-live]')
let changing = false
let again = false

/** Fetches this page anew, and puts its content in place of what is shown, unless somebody types. */
async function renew() {
  if (changing) {
    again = true
    return
  }
  changing = true
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (!response.ok || response.redirected) return location.reload()
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
  } catch {
    // The host is gone for a moment: the stream comes back, and says that something may have changed.
  } finally {
    changing = false
    if (again) {
      again = false
      void renew()
    }
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
