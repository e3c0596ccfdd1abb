import type { Integration } from '@hubward/border'
import { html } from 'ghtml'
import type { Comparison } from '../../manifests/compare.ts'
import type { Brake } from '../../store/brakes.ts'
import type { SpentBudget } from '../../store/cockpit-integrations.ts'
import type { Publication } from '../../store/publications.ts'
import type { SecretUse } from '../../store/webhook-secrets.ts'
import { may } from '../actions.ts'
import { type Fact, factList, plain } from '../facts.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'

interface Listed {
  readonly name: string
  /** Undefined: it does not run here. */
  readonly plugin: string | undefined
  readonly version: string | undefined
  readonly channels: number
  readonly isHeld: boolean
}

export function integrationsPage(
  { say, base }: CockpitFrame,
  integrations: readonly Listed[],
): CockpitContent {
  const title = say('nav.integrations')
  return {
    title,
    body: html`<h1 id="integrations">${title}</h1>
      <ul class="needs">!${integrations.map(
        ({ name, plugin, version, channels, isHeld }) => html`<li><article class="need">
          <h2 class="name"><a href="${base}/integrations/${name}">${name}</a></h2>
          <p>${plugin === undefined ? say('integrations.does-not-run') : `${plugin} ${version ?? ''}, ${say('integrations.runs')}`}</p>
          <p>${say('integrations.channels', { count: channels })}</p>
          !${isHeld ? html`<p class="health broken">${say('integrations.held')}</p>` : ''}</article></li>`,
      )}</ul>`,
  }
}

interface Shown {
  readonly name: string
  readonly plugin: Integration['plugin'] | undefined
  readonly version: string | undefined
  readonly channels: number
  readonly publication: Publication | undefined
  /** Whether SocialHub shows the Manifest; otherwise what it was last told is compared. */
  readonly isShown: boolean
  readonly comparison: Comparison | undefined
  readonly secrets: readonly SecretUse[]
  readonly brakes: readonly Brake[]
  readonly budgets: readonly SpentBudget[]
}

export function integrationPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say, base } = frame
  const { name, plugin, version, channels } = shown
  const list = `${base}/channels?${new URLSearchParams({ integration: name })}`
  const facts: Fact[] = [
    [
      say('integration.plugin'),
      plain(plugin ? `${plugin.name} (${plugin.id})` : say('integrations.does-not-run')),
    ],
    [say('integration.version'), plain(version ?? say('integration.unknown'))],
    [
      say('channels.title'),
      html`<a href="${list}">${say('integrations.channels', { count: channels })}</a>`,
    ],
  ]
  return {
    title: name,
    body: html`<h1>${name}</h1>!${factList(facts)}
      <h2>${say('integration.brake')}</h2>!${brakes(frame, shown)}
      <h2 id="manifest">${say('integration.manifest')}</h2>!${manifest(frame, shown)}
      <h2>${say('integration.webhook')}</h2>!${secrets(frame, shown)}
      <h2>${say('integration.check')}</h2>!${checks(frame, shown)}
      <h2 id="budgets">${say('integration.budgets')}</h2>!${budgets(frame, shown)}`,
  }
}

function brakes(frame: CockpitFrame, { name, brakes: standing }: Shown): string {
  const { say, base, operator } = frame
  if (standing.length === 0) return html`<p class="lead">${say('integration.no-brake')}</p>`
  const canEnd =
    operator && may(operator.role, 'end') && standing.some(({ code }) => code === 'authentication')
  return html`<ul>!${standing.map(
    ({ count, since, server, cause }) =>
      html`<li><strong class="health broken">${say('integration.brake-what', { count })}</strong> ${server} !${moment(frame, since)} <span class="quiet" lang="en">${cause}</span></li>`,
  )}</ul>!${canEnd ? html`<p class="actions"><a class="button danger" href="${base}/integrations/${name}/end">${say('end.button')}</a></p>` : ''}`
}

function manifest(frame: CockpitFrame, { publication, isShown, comparison }: Shown): string {
  const { say } = frame
  if (!publication) return html`<p class="lead">${say('integration.not-published')}</p>`
  const { pushed, manifest: stored } = publication
  const facts = factList([
    [say('integration.pushed'), pushed ? moment(frame, pushed.at) : plain(say('channel.never'))],
    [
      say('integration.promoted'),
      stored.promotedAt
        ? html`!${moment(frame, stored.promotedAt)} ${stored.promotedName ?? ''}`
        : plain(say('integration.not-promoted')),
    ],
  ])
  if (!comparison) return facts
  const against = say(isShown ? 'integration.compared-shown' : 'integration.compared-pushed')
  return html`!${facts}<p class="quiet">${against}</p>!${
    comparison.differences.length === 0
      ? html`<p>${say('integration.no-differences')}</p>`
      : html`<div class="wide" tabindex="0" role="region" aria-labelledby="manifest"><table>
    <thead><tr><th scope="col">${say('integration.field')}</th><th scope="col">${say('integration.here')}</th><th scope="col">${say('integration.socialhub')}</th></tr></thead>
    <tbody>!${comparison.differences.map(
      ({ field, here, socialhub }) =>
        html`<tr><th scope="row"><code>${field}</code></th><td>${JSON.stringify(here) ?? '–'}</td><td>${JSON.stringify(socialhub) ?? '–'}</td></tr>`,
    )}</tbody></table></div>`
  }`
}

function secrets(frame: CockpitFrame, { secrets: uses }: Shown): string {
  const { say } = frame
  if (uses.length === 0) return html`<p class="lead">${say('integration.not-published')}</p>`
  return factList(
    uses.map(({ verifiedAt }, at) => [
      say(at === 0 ? 'integration.newest' : 'integration.older'),
      verifiedAt ? moment(frame, verifiedAt) : plain(say('channel.never')),
    ]),
  )
}

function checks(frame: CockpitFrame, { name, publication }: Shown): string {
  const { say } = frame
  const checked = publication?.checked
  if (!checked) return html`<p class="lead">${say('integration.check-never', { name })}</p>`
  return html`<p class="quiet">${say('integration.check-at')} !${moment(frame, checked.at)}</p>
    <ul lang="en">!${checked.results.map(
      ({ name: what, outcome, found }) =>
        html`<li><strong class="health ${outcome === 'pass' ? 'well' : 'attention'}">${outcome}</strong> ${what}: ${found}</li>`,
    )}</ul>`
}

function budgets(frame: CockpitFrame, { budgets: spent }: Shown): string {
  const { say } = frame
  if (spent.length === 0) return html`<p class="lead">${say('integration.no-budgets')}</p>`
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="budgets"><table>
    <thead><tr><th scope="col">${say('integration.budget')}</th><th scope="col">${say('people.since')}</th><th scope="col" class="number">${say('integration.used')}</th><th scope="col" class="number">${say('integration.used-before')}</th></tr></thead>
    <tbody>!${spent.map(
      ({ budget, used, usedBefore, startedAt }) =>
        html`<tr><th scope="row">${budget}</th><td>!${moment(frame, startedAt)}</td><td class="number">${used}</td><td class="number">${usedBefore}</td></tr>`,
    )}</tbody></table></div>`
}

interface End {
  readonly name: string
  readonly count: number
  readonly isDone: boolean
}

/** Asks whether the grants are really gone; then says how many Channels ended. */
export function endPage(
  { say, base, token }: CockpitFrame,
  { name, count, isDone }: End,
): CockpitContent {
  const title = say('end.title', { name })
  const back = html`<a href="${base}/integrations/${name}">${isDone ? name : say('deed.cancel')}</a>`
  return {
    title,
    body: isDone
      ? html`<h1>${name}</h1><p class="done" role="status">${say('end.done', { count })}</p><p>!${back}</p>`
      : html`<h1>${title}</h1><p class="lead">${say('end.what', { count })}</p>
        <form method="post" action="${base}/integrations/${name}/end"><input type="hidden" name="token" value="${token}">
        <p class="actions"><button class="danger" type="submit">${say('end.button')}</button> !${back}</p></form>`,
  }
}
