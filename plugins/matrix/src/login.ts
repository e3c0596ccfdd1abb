import {
  type Account,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  defined,
  form,
  formValues,
  type LocalizedText,
  type PluginErrorCode,
  RefusedFields,
  readName,
  readPasted,
  stepState,
  toPluginError,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, ifThere, path } from './api.ts'
import { findHomeserver } from './discovery.ts'
import { AddressFields, PasswordFields, PLEASE, TokenFields } from './login-forms.ts'
import { chosenRooms, roomsStep } from './login-rooms.ts'
import { SENTENCES } from './sentences.ts'
import { type Credentials, type Settings, serverOf } from './settings.ts'

type Context = AuthenticationContext<Settings>
type Refused = Partial<Record<PluginErrorCode, LocalizedText>>

/** What is known after the first step. */
const Asked = Type.Object({
  address: Type.String(),
  homeserver: Type.String(),
  reactivating: Type.Boolean(),
})
type Asked = Type.Static<typeof Asked>

const Flows = Type.Object({ flows: Type.Array(Type.Object({ type: Type.String() })) })
const Session = Type.Object({
  user_id: Type.String({ pattern: '^@[^:]+:.+$', maxLength: 255 }),
  device_id: Type.Optional(Type.String()),
  access_token: Type.String({ minLength: 1 }),
})
const Whose = Type.Omit(Session, ['access_token'])
const Profile = Type.Object({ displayname: Type.Optional(Type.Unknown()) })

/** Step by step: the address, the way, the rooms. */
export async function authenticate(
  context: Context,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  if (input.kind === 'start') {
    const known = input.reactivation?.uniqueName
    return addressStep({ reactivating: known !== undefined }, known ? { address: known } : {})
  }
  if (input.kind === 'poll') return addressStep({ reactivating: false })
  if (input.kind === 'form' && input.step === 'address') return chooseWay(context, input)
  if (input.kind === 'form' && input.step === 'rooms') return chosenRooms(input)
  const asked = stepState(Asked, input)
  if (input.kind === 'callback') {
    const { loginToken } = input.query
    if (!loginToken) return addressStep(asked, asked, { form: SENTENCES.notLoggedIn })
    const refused = { rejected: SENTENCES.notLoggedIn, 'rate-limited': SENTENCES.tooMany }
    return tried(
      context,
      asked,
      () => logIn(context, asked, { type: 'm.login.token', token: loginToken }),
      (sentence) => addressStep(asked, asked, { form: sentence }),
      refused,
    )
  }
  if (input.step === 'password') {
    const { password } = formValues(PasswordFields, input)
    const identifier = { type: 'm.id.user', user: asked.address }
    const refused = {
      rejected: SENTENCES.wrongPassword,
      authentication: SENTENCES.wrongPassword,
      'rate-limited': SENTENCES.tooMany,
    }
    return tried(
      context,
      asked,
      () => logIn(context, asked, { type: 'm.login.password', identifier, password }),
      (sentence, field = 'password') => passwordStep(asked, { [field]: sentence }),
      refused,
    )
  }
  const accessToken = readPasted(formValues(TokenFields, input).token, 2_000)
  return tried(
    context,
    asked,
    async () => {
      const server = { homeserver: asked.homeserver, accessToken }
      const whose = await ask(context, server, 'GET', 'client/v3/account/whoami', Whose)
      return { ...server, userId: whose.user_id, deviceId: whose.device_id ?? '', ours: false }
    },
    (sentence, field = 'token') => tokenStep(asked, { [field]: sentence }),
    { authentication: SENTENCES.wrongToken, rejected: SENTENCES.wrongToken },
  )
}

type Errors = Readonly<Record<string, LocalizedText>>

function addressStep(
  { reactivating }: { readonly reactivating: boolean },
  values: { address?: string; way?: string } = {},
  errors?: Errors,
) {
  return form({
    step: 'address',
    ...PLEASE.address,
    schema: AddressFields,
    values: defined({ address: values.address, way: values.way }),
    errors,
    state: { reactivating },
  })
}

const passwordStep = (asked: Asked, errors?: Errors) =>
  form({ step: 'password', ...PLEASE.password, schema: PasswordFields, state: asked, errors })

const tokenStep = (asked: Asked, errors?: Errors) =>
  form({ step: 'token', ...PLEASE.token, schema: TokenFields, state: asked, errors })

async function chooseWay(
  context: Context,
  input: AuthenticationInput & { readonly kind: 'form' },
): Promise<AuthenticationStep> {
  const { address: typed, way } = formValues(AddressFields, input)
  const state = {
    reactivating: Value.Check(Type.Object({ reactivating: Type.Literal(true) }), input.state),
  }
  const address = readPasted(typed).replace(/^(?!@)/, '@')
  const again = (errors: Errors) => addressStep(state, { address: typed, way }, errors)
  // https://spec.matrix.org/latest/appendices/#server-name; nothing else may become a part of an address.
  if (!/^@[^\s:@/]{1,200}:[A-Za-z0-9.-]{1,230}(:\d{1,5})?$/.test(address)) {
    return again({ address: SENTENCES.noAddress })
  }
  try {
    const homeserver = await findHomeserver(context, serverOf(address))
    const asked = { address, homeserver, ...state }
    if (way === 'token') return tokenStep(asked)
    // A server without the older way in answers M_UNRECOGNIZED.
    const server = { homeserver }
    const known = await ifThere(ask(context, server, 'GET', 'client/v3/login', Flows))
    const offers = (type: string) => known?.flows.some((flow) => flow.type === type) ?? false
    if (way === 'password') {
      if (!offers('m.login.password')) return again({ way: SENTENCES.noPassword })
      return passwordStep(asked)
    }
    if (!offers('m.login.sso')) return again({ way: SENTENCES.noBrowser })
    // https://spec.matrix.org/latest/client-server-api/#client-login-via-sso
    const back = new URL(context.callback.url)
    back.searchParams.set('state', context.callback.state)
    const url = new URL(`${homeserver}/_matrix/client/v3/login/sso/redirect`)
    url.searchParams.set('redirectUrl', back.href)
    return { kind: 'redirect', step: 'browser', url: url.href, state: asked }
  } catch (thrown) {
    const error = toPluginError(thrown, context.now())
    context.log.warn(`a login was refused: ${error.message}`)
    if (error instanceof RefusedFields) return again(error.fields)
    if (error.code === 'rate-limited') return again({ form: SENTENCES.tooMany })
    throw thrown
  }
}

async function logIn(
  context: Context,
  { homeserver }: Asked,
  how: Readonly<Record<string, unknown>>,
): Promise<Credentials> {
  const json = { ...how, initial_device_display_name: 'Hubward (SocialHub)' }
  const session = await ask(context, { homeserver }, 'POST', 'client/v3/login', Session, { json })
  const { user_id: userId, device_id, access_token: accessToken } = session
  return { homeserver, userId, deviceId: device_id ?? '', accessToken, ours: true }
}

/** Whose session it is; or the form again, with why not. */
async function tried(
  context: Context,
  { address, homeserver, reactivating }: Asked,
  session: () => Promise<Credentials>,
  again: (sentence: LocalizedText, field?: string) => AuthenticationStep,
  refused: Refused,
): Promise<AuthenticationStep> {
  let credentials: Credentials
  try {
    credentials = await session()
  } catch (thrown) {
    const error = toPluginError(thrown, context.now())
    const sentence = refused[error.code]
    if (sentence === undefined) throw thrown
    context.log.warn(`a login was refused: ${error.code}`)
    return again(sentence)
  }
  const { userId } = credentials
  // A server says of its accounts what it likes: it is believed for the name that leads to it, alone.
  if (serverOf(userId) !== serverOf(address)) {
    await logOut(context, credentials)
    return again(otherName(userId, address), 'form')
  }
  const asked = ask(context, credentials, 'GET', path`client/v3/profile/${userId}`, Profile)
  const profile = await ifThere(asked)
  const account: Account = {
    networkId: userId,
    name: readName(profile?.displayname, userId),
    uniqueName: userId,
    credentials: { ...credentials },
    server: new URL(homeserver).host,
  }
  if (reactivating) return { kind: 'complete', accounts: [account] }
  return roomsStep(context, credentials, account)
}

const otherName = (userId: string, address: string): LocalizedText => ({
  en: `The server says that this is ${userId}, but you gave ${address}. Their names of servers have to be the same.`,
  de: `Der Server sagt, dies sei ${userId}, Sie haben aber ${address} angegeben. Die Servernamen müssen gleich sein.`,
  fr: `Le serveur indique ${userId}, mais vous avez donné ${address}. Les noms de serveur doivent être identiques.`,
})

/** Gives a session back that is ours; one that has ended already has ended. */
export async function logOut(
  context: Pick<Context, 'http' | 'signal'>,
  credentials: Credentials,
): Promise<void> {
  if (!credentials.ours) return
  await ask(context, credentials, 'POST', 'client/v3/logout', Type.Object({}), { json: {} }).catch(
    (thrown: unknown) => {
      if (toPluginError(thrown, new Date(0)).code !== 'authentication') throw thrown
    },
  )
}
