import { html } from 'ghtml'
import { removalBody, removalTitle } from '../../erasure/removal-page.ts'
import type { RemovalRecord } from '../../erasure/removal-record.ts'
import type { RemovalOutcome } from '../../erasure/remove-account.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'

interface Left {
  readonly accountId: string
  readonly label: string | undefined
  /** The integrations, with how many Channels each has. */
  readonly channels: ReadonlyMap<string, number>
  /** Custom Channels that nobody has connected. */
  readonly unconnected: number
  /** A removal that was begun before, and how many Channels it has taken. */
  readonly begun: { readonly begunAt: Date; readonly removed: number } | undefined
  readonly isMistyped?: true
}

/** Says what removing will do, and asks for the Account's id. */
export function askRemovalPage(frame: CockpitFrame, left: Left): CockpitContent {
  const { say, base, token } = frame
  const { accountId, label, channels, unconnected, begun, isMistyped } = left
  const title = say('removal.title', { name: label ?? accountId })
  const address = `${base}/customers/${accountId}`
  const count = [...channels.values()].reduce((sum, one) => sum + one, 0)
  return {
    title,
    body: html`<h1>${title}</h1>
      !${isMistyped ? html`<p class="problem" role="alert">${say('removal.mistyped')}</p>` : ''}
      !${begun ? html`<p class="hint">!${moment(frame, begun.begunAt)}: ${say('removal.begun', { count: begun.removed })}</p>` : ''}
      <p class="lead">${say('removal.what')}</p>
      <ul>
        <li>${say('removal.channels', { count })}!${
          channels.size === 0
            ? ''
            : html` <span class="quiet">${[...channels].map(([name, some]) => `${name}: ${some}`).join(', ')}</span>`
        }</li>
        !${unconnected === 0 ? '' : html`<li>${say('removal.unconnected', { count: unconnected })}</li>`}
        <li>${say('removal.erased')}</li>
        <li>${say('removal.keys')}</li>
        <li>${say('removal.stays')}</li>
      </ul>
      <p>${say('removal.how')}</p>
      <form method="post" action="${address}/removal">
        <input type="hidden" name="token" value="${token}">
        <p class="field"><label><span>${say('removal.sure', { id: accountId })}</span><input id="sure" name="sure" required autocomplete="off" !${isMistyped ? 'aria-invalid="true"' : ''}></label></p>
        <p class="actions"><button class="danger" type="submit">${say(begun ? 'removal.go-on' : 'removal.button')}</button>
        <a href="${address}">${say('deed.cancel')}</a></p>
      </form>`,
  }
}

/** How far it has come, why it stopped, and the button that goes on. */
export function unfinishedPage(
  { say, base, token }: CockpitFrame,
  accountId: string,
  outcome: Exclude<RemovalOutcome, { readonly record: RemovalRecord }> | 'busy',
): CockpitContent {
  const title = say('removal.unfinished')
  const why = () => {
    if (outcome === 'busy') return html`<p class="lead">${say('deed.busy')}</p>`
    if ('left' in outcome)
      return html`<p class="lead">${say('removal.left', { count: outcome.left })}</p>`
    const { channelId, removal } = outcome.stopped
    const { network, socialhub } = removal
    return html`<p class="lead">${say('removal.stopped')}</p>
      <ul>
        !${'reason' in network ? html`<li><a href="${base}/channels/${channelId}">${channelId}</a> ${say('deed.network-remains', { reason: network.reason })}</li>` : ''}
        !${'reason' in socialhub ? html`<li><a href="${base}/channels/${channelId}">${channelId}</a> ${say('deed.socialhub-remains', { reason: socialhub.reason })}</li>` : ''}
      </ul>
      <p>${say('removal.force')} <code>hubward account remove ${accountId} --confirm --force</code></p>`
  }
  return {
    title,
    body: html`<h1>${title}</h1>!${why()}
      <form method="post" action="${base}/customers/${accountId}/removal">
        <input type="hidden" name="token" value="${token}"><input type="hidden" name="sure" value="${accountId}">
        <p class="actions"><button type="submit">${say('removal.go-on')}</button></p>
      </form>`,
  }
}

/** The record, to print and to hand over. */
export function recordPage(frame: CockpitFrame, record: RemovalRecord): CockpitContent {
  const { say, base, language } = frame
  const address = `${base}/customers/${record.accountId}/removal`
  return {
    title: removalTitle(language),
    body: html`<p class="actions unprinted"><a class="button second" href="${address}.html">${say('removal.as-page')}</a>
      <a class="button second" href="${address}.json">${say('removal.as-json')}</a> <span class="quiet">${say('paper.print')}</span></p>
      !${removalBody(record, language)}`,
  }
}
