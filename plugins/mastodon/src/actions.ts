import { type PerformedAction, PluginError } from '@hubward/plugin'
import Value from 'typebox/value'
import { ask } from './api.ts'
import type { Context } from './list.ts'
import { referenceOf } from './reply.ts'
import { Done, Listed } from './wire.ts'

type Perform = (context: Context, action: PerformedAction) => Promise<void>

const pathOf = (id: string) => `/api/v1/statuses/${encodeURIComponent(id)}`

/** Doing it twice leaves it as it is: Mastodon answers the same status. */
const button =
  (what: string): Perform =>
  async (context, { actedOn }) => {
    const { id } = referenceOf({ inReplyTo: actedOn })
    await ask(context, context.credentials, 'POST', `${pathOf(id)}/${what}`, Listed)
  }

export const actions = {
  favourite: button('favourite'),
  boost: button('reblog'),
  bookmark: button('bookmark'),

  /** Only the account's own; the server refuses the rest. What is gone already is deleted. */
  delete: async (context: Context, { actedOn }: PerformedAction): Promise<void> => {
    const { id } = referenceOf({ inReplyTo: actedOn })
    try {
      const { body } = await ask(context, context.credentials, 'DELETE', pathOf(id), Done)
      // Mastodon answers what it has deleted; of any other answer the server has to show that it is so.
      if (Value.Check(Listed, body) || !(await isThere(context, id))) return
      throw new PluginError('unavailable', { message: 'the status was not deleted' })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    // Mastodon answers "not found" for what is gone and for what is somebody else's.
    if (await isThere(context, id)) throw notOwn()
  },
}

async function isThere(context: Context, id: string): Promise<boolean> {
  try {
    await ask(context, context.credentials, 'GET', pathOf(id), Listed)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof PluginError && error.code === 'not-found'
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
