import { type CheckResult, cantTell, fail, pass } from '../check-result.ts'
import type { Subject } from './subject.ts'

const PUSH = 'Publish it: hubward manifest push.'

/** Whether the developer's Custom Channel can still be used. */
export function checkToken({ atSocialHub }: Subject): CheckResult {
  const name = 'access-token'
  switch (atSocialHub.kind) {
    case 'unpublished':
      return cantTell(name, 'No Custom Channel is known yet.', PUSH)
    case 'refused': {
      const { action, message } = atSocialHub.error
      if (action === 'stop-token') {
        return fail(
          name,
          `SocialHub refuses the Access Token of your Custom Channel: ${message}`,
          'Create a new token at SocialHub, and run hubward manifest push --token.',
        )
      }
      if (action === 'stop-channel') {
        return fail(
          name,
          `Your Custom Channel is switched off: ${message}`,
          'Reactivate it on the Channels Settings Page, and run hubward manifest push --token.',
        )
      }
      return cantTell(name, message, 'Check again in a while.')
    }
    case 'shown':
    case 'reusable':
      return pass(name, 'Your Custom Channel’s Access Token works.')
  }
}

/** SocialHub takes a webhook away that answered wrongly; nobody is told. */
export function checkConfiguredWebhook({ atSocialHub, built, comparison }: Subject): CheckResult {
  const name = 'webhook-at-socialhub'
  if (atSocialHub.kind === 'reusable') {
    return cantTell(
      name,
      'SocialHub does not show the webhook of a Reusable Manifest.',
      'If Ticket Actions no longer arrive, ask the SocialHub Team whether the webhook is still set.',
    )
  }
  if (atSocialHub.kind !== 'shown') return cantTell(name, 'SocialHub shows no Manifest.', PUSH)
  const lost = comparison?.differences.some(({ field }) => field === 'webhook.url')
  if (lost) {
    return fail(
      name,
      'The Manifest at SocialHub has another webhook.',
      'Publish it again: hubward manifest push.',
    )
  }
  if (comparison?.notShown.includes('webhook')) {
    return fail(
      name,
      `The Manifest at SocialHub shows no webhook, where ${new URL(built.webhook?.url ?? '').origin} is expected: SocialHub removes one that answers without its challenge, or when a new token is created.`,
      'Publish it again: hubward manifest push.',
    )
  }
  return pass(name, 'The Manifest at SocialHub has this host’s webhook.')
}

/** Whether SocialHub has what the declaration compiles to. */
export function checkUpToDate({ atSocialHub, comparison, integration }: Subject): CheckResult {
  const name = 'up-to-date'
  if (!comparison) return cantTell(name, 'The Manifest is not published yet.', PUSH)
  const fields = comparison.differences.map(({ field }) => field)
  if (fields.length === 0) return pass(name, 'SocialHub has what the declaration compiles to.')
  const listed = fields.length > 3 ? `${fields.slice(0, 3).join(', ')} and more` : fields.join(', ')
  return fail(
    name,
    `SocialHub has another ${listed}.`,
    atSocialHub.kind === 'reusable'
      ? `Ask the SocialHub Team: hubward manifest request ${integration.name} writes down what.`
      : `Publish it again: hubward manifest push ${integration.name}.`,
  )
}
