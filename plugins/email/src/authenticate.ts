import {
  type Account,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  form,
  formValues,
  PluginError,
  RefusedFields,
} from '@hubward/plugin'
import Type from 'typebox'
import { plainAddress } from './addresses.ts'
import type { Credentials } from './credentials.ts'
import { imapFailure } from './failures.ts'
import { closeImap, openImap } from './imap.ts'
import { knownFor } from './servers.ts'
import type { Settings } from './settings.ts'
import { SmtpClient } from './smtp.ts'

type Asking = AuthenticationContext<Settings>

const Address = Type.Object({ address: Type.String({ minLength: 3, maxLength: 254 }) })
const Servers = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 254 }),
  password: Type.String({ minLength: 1, maxLength: 500, secret: true }),
  imapHost: Type.String({ minLength: 1, maxLength: 253 }),
  imapPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  imapTls: Type.Union([Type.Literal('implicit'), Type.Literal('starttls')]),
  smtpHost: Type.String({ minLength: 1, maxLength: 253 }),
  smtpPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  smtpTls: Type.Union([Type.Literal('implicit'), Type.Literal('starttls')]),
})

/** From an address to a mailbox: its servers are looked for, shown, and tried. */
export async function authenticate(
  context: Asking,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const title = { en: 'Mailbox', de: 'Postfach', fr: 'Boîte aux lettres' }
  if (input.kind !== 'form') return form({ step: 'address', title, schema: Address })
  if (input.step === 'address') {
    const address = plainAddress(formValues(Address, input).address) ?? ''
    const known = knownFor(context.settings, address.slice(address.lastIndexOf('@') + 1))
    return form({
      step: 'servers',
      title,
      schema: Servers,
      state: { address },
      values: {
        user: address,
        ...(known && {
          imapHost: known.imap.host,
          imapPort: known.imap.port,
          imapTls: known.imap.tls,
          smtpHost: known.smtp.host,
          smtpPort: known.smtp.port,
          smtpTls: known.smtp.tls,
        }),
      },
    })
  }
  const values = formValues(Servers, input)
  const state = input.state as { address: string }
  const credentials: Credentials = {
    address: state.address,
    user: values.user,
    password: values.password,
    imap: { host: values.imapHost, port: values.imapPort, tls: values.imapTls },
    smtp: { host: values.smtpHost, port: values.smtpPort, tls: values.smtpTls },
  }
  try {
    return { kind: 'complete', accounts: [await accountFor(context, credentials)] }
  } catch (thrown) {
    const error = imapFailure(thrown)
    if (!(error instanceof PluginError)) throw thrown
    const fields =
      error instanceof RefusedFields
        ? error.fields
        : {
            password: {
              en: 'The server does not accept this name and password.',
              de: 'Der Server nimmt diesen Namen mit diesem Passwort nicht an.',
              fr: 'Le serveur n’accepte pas ce nom avec ce mot de passe.',
            },
          }
    const { password: _, ...shown } = values
    return form({ step: 'servers', title, schema: Servers, state, values: shown, errors: fields })
  }
}

async function accountFor(context: Asking, credentials: Credentials): Promise<Account> {
  const { settings, signal } = context
  const options = { settings, login: credentials, signal }
  const imap = await openImap(context, { ...options, server: credentials.imap })
  await closeImap(imap)
  const smtp = await SmtpClient.open(context, { ...options, server: credentials.smtp })
  smtp.close()
  const { address } = credentials
  return {
    networkId: address.toLowerCase(),
    name: address,
    uniqueName: address,
    credentials,
    server: credentials.imap.host,
  }
}
