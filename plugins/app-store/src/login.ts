import { loginForm, PluginError, RefusedFields, readName, readPasted } from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { SENTENCES } from './sentences.ts'
import { Credentials, type Settings } from './settings.ts'

const Apps = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^\\d{1,20}$' }),
      attributes: Type.Optional(
        Type.Object({
          name: Type.Optional(Type.String()),
          bundleId: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
})

/** The most that Apple lists on a page. Who has more apps limits the key to some of them. */
const APPS_LIMIT = 200

export const login = loginForm<Settings, typeof Credentials>({
  title: {
    en: 'Connect apps on the App Store',
    de: 'Apps im App Store verbinden',
    fr: 'Connecter des apps de l’App Store',
  },
  schema: Credentials,
  async accounts(context, typed) {
    const credentials = {
      issuerId: readPasted(typed.issuerId),
      keyId: readPasted(typed.keyId),
      privateKey: typed.privateKey.trim(),
    }
    try {
      const path = `/v1/apps?fields[apps]=name,bundleId&limit=${APPS_LIMIT}`
      const { body } = await ask(context, credentials, path, Apps)
      const [first] = body.data
      if (!first) throw new RefusedFields({ keyId: SENTENCES.noApps })
      // Apps are seen with more roles than reviews.
      const reviews = `/v1/apps/${first.id}/customerReviews?limit=1`
      await ask(context, credentials, reviews, Type.Object({}))
      return body.data.map(({ id, attributes: { name = '', bundleId = '' } = {} }) => ({
        networkId: id,
        name: readName(name, id),
        uniqueName: readName(bundleId, id),
        credentials,
      }))
    } catch (thrown) {
      const isTold = thrown instanceof PluginError && thrown.sentence !== undefined
      if (isTold) throw new RefusedFields({ keyId: thrown.sentence }, { cause: thrown })
      throw thrown
    }
  },
  refused: {
    authentication: { keyId: SENTENCES.badKey },
    invalid: { privateKey: SENTENCES.noKeyFile },
    unavailable: { keyId: SENTENCES.unreachable },
  },
})
