import { html } from 'ghtml'

/** Something that only a person can do or see. */
export interface Ask {
  readonly id: string
  /** A sentence or two. */
  readonly text: string
  /** What can be answered; absent where something is to be done, and is noticed by itself. */
  readonly choices?: Readonly<Record<string, string>>
}

export interface PersonOptions {
  /** Writes a line for the person. */
  readonly say: (line: string) => void
  /** Where `page` is shown. */
  readonly pageUrl: string
  readonly patienceMs: number
  /** Told of each ask; for tests, which are the person. */
  readonly onAsk?: ((ask: Ask) => void) | undefined
  readonly signal: AbortSignal
}

const PROGRESS_MS = 30_000
const SKIP = 'skip'

/** The person who clicks at SocialHub while a rehearsal runs, and answers on its page. */
export class Person {
  readonly #options: PersonOptions
  #asked: { readonly ask: Ask; readonly answer: (choice: string) => void } | undefined

  constructor(options: PersonOptions) {
    this.#options = options
  }

  /**
   * Asks for something to be done at SocialHub, and waits until it is noticed.
   *
   * @param done resolves with what was noticed.
   * @returns undefined where the person skips it, or nothing came in time.
   */
  async does<T>(ask: Ask, done: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const over = new AbortController()
    const waiting = this.#wait(ask, over.signal)
    const noticed = done(AbortSignal.any([over.signal, this.#options.signal]))
    noticed.catch(() => undefined)
    try {
      return await Promise.race([noticed, waiting.then(() => undefined)])
    } finally {
      over.abort()
      this.#asked = undefined
    }
  }

  /** @returns the key of a choice, or undefined where the person skips it. */
  async says(ask: Ask): Promise<string | undefined> {
    const over = new AbortController()
    try {
      const choice = await this.#wait(ask, over.signal)
      return choice === SKIP ? undefined : choice
    } finally {
      over.abort()
      this.#asked = undefined
    }
  }

  /** Ends with a choice, or with "skip" when patience ends. */
  #wait(ask: Ask, over: AbortSignal): Promise<string> {
    const { say, patienceMs, onAsk, pageUrl, signal } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const began = Date.now()
    say(`→ ${ask.text}`)
    say(`  ${ask.choices ? 'Answer' : 'Or skip it'} at ${pageUrl}`)
    const progress = setInterval(() => {
      say(`  still waiting (${clock(Date.now() - began)} of ${clock(patienceMs)})`)
    }, PROGRESS_MS)
    const patience = setTimeout(() => resolve(SKIP), patienceMs)
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    over.addEventListener('abort', () => {
      clearInterval(progress)
      clearTimeout(patience)
      signal.removeEventListener('abort', stop)
    })
    this.#asked = { ask, answer: resolve }
    // Once it stands there: who answers at once is heard too.
    onAsk?.(ask)
    return promise
  }

  /** A button of the page was pressed. One of an earlier page says nothing. */
  answer(id: string, choice: string): void {
    const asked = this.#asked
    if (asked?.ask.id !== id) return
    if (choice === SKIP || Object.hasOwn(asked.ask.choices ?? {}, choice)) asked.answer(choice)
  }

  /** What is asked now, with a button for each answer. It asks for itself again, without a script. */
  page(): string {
    const ask = this.#asked?.ask
    const choices = Object.entries({ ...ask?.choices, [SKIP]: 'Skip this' })
    const form = (id: string) => html`<form method="post">
        <input type="hidden" name="id" value="${id}">
        !${choices.map(([key, label]) => html`<p><button name="choice" value="${key}">${label}</button></p>`)}
      </form>`
    return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>Rehearsal</title></head>
<body><main><h1>Rehearsal with SocialHub</h1>
<p>${ask ? ask.text : 'Nothing to do at the moment: the rehearsal goes on by itself.'}</p>
!${ask ? form(ask.id) : ''}</main></body></html>`
  }
}

/** Minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
