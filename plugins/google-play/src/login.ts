import {
  type Account,
  type AuthenticationContext,
  loginForm,
  PluginError,
  RefusedFields,
  readJson,
  readName,
  readPasted,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { askWith, grant, PUBLISHER, REPORTING } from './api.ts'
import { SENTENCES } from './sentences.ts'
import { type Credentials, LoginFields, type Settings } from './settings.ts'

/** Of the file what is used. Its addresses are not: it is the Customer's, and may name anything. */
const KeyFile = Type.Object({
  client_email: Type.String({ minLength: 3, maxLength: 320 }),
  private_key_id: Type.String({ minLength: 1, maxLength: 200 }),
  private_key: Type.String({ pattern: '^-----BEGIN PRIVATE KEY-----', maxLength: 8_000 }),
})
const Apps = Type.Object({
  apps: Type.Optional(
    Type.Array(
      Type.Object({ packageName: Type.String(), displayName: Type.Optional(Type.String()) }),
    ),
  ),
})
/** https://developer.android.com/build/configure-app-module#set-application-id */
const PACKAGE_NAME = /^[a-zA-Z]\w*(\.[a-zA-Z]\w*)+$/

interface App {
  readonly packageName: string
  readonly displayName?: string
}
type Context = AuthenticationContext<Settings>

export const login = loginForm<Settings, typeof LoginFields>({
  title: {
    en: 'Connect apps on Google Play',
    de: 'Apps bei Google Play verbinden',
    fr: 'Connecter des applications Google Play',
  },
  schema: LoginFields,
  async accounts(context, { keyFile, packages = [] }) {
    const credentials = readKey(keyFile)
    const named = packages.map((name) => readPasted(name)).filter((name) => name !== '')
    const odd = named.find((name) => !PACKAGE_NAME.test(name))
    if (odd !== undefined) throw new RefusedFields({ packages: SENTENCES.noPackage })
    // The key is looked at before any app: it is to blame for everything else.
    const { token } = await grant(context, credentials, [PUBLISHER])
    if (named.length > 0) {
      const apps = named.map((packageName) => ({ packageName }))
      for (const app of apps) await look(context, token, app)
      return apps.map((app) => accountOf(app, credentials))
    }
    const listed = await listApps(context, credentials)
    const open: App[] = []
    let refusal: unknown
    for (const app of listed) {
      try {
        await look(context, token, app)
        open.push(app)
      } catch (thrown) {
        // It may see many apps, and answer in some of them.
        if (!(thrown instanceof RefusedFields)) throw thrown
        refusal = thrown
      }
    }
    if (open.length === 0) throw refusal ?? new RefusedFields({ packages: SENTENCES.noList })
    return open.map((app) => accountOf(app, credentials))
  },
  refused: {
    authentication: { keyFile: SENTENCES.badKey },
    invalid: { keyFile: SENTENCES.noKeyFile },
    unavailable: { keyFile: SENTENCES.unreachable },
  },
})

function readKey(text: string): Credentials {
  const file = readJson(text)
  if (!Value.Check(KeyFile, file)) throw new RefusedFields({ keyFile: SENTENCES.noKeyFile })
  const { client_email: email, private_key_id: keyId, private_key: privateKey } = file
  return { email, keyId, privateKey }
}

/** What the account can see; undefined names can't be asked for, and reviews are no help. */
async function listApps(context: Context, credentials: Credentials): Promise<readonly App[]> {
  const url = new URL('/v1beta1/apps:search?pageSize=50', context.settings.reporting)
  try {
    const { token } = await grant(context, credentials, [REPORTING])
    const { apps = [] } = await askWith(context, token, url, Apps)
    return apps.filter(({ packageName }) => PACKAGE_NAME.test(packageName)).slice(0, 50)
  } catch (thrown) {
    if (thrown instanceof PluginError && thrown.code === 'authentication') {
      throw new RefusedFields({ packages: SENTENCES.noList }, { cause: thrown })
    }
    throw thrown
  }
}

/** Whether reviews of this app may be read; names what is missing, and where it is granted. */
async function look(context: Context, token: string, { packageName }: App): Promise<void> {
  const path = `/androidpublisher/v3/applications/${packageName}/reviews?maxResults=1`
  try {
    await askWith(context, token, new URL(path, context.settings.server), Type.Object({}))
  } catch (thrown) {
    if (!(thrown instanceof PluginError)) throw thrown
    const { code, sentence } = thrown
    if (code === 'not-found') throw new RefusedFields({ packages: SENTENCES.noPackage })
    if (sentence) throw new RefusedFields({ packages: sentence }, { cause: thrown })
    throw thrown
  }
}

function accountOf({ packageName, displayName = '' }: App, credentials: Credentials): Account {
  const name = readName(displayName, packageName)
  return { networkId: packageName, name, uniqueName: packageName, credentials }
}
