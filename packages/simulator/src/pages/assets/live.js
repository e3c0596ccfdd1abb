/**
 * Keeps a page up to date and what a person is doing undisturbed. Whenever the state changes, the
 * page is fetched again and each `[data-live]` region that the server renders differently now is
 * swapped: fields that somebody filled in, the focus, open parts and the scroll position stay.
 */

/** The server's markup of each region when it was last swapped or loaded. */
const known = new Map(regions(document).map((region) => [region.id, region.innerHTML]))
let refreshing = false
let refreshAgain = false

let changes
follow()

/** A page that nobody sees holds no connection: browsers allow six to one server. */
function follow() {
  changes?.close()
  if (document.hidden) return
  changes = new EventSource('/changes')
  changes.addEventListener('open', refresh)
  changes.addEventListener('message', refresh)
}

document.addEventListener('visibilitychange', follow)
window.addEventListener('pagehide', () => changes?.close())

async function refresh() {
  refreshAgain = true
  if (refreshing) return
  refreshing = true
  while (refreshAgain) {
    refreshAgain = false
    // A burst of changes ends in one look at the page.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await fetch(location.href)
      .then(async (response) => response.ok && show(parse(await response.text())))
      .catch(() => {}) // The simulator is gone: EventSource tries again, and then so does this.
  }
  refreshing = false
}

function parse(markup) {
  return new DOMParser().parseFromString(markup, 'text/html')
}

function regions(root) {
  return [...root.querySelectorAll('[data-live]')]
}

function show(page) {
  const news = []
  for (const fresh of regions(page)) {
    const region = document.getElementById(fresh.id)
    if (!region || known.get(fresh.id) === fresh.innerHTML) continue
    if (region.querySelector(':popover-open, form[data-sending]')) continue
    known.set(fresh.id, fresh.innerHTML)
    news.push(...announcements(region, fresh))
    swap(region, fresh)
  }
  if (news.length > 0) document.getElementById('announcement').textContent = news.join(' ')
  showUnread()
}

function announcements(before, after) {
  const said = (element) => `${element.id} ${element.dataset.announce}`
  const old = new Set([...before.querySelectorAll('[data-announce]')].map(said))
  return [...after.querySelectorAll('[data-announce]')]
    .filter((element) => !old.has(said(element)))
    .map((element) => element.dataset.announce)
}

function swap(region, fresh) {
  const focused = region.contains(document.activeElement) ? document.activeElement : undefined
  const selection = focused &&
    'selectionStart' in focused && [focused.selectionStart, focused.selectionEnd]
  const filled = [...region.querySelectorAll('input, select, textarea')].filter(isFilledIn)
  const parts = [...region.querySelectorAll('details[id]')].map(({ id, open }) => ({ id, open }))
  const fromBottom = region.scrollTop > 0 ? region.scrollHeight - region.scrollTop : undefined

  region.replaceChildren(...fresh.cloneNode(true).childNodes)

  for (const { id, open } of parts) {
    const part = document.getElementById(id)
    if (part) part.open = open
  }
  for (const field of filled) {
    const next = field.id && document.getElementById(field.id)
    if (!next) continue
    if (field.type === 'file') next.files = field.files
    else next.value = field.value
    next.dispatchEvent(new Event('input', { bubbles: true }))
  }
  if (fromBottom !== undefined) region.scrollTop = region.scrollHeight - fromBottom
  const next = focused?.id && document.getElementById(focused.id)
  if (!next) return
  next.focus({ preventScroll: true })
  if (selection && selection[0] !== null) next.setSelectionRange(...selection)
}

function isFilledIn(field) {
  if (field.type === 'file') return field.files.length > 0
  if (field.tagName !== 'SELECT') return field.value !== field.defaultValue
  return [...field.options].some((option) => option.selected !== option.defaultSelected)
}

function showUnread() {
  const count = Number(document.querySelector('#unread .count')?.firstChild?.textContent ?? 0)
  const title = document.title.replace(/^\(\d+\) /, '')
  document.title = count > 0 ? `(${count}) ${title}` : title
}

/**
 * Forms marked `data-stay` are sent without leaving the page, so that a half-written reply stays. A swap
 * waits meanwhile: it would put a form in its place that can be sent once more.
 */
document.addEventListener('submit', async (event) => {
  const form = event.target
  if (!form.matches('form[data-stay]')) return
  event.preventDefault()
  const buttons = [...form.querySelectorAll('button')]
  if ('sending' in form.dataset) return
  form.dataset.sending = ''
  for (const button of buttons) button.setAttribute('aria-disabled', 'true')
  const place = form.querySelector('[data-problem]') ?? document.getElementById('problem')
  place.replaceChildren()
  form.closest('[popover]')?.hidePopover()
  const page = await fetch(form.action, { method: 'POST', body: bodyOf(form) })
    .then(async (response) => parse(await response.text()))
    .catch(() => undefined)
  delete form.dataset.sending
  for (const button of buttons) button.removeAttribute('aria-disabled')
  const problem = page ? page.querySelector('[role=alert]') : unreachable()
  if (problem) {
    place.replaceChildren(problem)
    await refresh()
  } else {
    form.reset()
    form.dispatchEvent(new Event('input', { bubbles: true }))
    show(page)
  }
})

function unreachable() {
  const problem = document.createElement('p')
  problem.className = 'notice error'
  problem.role = 'alert'
  problem.textContent = 'The simulator can’t be reached. Is it still running?'
  return problem
}

function bodyOf(form) {
  const data = new FormData(form)
  return form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data)
}

/** A swap waits while a confirmation is open; it comes when that closes. */
document.addEventListener('toggle', (event) => event.target.popover && refresh(), true)

/** The reply box: how long the text is, and that it goes without an attachment where it must. */
document.addEventListener('input', (event) => {
  const form = event.target.closest?.('form[data-reply]')
  if (form) checkReply(form)
})

function checkReply(form) {
  const text = form.elements.namedItem('text')
  const file = form.elements.namedItem('attachment')
  const counter = form.querySelector('.counter')
  const maxLength = Number(text.dataset.maxLength)
  const { length } = text.value
  let problem = ''
  if (counter) {
    counter.textContent = `${length} of ${maxLength} characters`
    counter.classList.toggle('over', length > maxLength)
    if (length > maxLength) problem = `Please shorten the text to ${maxLength} characters.`
  }
  if ('noText' in form.dataset && file?.files.length > 0 && text.value.trim() !== '') {
    problem = 'The Network takes either text or an attachment: please remove one of them.'
  }
  text.setCustomValidity(problem)
  const isTooLarge = file?.files[0]?.size > Number(file?.dataset.maxBytes)
  file?.setCustomValidity(isTooLarge ? 'Please choose a file of at most 10 MB.' : '')
}

/** Ctrl+Enter (or ⌘+Enter) sends what is being written. */
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.target.closest?.('form[data-reply]')?.requestSubmit()
})

/** The list of Tickets opens where it was left. */
const list = document.getElementById('list')
if (list) {
  list.scrollTop = Number(sessionStorage.getItem('list-scroll') ?? 0)
  window.addEventListener('pagehide', () => sessionStorage.setItem('list-scroll', list.scrollTop))
}
showUnread()

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]')
  if (!button) return
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
  button.textContent = 'Copied'
})
