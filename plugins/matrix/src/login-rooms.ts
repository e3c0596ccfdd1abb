import {
  Account,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  cutText,
  field,
  form,
  readName,
  stepState,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Credentials, Settings } from './settings.ts'
import { sync } from './sync.ts'

/** So many rooms are shown for a choice; others are added in the Channel's settings. */
const SHOWN = 200
const NAME_LIMIT = 120

const Found = Type.Object({ id: Type.String({ maxLength: 255 }), name: Type.String() })
const State = Type.Object({ account: Account, rooms: Type.Array(Found) })

const StateEvent = Type.Object({
  type: Type.String(),
  content: Type.Record(Type.String(), Type.Unknown()),
})

/** In which rooms the account is; those that are encrypted are named, and can't be chosen. */
export async function roomsStep(
  context: AuthenticationContext<Settings>,
  credentials: Credentials,
  account: Account,
): Promise<AuthenticationStep> {
  const types = ['m.room.name', 'm.room.canonical_alias', 'm.room.encryption', 'm.room.create']
  const { rooms } = await sync(context, credentials, undefined, types)
  const open: Type.Static<typeof Found>[] = []
  const encrypted: string[] = []
  for (const [id, { state, summary }] of Object.entries(rooms?.join ?? {})) {
    const events = (state?.events ?? []).filter((event) => Value.Check(StateEvent, event))
    const said = (type: string) => events.find((event) => event.type === type)?.content
    // Spaces are folders of rooms: https://spec.matrix.org/latest/client-server-api/#spaces
    if (said('m.room.create')?.type === 'm.space') continue
    const named = said('m.room.name')?.name ?? said('m.room.canonical_alias')?.alias
    const others = (summary?.['m.heroes'] ?? []).slice(0, 3).join(', ')
    const name = readName(named, readName(others, id), NAME_LIMIT)
    if (said('m.room.encryption') === undefined) open.push({ id, name })
    else encrypted.push(name)
  }
  open.sort((one, other) => one.name.localeCompare(other.name))
  const shown = open.slice(0, SHOWN)
  if (shown.length === 0 && encrypted.length === 0) return complete(account, [])
  return form({
    step: 'rooms',
    title: { en: 'Choose rooms', de: 'Räume wählen', fr: 'Choisir les salons' },
    text: encrypted.length > 0 ? encryptedText(encrypted) : undefined,
    schema: shown.length === 0 ? Type.Object({}) : Type.Object({ rooms: choice(shown) }),
    state: { account, rooms: shown },
  })
}

function choice(rooms: readonly Type.Static<typeof Found>[]) {
  const literals = rooms.map(({ id }) => Type.Literal(id))
  const choices = rooms.map(({ id, name }) => [id, { en: name, de: name, fr: name }])
  return Type.Array(Type.Union(literals), {
    default: [],
    ...field({
      label: { en: 'Rooms to read', de: 'Räume, die gelesen werden', fr: 'Salons à lire' },
      help: {
        en: 'You can change this later. Rooms to which the account is invited are a setting on the next page.',
        de: 'Sie können das später ändern. Räume, in die das Konto eingeladen wird, sind eine Einstellung auf der nächsten Seite.',
        fr: 'Vous pourrez le modifier plus tard. Les salons où le compte est invité se règlent à la page suivante.',
      },
      choices: Object.fromEntries(choices),
    }),
  })
}

function encryptedText(names: readonly string[]) {
  const listed = cutText(names.slice(0, 20).join(', '), 600)
  return {
    en: `Encrypted rooms can’t be read here, so these are not offered: ${listed}.`,
    de: `Verschlüsselte Räume lassen sich hier nicht lesen, also stehen diese nicht zur Wahl: ${listed}.`,
    fr: `Les salons chiffrés ne peuvent pas être lus ici ; ceux-ci ne sont donc pas proposés : ${listed}.`,
  }
}

/** What was chosen becomes the Channel's setting, each with its name behind its id. */
export function chosenRooms(
  input: AuthenticationInput & { readonly kind: 'form' },
): AuthenticationStep {
  const { account, rooms } = stepState(State, input)
  const chosen: unknown[] = Array.isArray(input.values.rooms) ? input.values.rooms : []
  return complete(
    account,
    rooms.filter(({ id }) => chosen.includes(id)),
  )
}

const complete = (
  account: Account,
  rooms: readonly Type.Static<typeof Found>[],
): AuthenticationStep => ({
  kind: 'complete',
  accounts: [account],
  channelSettings: { rooms: rooms.map(({ id, name }) => `${id} ${name}`), invitations: 'never' },
})
