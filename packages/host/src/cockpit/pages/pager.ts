import { html } from 'ghtml'
import type { CockpitFrame } from '../frame.ts'

/** The way to the other pages of a list. Pages count from 0; addresses from 1. */
export function pager(
  { say, here, base }: CockpitFrame,
  { page, pages }: { readonly page: number; readonly pages: number },
): string {
  if (pages <= 1) return ''
  const [path = '/', text = ''] = here.split('?')
  const to = (other: number) => {
    const query = new URLSearchParams(text)
    query.set('page', String(other + 1))
    return `${base}${path}?${query}`
  }
  return html`<nav class="pager" aria-label="${say('overview.pages')}">
    !${page > 0 ? html`<a rel="prev" href="${to(page - 1)}">${say('overview.previous')}</a>` : ''}
    <span>${say('overview.page', { page: page + 1, pages })}</span>
    !${page + 1 < pages ? html`<a rel="next" href="${to(page + 1)}">${say('overview.next')}</a>` : ''}
  </nav>`
}
