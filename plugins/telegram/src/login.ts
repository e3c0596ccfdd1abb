import {
  hasFeature,
  type Instruction,
  loginForm,
  RefusedFields,
  readName,
  readPasted,
} from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { isPushed } from './delivery.ts'
import { SENTENCES } from './sentences.ts'
import { type Context, Credentials, type Settings } from './settings.ts'

/** https://core.telegram.org/bots/api#user, as getMe answers it. */
const Me = Type.Object({
  id: Type.Integer(),
  first_name: Type.String(),
  username: Type.Optional(Type.String({ pattern: '^\\w{1,64}$' })),
  can_read_all_group_messages: Type.Optional(Type.Boolean()),
})

export const login = loginForm<Settings, typeof Credentials>({
  title: {
    en: 'Connect a Telegram bot',
    de: 'Telegram-Bot verbinden',
    fr: 'Connecter un bot Telegram',
  },
  schema: Credentials,
  async accounts(context, { token: typed }) {
    const token = readPasted(typed)
    // It becomes a part of an address: nothing else may stand there.
    if (!/^\d{1,20}:[\w-]{20,100}$/.test(token))
      throw new RefusedFields({ token: SENTENCES.noToken })
    const { id, first_name, username } = await ask(context, token, 'getMe', Me)
    const networkId = String(id)
    return [
      {
        networkId,
        name: readName(first_name, username ?? networkId),
        uniqueName: username === undefined ? networkId : `@${username}`,
        credentials: { token },
        // A bot has one webhook, which `revoke` takes away.
        ...(hasFeature(context, 'shared-grants') && { grantId: networkId }),
      },
    ]
  },
  refused: {
    authentication: { token: SENTENCES.badToken },
    unavailable: { token: SENTENCES.unreachable },
    'rate-limited': { token: SENTENCES.tooMany },
  },
})

/** What an administrator wants to know once the bot is connected. */
export async function instructions(context: Context): Promise<Instruction[]> {
  const me = await ask(context, context.credentials.token, 'getMe', Me)
  const told: Instruction[] = []
  if (me.username !== undefined) {
    told.push({
      kind: 'link',
      label: { en: 'Write to your bot', de: 'Ihrem Bot schreiben', fr: 'Écrire à votre bot' },
      value: `https://t.me/${me.username}`,
    })
  }
  if (me.can_read_all_group_messages !== true) {
    told.push({
      kind: 'code',
      label: {
        en: 'For all messages of groups: send this to @BotFather, choose the bot and “Disable”, then add the bot to the group again',
        de: 'Für alle Nachrichten von Gruppen: Senden Sie dies an @BotFather, wählen Sie den Bot und „Disable“ und fügen Sie den Bot der Gruppe neu hinzu',
        fr: 'Pour tous les messages des groupes : envoyez ceci à @BotFather, choisissez le bot et « Disable », puis ajoutez de nouveau le bot au groupe',
      },
      value: '/setprivacy',
    })
  }
  told.push({
    kind: 'text',
    label: {
      en: 'How messages arrive',
      de: 'Wie Nachrichten ankommen',
      fr: 'Comment les messages arrivent',
    },
    value: isPushed(context) ? 'webhook' : 'getUpdates',
  })
  return told
}
