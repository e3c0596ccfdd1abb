import { html } from 'ghtml'
import type Type from 'typebox'
import type { InteractionAttachment, Manifest, Picture, Rating } from '../state/model.ts'

/** Small pieces of HTML that several pages use. All return markup: put them in with `!${…}`. */

/** The URL when a browser may follow it; nothing for `javascript:` and other surprises. */
export function webUrl(url: string | undefined): string | undefined {
  return url && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : undefined
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })

/** As short as it stays clear: the clock today, the day this year, else the date. */
export function time(iso: string, now: Date): string {
  const then = new Date(iso)
  if (Number.isNaN(then.getTime())) return html`<span>${iso}</span>`
  const sameDay = date.format(then) === date.format(now)
  const short = sameDay ? clock : then.getFullYear() === now.getFullYear() ? day : date
  return html`<time datetime="${then.toISOString()}" title="${full.format(then)}"
    >${short.format(then)}</time
  >`
}

/** The day and the clock, where a list is read as a record of what happened. */
export function dayAndTime(iso: string): string {
  const then = new Date(iso)
  if (Number.isNaN(then.getTime())) return html`<span>${iso}</span>`
  return html`<time datetime="${then.toISOString()}" title="${full.format(then)}"
    >${day.format(then)}, ${clock.format(then)}</time
  >`
}

/** A picture of somebody, or the initials of the name. The name stands beside it, so no alt text. */
export function avatar(name: string, picture: string | undefined, className = ''): string {
  const url = webUrl(picture)
  if (url) {
    return html`<img class="avatar ${className}" src="${url}" alt="" loading="lazy"
      referrerpolicy="no-referrer">`
  }
  const letters = [...name.matchAll(/(?:^|\s)(\p{L}|\p{N})/gu)].map((match) => match[1] ?? '')
  const first = letters[0] ?? '?'
  const last = letters.length > 1 ? (letters.at(-1) ?? '') : ''
  const tone = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6
  return html`<span class="avatar tone-${tone} ${className}" aria-hidden="true"
    >${(first + last).toUpperCase()}</span
  >`
}

/** How a Network is called: a Custom Channel's Manifest has no name. */
export function networkName(manifest: Manifest | undefined): string {
  return manifest?.name ?? 'Custom Channel'
}

/** A Network's own icon, or its initial. A name beside it says what it is. */
export function networkIcon(manifest: Manifest | undefined, className = ''): string {
  const url = webUrl(manifest?.branding?.icon) ?? webUrl(manifest?.branding?.fallback)
  const colour = brandColour(manifest)
  if (url) {
    return html`<img class="network-icon ${className}" src="${url}" alt="" loading="lazy"
      referrerpolicy="no-referrer" style="--brand:${colour}">`
  }
  const initial = networkName(manifest).slice(0, 1).toUpperCase()
  return html`<span class="network-icon ${className}" aria-hidden="true" style="--brand:${colour}"
    >${initial}</span
  >`
}

/** Checked, since it goes into a style attribute. */
export function brandColour(manifest: Manifest | undefined): string {
  const colour = manifest?.branding?.color ?? ''
  return /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour) ? colour : '#64748b'
}

/** Stars where they can be counted at a glance; the number always. */
export function rating({ value, scale }: Type.Static<typeof Rating>): string {
  const said = `${value} of ${scale}`
  if (scale < 1 || scale > 10) return html`<p class="rating"><b>${said}</b></p>`
  const filled = Math.min(Math.round(value), Math.floor(scale))
  const empty = Math.floor(scale) - filled
  return html`<p class="rating">
    <span class="stars" aria-hidden="true"
      >${'★'.repeat(filled)}<span class="stars-empty">${'★'.repeat(empty)}</span></span
    >
    <span class="visually-hidden">Rating:</span> <b>${said}</b>
  </p>`
}

export function pictures(list: Type.Static<typeof Picture>[], from: string): string {
  const items = list.flatMap(({ small, large }, index) => {
    const source = webUrl(small)
    if (!source) return []
    return html`<li>
      <a href="${webUrl(large) ?? source}" target="_blank" rel="noreferrer">
        <img src="${source}" alt="Picture ${index + 1} of ${list.length} from ${from}"
          loading="lazy" referrerpolicy="no-referrer">
      </a>
    </li>`
  })
  return items.length === 0 ? '' : html`<ul class="pictures">!${items}</ul>`
}

export function attachments(list: Type.Static<typeof InteractionAttachment>[]): string {
  if (list.length === 0) return ''
  return html`<ul class="attachments">
    !${list.map((attachment) => {
      const name = attachment.name ?? attachment.url.split('/').at(-1) ?? attachment.url
      const about = [attachment.mimeType, attachment.size && fileSize(attachment.size)]
      return html`<li>
        !${icons.attachment}
        <a href="${webUrl(attachment.url) ?? '#'}" target="_blank" rel="noreferrer">${name}</a>
        <span class="muted">${about.filter(Boolean).join(', ')}</span>
      </li>`
    })}
  </ul>`
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

function icon(path: string): string {
  return `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none"
    stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"
    >${path}</svg>`
}

export const icons = {
  attachment: icon('<path d="m8 11 4.6-4.6a2.1 2.1 0 0 1 3 3l-6 6a3.6 3.6 0 0 1-5-5l5.6-5.7"/>'),
  back: icon('<path d="M12 4.5 6.5 10l5.5 5.5"/>'),
  check: icon('<path d="m4.5 10.5 3.7 3.7 7.3-8"/>'),
  external: icon('<path d="M11.5 4.5h4v4M15.5 4.5l-7 7M8 5.5H4.5v10h10V12"/>'),
  failed: icon('<circle cx="10" cy="10" r="7"/><path d="M10 6.3v4.4M10 13.5v.1"/>'),
  inbox: icon('<path d="M3.5 11 5.6 4.5h8.8L16.5 11v4.5h-13zM3.5 11h4l1 2h3l1-2h4"/>'),
  channels: icon(
    '<circle cx="5" cy="10" r="2"/><circle cx="15" cy="5" r="2"/><circle cx="15" cy="15" r="2"/><path d="m6.8 9 6.4-3.1M6.8 11l6.4 3.1"/>',
  ),
  team: icon(
    '<path d="M10 3.5 16 6v4c0 3.6-2.5 5.7-6 6.7-3.5-1-6-3.1-6-6.700V6z"/><path d="m7.6 10 1.8 1.8 3-3.4"/>',
  ),
  mail: icon('<rect x="3" y="4.5" width="14" height="11" rx="1.5"/><path d="m3.5 6 6.5 5 6.5-5"/>'),
} as const
