import { html } from 'ghtml'
import type { DayCounts } from '../../store/cockpit-customer.ts'
import type { CockpitFrame } from '../frame.ts'

const HEIGHT = 60
const STEP = 16
const BAR = 6

/** Two bars a day: what came, and what went. The table below says the same to whoever sees no plot. */
export function dayPlot({ say }: CockpitFrame, days: readonly DayCounts[]): string {
  const most = Math.max(1, ...days.flatMap(({ received, replies }) => [received, replies]))
  const bar = (count: number, x: number, kind: 'in' | 'out') => {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / most) * HEIGHT))
    return html`<rect class="${kind}" x="${x}" y="${HEIGHT - height}" width="${BAR}" height="${height}"/>`
  }
  return html`<figure><svg class="plot" viewBox="0 0 ${days.length * STEP} ${HEIGHT}" role="img" aria-label="${say('customer.plot')}">!${days.map(
    ({ received, replies }, at) =>
      bar(received, at * STEP, 'in') + bar(replies, at * STEP + BAR, 'out'),
  )}</svg>
    <figcaption class="quiet"><span class="health unconnected">■</span> ${say('customer.received')} <span class="health well">■</span> ${say('customer.replies')}</figcaption></figure>
    <details><summary>${say('customer.table')}</summary><div class="wide"><table>
      <thead><tr><th scope="col">${say('customer.day')}</th><th scope="col" class="number">${say('customer.received')}</th><th scope="col" class="number">${say('customer.tickets')}</th><th scope="col" class="number">${say('customer.replies')}</th></tr></thead>
      <tbody>!${days.map(
        ({ day, received, tickets, replies }) =>
          html`<tr><th scope="row">${day}</th><td class="number">${received}</td><td class="number">${tickets}</td><td class="number">${replies}</td></tr>`,
      )}</tbody></table></div></details>`
}
