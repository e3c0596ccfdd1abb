import { type PerformedAction, PluginError } from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import type { Context } from './list.ts'
import { referenceOf } from './reply.ts'

type Perform = (context: Context, action: PerformedAction) => Promise<void>

/** Doing it twice leaves it as it is: Mastodon answers the same status. */
const button =
  (what: string): Perform =>
  async (context, { actedOn }) => {
    const { id } = referenceOf({ inReplyTo: actedOn })
    const path = `/api/v1/statuses/${encodeURIComponent(id)}/${what}`
    await ask(context, context.credentials, 'POST', path, Type.Unknown())
  }

export const actions = {
  favourite: button('favourite'),
  boost: button('reblog'),
  bookmark: button('bookmark'),

  /** Only the account's own; the server refuses the rest. What is gone already is deleted. */
  delete: async (context: Context, { actedOn }: PerformedAction): Promise<void> => {
    const { id } = referenceOf({ inReplyTo: actedOn })
    const path = `/api/v1/statuses/${encodeURIComponent(id)}`
    try {
      await ask(context, context.credentials, 'DELETE', path, Type.Unknown())
    } catch (error) {
      if (!(error instanceof PluginError) || error.code !== 'not-found') throw error
      await refuseOthers(context, id)
    }
  },
}

/** Mastodon answers "not found" for what is gone and for what is somebody else's. */
async function refuseOthers(context: Context, id: string): Promise<void> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}`
  try {
    await ask(context, context.credentials, 'GET', path, Type.Unknown())
  } catch (error) {
    if (error instanceof PluginError && error.code === 'not-found') return
    throw error
  }
  throw new PluginError('rejected', {
    message: 'the status is not the account’s own',
    sentence: {
      en: 'Only posts of your own account can be deleted.',
      de: 'Nur Beiträge des eigenen Kontos lassen sich löschen.',
      fr: 'Seules les publications de votre propre compte peuvent être supprimées.',
    },
  })
}
