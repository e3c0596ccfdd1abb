import type { Channel, Interactor } from './model.ts'
import { personKey, put, type State } from './state.ts'

/**
 * The person behind an `interactor.interactorId`: the same id in Channels of the same Manifest and
 * Account is the same person, under one id of SocialHub's own. Newer details replace older ones.
 */
export function linkInteractor(
  state: State,
  channel: Channel,
  sent: { interactorId: string; name: string; url?: string; picture?: string },
): Interactor {
  const { interactorId: networkInteractorId, ...details } = sent
  const { accountId, manifestId } = channel
  const person = { accountId, manifestId, networkInteractorId }
  const known = state.data.interactors[state.interactorIdByPerson.get(personKey(person)) ?? '']
  const interactor = { ...(known ?? { id: state.newId(), ...person }), ...details }
  state.interactorIdByPerson.set(personKey(person), interactor.id)
  return put(state, 'interactor', interactor)
}

export function updateInteractor(
  state: State,
  interactorId: string,
  details: { name?: string; url?: string; picture?: string },
): void {
  const interactor = state.data.interactors[interactorId]
  if (interactor) put(state, 'interactor', { ...interactor, ...details })
}
