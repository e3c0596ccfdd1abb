import {
  type Account,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  defined,
  finishOAuth2,
  form,
  formValues,
  hasFeature,
  type LocalizedText,
  type PlainData,
  PluginError,
  RefusedFields,
  readPasted,
  stepState,
} from '@hubward/plugin'
import Type from 'typebox'
import { plainAddress } from './addresses.ts'
import { appToken, codeOf, isCode } from './app-only.ts'
import { type Credentials, OAuthProvider } from './credentials.ts'
import { findServers } from './find-servers.ts'
import {
  AddressForm,
  AddressOrPasswordForm,
  CodeForm,
  FOUND,
  NOT_FOUND,
  ServersForm,
  TITLE,
} from './login-forms.ts'
import { SENTENCES } from './login-sentences.ts'
import { beginLogin, grantIdOf, loginAt } from './oauth.ts'
import type { Servers } from './providers.ts'
import type { Settings } from './settings.ts'
import { tryServers } from './try-servers.ts'

type Asking = AuthenticationContext<Settings>

/** What one step leaves for the next. */
const State = Type.Object({
  address: Type.String(),
  folders: Type.Array(Type.String()),
  /** Whose login it is, and where the mailbox is: for the way back from the provider's page. */
  oauth: Type.Optional(OAuthProvider),
  found: Type.Optional(Type.Boolean()),
})
type State = Type.Static<typeof State>

/** From an address to a mailbox: its servers are found, shown, and tried, or its provider is asked. */
export async function authenticate(
  context: Asking,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  if (input.kind === 'callback') return await fromProvider(context, input)
  if (input.kind !== 'form') return begin(context, input)
  if (input.step === 'address') return await afterAddress(context, input)
  if (input.step === 'code') return await afterCode(context, input)
  return await afterServers(context, input)
}

function begin(context: Asking, input: AuthenticationInput): AuthenticationStep {
  const former = input.kind === 'start' ? input.reactivation : undefined
  const address = addressIn(former?.networkId ?? former?.uniqueName ?? '')
  return addressStep(context, { values: address === undefined ? undefined : { address } })
}

function addressStep(
  { settings }: Asking,
  shown: {
    readonly values?: Readonly<Record<string, PlainData>> | undefined
    readonly errors?: Readonly<Record<string, LocalizedText>>
  },
): AuthenticationStep {
  return form({ step: 'address', title: TITLE, schema: firstForm(settings), ...shown })
}

function firstForm({ oauth = {} }: Settings) {
  const hasApp = Object.values(oauth).some((app) => app !== undefined)
  return hasApp ? AddressOrPasswordForm : AddressForm
}

async function afterAddress(
  context: Asking,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const values = formValues(firstForm(context.settings), input)
  const address = plainAddress(readPasted(values.address))
  if (address === undefined) {
    return addressStep(context, { values, errors: { address: SENTENCES.noAddress } })
  }
  const { servers, oauth } = await findServers(context, address)
  const state: State = { address, folders: [...(values.folders ?? [])] }
  const login = oauth && loginAt(context.settings, oauth)
  if (login && servers && codeOf(context.settings, oauth, address) !== undefined) {
    return codeStep({ ...state, oauth })
  }
  const wantsPassword = 'login' in values && values.login === 'password'
  if (login && oauth && servers && !wantsPassword) {
    return await beginLogin(context, login, address, { ...state, oauth })
  }
  return serversStep(
    { ...state, found: servers !== undefined },
    { user: address, ...(servers && shownServers(servers)) },
  )
}

function shownServers({ imap, smtp }: Servers): Record<string, PlainData> {
  return {
    imapHost: imap.host,
    imapPort: imap.port,
    imapTls: imap.tls,
    smtpHost: smtp.host,
    smtpPort: smtp.port,
    smtpTls: smtp.tls,
  }
}

function serversStep(
  state: State,
  values: Readonly<Record<string, PlainData>>,
  errors?: Readonly<Record<string, LocalizedText>>,
): AuthenticationStep {
  return form({
    step: 'servers',
    title: TITLE,
    text: state.found ? FOUND : NOT_FOUND,
    schema: ServersForm,
    state,
    values,
    errors,
  })
}

async function afterServers(
  context: Asking,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const values = formValues(ServersForm, input)
  const state = stepState(State, input)
  const { user, password, imapHost, imapPort, imapTls, smtpHost, smtpPort, smtpTls } = values
  const credentials: Credentials = {
    address: state.address,
    user: user.trim(),
    password,
    imap: { host: readPasted(imapHost), port: imapPort, tls: imapTls },
    smtp: { host: readPasted(smtpHost), port: smtpPort, tls: smtpTls },
  }
  try {
    return { kind: 'complete', accounts: await accountsOf(context, credentials, state) }
  } catch (thrown) {
    if (!(thrown instanceof RefusedFields)) throw thrown
    const { password: _, ...shown } = values
    return 'folders' in thrown.fields
      ? addressStep(context, {
          values: { address: state.address, folders: state.folders, login: 'password' },
          errors: thrown.fields,
        })
      : serversStep(state, shown, thrown.fields)
  }
}

function codeStep(
  state: State,
  errors?: Readonly<Record<string, LocalizedText>>,
): AuthenticationStep {
  return form({ step: 'code', title: TITLE, schema: CodeForm, state, errors })
}

/** The operator's app opens the mailbox by itself, for whoever has its code. */
async function afterCode(context: Asking, input: AuthenticationInput): Promise<AuthenticationStep> {
  const { code: typed } = formValues(CodeForm, input)
  const state = stepState(State, input)
  const { address, oauth } = state
  const code = codeOf(context.settings, oauth, address)
  if (code === undefined || oauth === undefined || !isCode(typed, code)) {
    return codeStep(state, { code: SENTENCES.code })
  }
  const { servers } = await findServers(context, address)
  if (!servers) return codeStep(state, { form: NOT_FOUND })
  const { imap, smtp } = servers
  const bare: Credentials = { address, user: address, imap, smtp, oauth, appOnly: true }
  const { credentials, expirationTime } = await appToken(context, bare)
  try {
    return {
      kind: 'complete',
      accounts: await accountsOf(context, credentials, state, expirationTime),
    }
  } catch (thrown) {
    if (!(thrown instanceof RefusedFields)) throw thrown
    return codeStep(state, { form: Object.values(thrown.fields)[0] ?? NOT_FOUND })
  }
}

/** The Customer is back from the provider's page. */
async function fromProvider(
  context: Asking,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const state = stepState(State, input)
  const login = state.oauth && loginAt(context.settings, state.oauth)
  if (!login || !state.oauth) {
    throw new PluginError('operator', { message: 'the settings name no app of this provider' })
  }
  const { address, folders } = state
  const again = (errors: Readonly<Record<string, LocalizedText>>) =>
    addressStep(context, { values: { address, folders, login: 'provider' }, errors })
  const finished = await finishOAuth2(context, input, login)
  if (finished.outcome === 'declined') return again({ form: finished.sentence })
  const { servers } = await findServers(context, address)
  if (!servers) return again({ address: NOT_FOUND })
  const { imap, smtp } = servers
  const credentials: Credentials = {
    address,
    user: address,
    imap: { ...imap },
    smtp: { ...smtp },
    oauth: state.oauth,
    ...finished.tokens,
  }
  try {
    const accounts = await accountsOf(context, credentials, state, finished.expirationTime)
    if (!hasFeature(context, 'shared-grants')) return { kind: 'complete', accounts }
    const grantId = grantIdOf(state.oauth, login, address)
    return { kind: 'complete', accounts: accounts.map((account) => ({ ...account, grantId })) }
  } catch (thrown) {
    if (!(thrown instanceof RefusedFields)) throw thrown
    // The form of this step has no fields for what only servers know.
    const { folders: missing, ...rest } = thrown.fields
    return again(missing ? { folders: missing } : { form: Object.values(rest)[0] ?? NOT_FOUND })
  }
}

async function accountsOf(
  context: Asking,
  credentials: Credentials,
  { address, folders: wanted }: State,
  expirationTime?: string,
): Promise<Account[]> {
  const { folders, largestBytes } = await tryServers(context, credentials, wanted)
  return folders.map((folder) => {
    const isInbox = folder.toUpperCase() === 'INBOX'
    const name = isInbox ? address : `${address} – ${folder}`
    const beside = defined({ folder: isInbox ? undefined : folder, largestBytes })
    return defined({
      networkId: networkIdOf(address, isInbox ? undefined : folder),
      name: name.slice(0, 256),
      uniqueName: name.slice(0, 256),
      credentials: { ...credentials, ...beside },
      server: credentials.imap.host.toLowerCase(),
      expirationTime,
    })
  })
}

/** The address, and the folder where it isn't the inbox: no domain has a slash in it. */
function networkIdOf(address: string, folder: string | undefined): string {
  const id = folder === undefined ? address.toLowerCase() : `${address.toLowerCase()}/${folder}`
  return id.slice(0, 256)
}

function addressIn(name: string): string | undefined {
  const [local = '', domain = ''] = name.split('@')
  return plainAddress(`${local}@${domain.split(/[/ ]/)[0]}`)
}
