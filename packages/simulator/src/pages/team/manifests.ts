import { html } from 'ghtml'
import type { Manifest, TicketActionEntry } from '../../state/model.ts'
import { isReusable, labelText } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { brandColour, dayAndTime, icons, networkIcon } from '../elements.ts'
import { promotionChecks } from './promotion.ts'

/** Every Manifest, latest first: what it declares, and whether it can be promoted. */
export function manifestCards(state: State): string {
  const manifests = Object.values(state.data.manifests).reverse()
  return html`<section aria-labelledby="manifests-heading">
    <h2 id="manifests-heading">Manifests</h2>
    <div id="manifests" data-live>
      !${manifests.length === 0 ? html`<p class="muted">No Manifest yet: each Custom Channel brings one.</p>` : ''}
      <ul class="stack">!${manifests.map((manifest) => card(state, manifest))}</ul>
    </div>
  </section>`
}

function card(state: State, manifest: Manifest): string {
  const channels = Object.values(state.data.channels).filter(
    ({ manifestId }) => manifestId === manifest.id,
  )
  const title = manifest.name ?? channels[0]?.name ?? 'Manifest without a Channel'
  const reusable = isReusable(manifest)
  return html`<li class="card manifest" id="manifest-${manifest.id}"
    data-announce="${title} is ${reusable ? 'Reusable' : 'of a Custom Channel'}.">
    <div class="manifest-head">
      !${networkIcon(manifest)}
      <div>
        <h3>${title}</h3>
        <p class="muted">
          <code>${manifest.id}</code> ·
          ${channels.length === 1 ? '1 Channel' : `${channels.length} Channels`}
        </p>
      </div>
      <p class="pill ${reusable ? 'active' : 'plain'}">${reusable ? 'Reusable' : 'Custom Channel'}</p>
    </div>
    !${declared(manifest)} !${reusable ? '' : promotion(manifest)}
  </li>`
}

function declared(manifest: Manifest): string {
  const { inbox, callbacks, branding, webhook, webhookRemoved } = manifest
  const nothing = html`<span class="muted">none</span>`
  const url = (value: string | undefined) => (value ? html`<code>${value}</code>` : nothing)
  return html`<dl class="facts">
    <dt>Ticket Actions</dt>
    <dd>
      !${
        inbox.ticketActions.length === 0
          ? nothing
          : html`<ul class="plain-list">!${inbox.ticketActions.map(actionLine)}</ul>`
      }
    </dd>
    <dt>Right sidebar</dt>
    <dd>
      !${
        inbox.rightSidebar.length === 0
          ? nothing
          : html`${inbox.rightSidebar.map((tab) => `${labelText(tab.label)} (${tab.treeBuilder})`).join(', ')}`
      }
    </dd>
    <dt>Branding</dt>
    <dd>
      !${branding?.color ? html`<span class="swatch" style="--brand:${brandColour(manifest)}"></span> <code>${branding.color}</code>` : nothing}
    </dd>
    <dt>Add Channel</dt>
    <dd>!${url(callbacks?.channelCreation)}</dd>
    <dt>Reactivate</dt>
    <dd>!${url(callbacks?.channelReactivation)}</dd>
    <dt>Webhook</dt>
    <dd>
      !${url(webhook?.url)}
      !${webhookRemoved ? html`<p class="notice warning">Removed !${dayAndTime(webhookRemoved.time)}: ${webhookRemoved.reason}</p>` : ''}
    </dd>
  </dl>`
}

function actionLine(action: TicketActionEntry): string {
  const { config, attachments, options } = action
  const details = [
    config?.maxLength !== undefined && `at most ${config.maxLength} characters`,
    attachments && (attachments.noText ? 'attachment without text' : 'attachment'),
    options && `options: ${options.map(({ label }) => labelText(label)).join(', ')}`,
    config?.timeout && `within ${config.timeout.duration}`,
  ].filter((detail) => typeof detail === 'string')
  return html`<li>
    ${labelText(action.label)} <span class="tag">${action.type}</span>
    <span class="muted">${details.join('; ')}</span>
  </li>`
}

function promotion(manifest: Manifest): string {
  const checks = promotionChecks(manifest)
  const missing = checks.some(({ met, required }) => required && !met)
  const field = `name-${manifest.id}`
  return html`<div class="promotion">
    <h4>For promotion</h4>
    <ul class="checks">
      !${checks.map(
        ({ text, met, required }) => html`<li class="${met ? 'met' : 'unmet'}">
          !${met ? icons.check : icons.failed}
          <span
            ><b>${met ? 'Set' : required ? 'Missing' : 'Not set'}:</b> ${text}!${
              required || met ? '' : html` <span class="muted">(optional)</span>`
            }</span
          >
        </li>`,
      )}
    </ul>
    <form method="post" action="/team/manifests/${manifest.id}/promote">
      <label for="${field}">Name of the Network</label>
      <div class="field-row">
        <input id="${field}" name="name" required maxlength="256" autocomplete="off"
          ${missing ? 'disabled' : ''}>
        <button class="primary" type="submit" ${missing ? 'disabled' : ''}>Promote</button>
      </div>
    </form>
  </div>`
}
