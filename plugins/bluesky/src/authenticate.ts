import {
  type Account,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  defined,
  form,
  formValues,
  httpsUrl,
  type LocalizedText,
  OAUTH2_SENTENCES,
  type Refreshed,
  readName,
  stepState,
  textField,
} from '@hubward/plugin'
import Type from 'typebox'
import { answerOf } from './answer.ts'
import { beginSession } from './app-password.ts'
import { clientWith } from './client.ts'
import type { Credentials } from './credentials.ts'
import { isNamed } from './errors.ts'
import { type Identity, NoSuchAccount, readHandle, resolveIdentity } from './identity.ts'
import { authorizationServerOf, beginLogin, finishLogin } from './oauth.ts'
import { SENTENCES } from './sentences.ts'
import type { Settings } from './settings.ts'

type Context = AuthenticationContext<Settings>

const AccountForm = Type.Object({
  handle: textField({
    minLength: 1,
    maxLength: 300,
    label: { en: 'Your handle', de: 'Ihr Handle', fr: 'Votre pseudo' },
    placeholder: 'name.bsky.social',
    autocomplete: 'username',
  }),
})

const PasswordForm = Type.Object({
  password: textField({
    minLength: 1,
    maxLength: 64,
    label: { en: 'App password', de: 'App-Passwort', fr: 'Mot de passe d’application' },
    placeholder: 'xxxx-xxxx-xxxx-xxxx',
    help: {
      en: 'Make one in Bluesky under Settings → Privacy and security → App passwords. Never give your main password.',
      de: 'Legen Sie in Bluesky unter Einstellungen → Privatsphäre und Sicherheit → App-Passwörter eines an. Geben Sie nie Ihr Hauptpasswort ein.',
      fr: 'Créez-en un dans Bluesky sous Paramètres → Confidentialité et sécurité → Mots de passe d’application. Ne donnez jamais votre mot de passe principal.',
    },
    secret: true,
  }),
})

/** What the servers make of themselves; the main password could do anything, so it is refused here. */
const APP_PASSWORD = /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/

/** Between the steps: whose account it is about. */
const State = Type.Object({ did: Type.String(), handle: Type.String(), pds: Type.String() })

/** One step of a Customer's way: first whose account, then how its server wants to be asked. */
export async function authenticate(
  context: Context,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  if (input.kind === 'start') {
    const known = input.reactivation?.uniqueName.replace(/^@/, '')
    return askForAccount(known === undefined ? {} : { values: { handle: known } })
  }
  if (input.kind === 'callback') return cameBack(context, input)
  if (input.kind === 'form' && input.step === 'account') return accountNamed(context, input)
  const identity = stepState(State, input)
  return passwordGiven(context, identity, formValues(PasswordForm, input).password.trim())
}

async function accountNamed(
  context: Context,
  input: AuthenticationInput,
): Promise<AuthenticationStep> {
  const { handle } = formValues(AccountForm, input)
  let identity: Identity
  try {
    identity = await resolveIdentity(context, readHandle(handle))
  } catch (thrown) {
    if (!(thrown instanceof NoSuchAccount)) throw thrown
    return askForAccount({ values: { handle }, errors: { handle: NO_SUCH_ACCOUNT } })
  }
  return (await loginAt(context, identity)) ?? askForPassword(identity)
}

/** Undefined where the operator doesn't want it, or the account's server is too old for it. */
async function loginAt(
  context: Context,
  identity: Identity,
): Promise<AuthenticationStep | undefined> {
  if (context.settings.login !== 'oauth') return undefined
  const server = await authorizationServerOf(context, identity.pds)
  if (server === undefined) return undefined
  try {
    return await beginLogin(context, server, identity)
  } catch (thrown) {
    // It knows OAuth, but not the fine-grained permissions that came later.
    if (isNamed(thrown, 'invalid_scope')) return undefined
    throw thrown
  }
}

async function cameBack(
  context: Context,
  input: AuthenticationInput & { readonly kind: 'callback' },
): Promise<AuthenticationStep> {
  const done = await finishLogin(context, input)
  const identity = stepState(State, input)
  if (done.outcome !== 'granted') {
    const values = { handle: identity.handle }
    return askForAccount({ values, errors: { handle: NOT_GRANTED[done.outcome] } })
  }
  return { kind: 'complete', accounts: [await accountWith(context, identity, done)] }
}

async function passwordGiven(
  context: Context,
  identity: Identity,
  password: string,
): Promise<AuthenticationStep> {
  if (!APP_PASSWORD.test(password)) return askForPassword(identity, NO_APP_PASSWORD)
  let granted: Refreshed<Credentials>
  try {
    granted = await beginSession(context, identity, password)
  } catch (thrown) {
    if (isNamed(thrown, 'AccountTakedown')) return askForPassword(identity, SENTENCES.takenDown)
    if (isNamed(thrown, 'AuthenticationRequired')) return askForPassword(identity, WRONG_PASSWORD)
    throw thrown
  }
  return { kind: 'complete', accounts: [await accountWith(context, identity, granted)] }
}

const Profile = Type.Object({
  did: Type.String(),
  displayName: Type.Optional(Type.Unknown()),
  avatar: Type.Optional(Type.Unknown()),
})

/** The account as people know it; its `networkId` is the DID, which no change of handle touches. */
async function accountWith(
  context: Context,
  { did, handle, pds }: Identity,
  { credentials, expirationTime }: Refreshed<Credentials>,
): Promise<Account> {
  const client = await clientWith(context, credentials)
  const shown = await answerOf(Profile, client.app.bsky.actor.getProfile({ actor: did }))
  // Of somebody else's profile nothing is shown.
  const profile = shown.did === did ? shown : undefined
  return defined({
    networkId: did,
    name: readName(profile?.displayName, handle),
    uniqueName: `@${handle}`,
    server: new URL(pds).host,
    credentials,
    imageUrl: httpsUrl(profile?.avatar),
    expirationTime,
  })
}

function askForAccount(shown: {
  values?: Record<string, string>
  errors?: Record<string, LocalizedText>
}): AuthenticationStep {
  return form({
    step: 'account',
    title: {
      en: 'Which Bluesky account?',
      de: 'Welches Bluesky-Konto?',
      fr: 'Quel compte Bluesky ?',
    },
    schema: AccountForm,
    ...shown,
  })
}

function askForPassword(identity: Identity, problem?: LocalizedText): AuthenticationStep {
  return form({
    step: 'app-password',
    title: {
      en: `Connect @${identity.handle}`,
      de: `@${identity.handle} verbinden`,
      fr: `Connecter @${identity.handle}`,
    },
    schema: PasswordForm,
    errors: problem && { password: problem },
    state: { ...identity },
  })
}

const NOT_GRANTED = {
  ...OAUTH2_SENTENCES,
  'another-account': {
    en: 'You logged in with another account than this one. Log in with this one, or enter the other handle.',
    de: 'Sie haben sich mit einem anderen Konto angemeldet. Melden Sie sich mit diesem an oder geben Sie das andere Handle ein.',
    fr: 'Vous vous êtes connecté avec un autre compte. Connectez-vous avec celui-ci, ou saisissez l’autre pseudo.',
  },
}

const NO_SUCH_ACCOUNT = {
  en: 'There is no account with this handle. It looks like name.bsky.social, or like a domain of yours.',
  de: 'Zu diesem Handle gibt es kein Konto. Es sieht aus wie name.bsky.social oder wie eine eigene Domain.',
  fr: 'Aucun compte ne porte ce pseudo. Il ressemble à nom.bsky.social, ou à un domaine à vous.',
}

const NO_APP_PASSWORD = {
  en: 'This is no app password: those look like xxxx-xxxx-xxxx-xxxx. Please don’t give your main password.',
  de: 'Das ist kein App-Passwort: Die sehen aus wie xxxx-xxxx-xxxx-xxxx. Bitte geben Sie nicht Ihr Hauptpasswort ein.',
  fr: 'Ce n’est pas un mot de passe d’application : ils ressemblent à xxxx-xxxx-xxxx-xxxx. Ne donnez pas votre mot de passe principal.',
}

const WRONG_PASSWORD = {
  en: 'Bluesky does not accept this app password. Perhaps it was deleted, or belongs to another account.',
  de: 'Bluesky akzeptiert dieses App-Passwort nicht. Vielleicht wurde es gelöscht oder gehört zu einem anderen Konto.',
  fr: 'Bluesky n’accepte pas ce mot de passe d’application. Il a peut-être été supprimé, ou appartient à un autre compte.',
}
