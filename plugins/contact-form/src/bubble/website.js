/*
 * Runs on the Customer's website: makes the link to the form a button that opens the conversation in
 * a frame. Without this script the link stays a link to the form's own page.
 *
 * It stores nothing and loads nothing before the visitor opens the bubble. All that it ever learns of
 * the frame is whether it is open, how high its content is, and how many answers are unread.
 */
;(() => {
  const TYPE = 'hubward-bubble'
  const WORDS = {
    en: { close: 'Close', unread: (count) => `new answers: ${count}` },
    de: { close: 'Schließen', unread: (count) => `neue Antworten: ${count}` },
    fr: { close: 'Fermer', unread: (count) => `nouvelles réponses : ${count}` },
  }
  // A constructed sheet and an own tree: the website's policy need not allow styles, and neither its
  // styles nor these reach the other.
  const STYLE = `
    :host { all: initial; --accent: #0f766e; --dark: #0b5a54; --paper: #fff; --hair: #c9d1d7; color-scheme: light dark;
      font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    * { box-sizing: border-box; }
    button { font: inherit; font-weight: 600; color: #fff; background: var(--accent); border: 0; cursor: pointer; }
    button:hover { background: var(--dark); }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .open { position: fixed; z-index: 2147483000; right: 1rem; bottom: 1rem; display: flex; gap: .5rem; align-items: center;
      max-width: calc(100vw - 2rem); min-height: 3.25rem; padding: .5rem 1.25rem; border-radius: 1.75rem; text-align: left;
      overflow-wrap: anywhere; box-shadow: 0 4px 16px rgb(16 24 32 / .28); }
    .open svg { flex: none; width: 1.5rem; height: 1.5rem; }
    .count { min-width: 1.5rem; padding: 0 .375rem; border-radius: .75rem; color: #7a1510; background: #fff; text-align: center; }
    .count:empty, .away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); padding: 0; }
    dialog { position: fixed; z-index: 2147483001; inset: auto 1rem 5.25rem auto; width: min(25rem, 100vw - 2rem);
      height: min(var(--height, 30rem) + 3rem, 100dvh - 6.5rem); margin: 0; padding: 0; max-width: none; max-height: none;
      border: 1px solid var(--hair); border-radius: 14px; overflow: hidden; background: var(--paper);
      box-shadow: 0 12px 40px rgb(16 24 32 / .3); overscroll-behavior: contain; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: none; }
    header { display: flex; flex: none; align-items: center; justify-content: space-between; height: 3rem; padding: 0 0 0 1.125rem;
      color: #fff; background: var(--accent); }
    header span { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    header button { display: grid; place-items: center; flex: none; width: 3rem; height: 3rem; }
    header button:focus-visible { outline-color: #fff; outline-offset: -6px; box-shadow: none; }
    header svg { width: 1.25rem; height: 1.25rem; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; background: var(--paper); }
    @media (max-width: 30rem), (max-height: 30rem) {
      dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }
    @media (prefers-color-scheme: dark) { :host { --paper: #141b21; --hair: #3a4650; } }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; translate: 0 .5rem; } }
    }
    @media print { .open, dialog { display: none; } }`

  const complain = (sentence) => console.error(`The chat bubble can’t be shown: ${sentence}`)
  const script = document.currentScript
  const link = document.querySelector('a[data-hubward-bubble]')
  if (!script) return complain('load it with <script async src="…">, not as a module.')
  if (!link) return complain('there is no link with data-hubward-bubble before the script.')
  // Both lines of the snippet come from one host: another address must not slip in between.
  const { origin } = new URL(script.src)
  const [, form] = /\/f\/([\w-]+)$/.exec(link.pathname) ?? []
  if (link.origin !== origin || !form) {
    return complain(`the link must be that of a form at ${origin}, as in the snippet.`)
  }

  const label = link.textContent.trim()
  const language = link.closest('[lang]')?.lang || navigator.language
  const words = WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS.en
  // Changed part by part: a path that begins with `//`, read as an address, leads to another host.
  const address = new URL(link.href)
  address.pathname = link.pathname.replace(/\/f\/[\w-]+$/, `/b/${form}`)
  // Without what a website adds to its links, such as a campaign.
  address.hash = ''
  address.search = new URLSearchParams({ site: language.slice(0, 35) })

  const element = (name, properties = {}, children = []) => {
    const made = Object.assign(document.createElement(name), properties)
    made.append(...children)
    return made
  }
  const drawing = (path) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    for (const [name, value] of Object.entries({
      d: path,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': '2',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    })) {
      line.setAttribute(name, value)
    }
    svg.setAttribute('viewBox', '0 0 24 24')
    svg.setAttribute('aria-hidden', 'true')
    svg.append(line)
    return svg
  }

  const count = element('span', { className: 'count' })
  const opener = element('button', { type: 'button', className: 'open' }, [
    drawing('M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12.5h5'),
    label,
    count,
  ])
  const closer = element('button', { type: 'button' }, [drawing('M5 5l14 14M19 5L5 19')])
  closer.setAttribute('aria-label', words.close)
  const dialog = element('dialog', {}, [
    element('header', {}, [element('span', { textContent: label }), closer]),
  ])
  dialog.setAttribute('aria-label', label)
  // Told to screen readers while the bubble is closed; the frame tells what comes while it is open.
  const news = element('p', { className: 'away' })
  news.setAttribute('role', 'status')
  opener.setAttribute('aria-haspopup', 'dialog')

  const host = element('div', { lang: language })
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  root.append(opener, dialog, news)

  const small = matchMedia('(max-width: 30rem), (max-height: 30rem)')
  let frame

  const tell = () => {
    frame?.contentWindow?.postMessage({ type: TYPE, open: dialog.open }, origin)
  }

  const showUnread = (unread) => {
    const text = unread > 0 ? words.unread(unread) : ''
    if (text === news.textContent) return
    news.textContent = text
    count.textContent = unread > 0 ? String(unread) : ''
    if (text) opener.setAttribute('aria-label', `${label}, ${text}`)
    else opener.removeAttribute('aria-label')
  }

  const open = () => {
    if (!frame) {
      frame = element('iframe', { title: label, referrerPolicy: 'origin' })
      // What a conversation needs, and no more: it can't lead the website elsewhere, nor use a device.
      frame.setAttribute(
        'sandbox',
        'allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads',
      )
      frame.allow = ''
      // Also after each form that is sent in it: every page of the frame is told once.
      frame.addEventListener('load', tell)
      frame.src = address.href
      dialog.append(frame)
    }
    if (small.matches) dialog.showModal()
    else dialog.show()
    opener.setAttribute('aria-expanded', 'true')
    showUnread(0)
    tell()
    frame.focus()
  }

  const close = () => dialog.close()

  dialog.addEventListener('close', () => {
    opener.setAttribute('aria-expanded', 'false')
    tell()
    opener.focus()
  })
  opener.setAttribute('aria-expanded', 'false')
  opener.addEventListener('click', () => (dialog.open ? close() : open()))
  closer.addEventListener('click', close)
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && dialog.open) close()
  })

  // Nobody but the frame is listened to, and nothing but three facts is taken from it.
  addEventListener('message', ({ origin: from, source, data }) => {
    if (!frame || source !== frame.contentWindow || from !== origin) return
    if (data?.type !== TYPE || typeof data.close !== 'boolean') return
    const { close: wanted, height, unread } = data
    if (!Number.isInteger(unread) || unread < 0 || !Number.isInteger(height) || height < 0) return
    // A frame that can't be seen has no height.
    if (height > 0) dialog.style.setProperty('--height', `${Math.min(height, 2000)}px`)
    if (!dialog.open) showUnread(Math.min(unread, 99))
    else if (wanted) close()
  })

  link.hidden = true
  link.style.setProperty('display', 'none', 'important')
  document.body.append(host)
})()
