import type { Channel, Interactor } from './model.ts'
import { put, type State } from './state.ts'

/**
 * The person behind an `interactor.interactorId`: the same id in Channels of the same Manifest and
 * Account is the same person, under one id of SocialHub's own. Newer details replace older ones.
 */
export function linkInteractor(
  state: State,
  channel: Channel,
  sent: { interactorId: string; name: string; url?: string; picture?: string },
): Interactor {
  const known = Object.values(state.data.interactors).find(
    (interactor) =>
      interactor.accountId === channel.accountId &&
      interactor.manifestId === channel.manifestId &&
      interactor.networkInteractorId === sent.interactorId,
  )
  const { interactorId, ...details } = sent
  return put(state, 'interactor', {
    ...(known ?? {
      id: state.newId(),
      accountId: channel.accountId,
      manifestId: channel.manifestId,
      networkInteractorId: interactorId,
    }),
    ...details,
  })
}

export function updateInteractor(
  state: State,
  interactorId: string,
  details: { name?: string; url?: string; picture?: string },
): void {
  const interactor = state.data.interactors[interactorId]
  if (interactor) put(state, 'interactor', { ...interactor, ...details })
}
