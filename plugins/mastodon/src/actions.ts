import { ifFound, type PerformedAction, PluginError, readReference } from '@hubward/plugin'
import Value from 'typebox/value'
import { ask, statusPath } from './api.ts'
import { Reference } from './message.ts'
import type { Context } from './settings.ts'
import { Done, Listed } from './wire.ts'

type Perform = (context: Context, action: PerformedAction) => Promise<void>

/** Doing it twice leaves it as it is: Mastodon answers the same status. */
const button =
  (what: string): Perform =>
  async (context, { actedOn }) => {
    const { id } = readReference(Reference, actedOn)
    await ask(context, context.credentials, 'POST', `${statusPath(id)}/${what}`, Listed)
  }

export const actions = {
  favourite: button('favourite'),
  boost: button('reblog'),
  bookmark: button('bookmark'),

  /** Only the account's own; the server refuses the rest. What is gone already is deleted. */
  delete: async (context: Context, { actedOn }: PerformedAction): Promise<void> => {
    const { id } = readReference(Reference, actedOn)
    const asking = [context, context.credentials] as const
    const deleted = await ifFound(ask(...asking, 'DELETE', statusPath(id), Done))
    // Mastodon answers what it has deleted; of any other answer the server has to show that it is so.
    if (deleted && Value.Check(Listed, deleted.body)) return
    const isGone = (await ifFound(ask(...asking, 'GET', statusPath(id), Listed))) === undefined
    if (isGone) return
    if (deleted) throw new PluginError('unavailable', { message: 'the status was not deleted' })
    // Mastodon answers "not found" for what is gone and for what is somebody else's.
    throw notOwn()
  },
}

function notOwn(): PluginError {
  return new PluginError('rejected', {
    message: 'the status is not the account’s own',
    sentence: {
      en: 'Only posts of your own account can be deleted.',
      de: 'Nur Beiträge des eigenen Kontos lassen sich löschen.',
      fr: 'Seules les publications de votre propre compte peuvent être supprimées.',
    },
  })
}
