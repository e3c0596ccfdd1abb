import { type FormStep, form, type LocalizedText, textField } from '@hubward/plugin'
import Type from 'typebox'
import type { Instance } from './instance.ts'

/** The pages on a Customer's way to a Channel, and what they say when something is wrong. */

export const ServerForm = Type.Object({
  server: textField({
    minLength: 1,
    maxLength: 300,
    label: { en: 'Server or handle', de: 'Server oder Handle', fr: 'Serveur ou identifiant' },
    help: {
      en: 'For example mastodon.social or @name@mastodon.social. An address from the browser will do, too.',
      de: 'Zum Beispiel mastodon.social oder @name@mastodon.social. Auch eine Adresse aus dem Browser ist recht.',
      fr: 'Par exemple mastodon.social ou @nom@mastodon.social. Une adresse copiée du navigateur convient aussi.',
    },
    placeholder: 'mastodon.social',
    autocomplete: 'url',
  }),
})

export function askForServer(given: {
  readonly server: string
  readonly expected: string | null
  readonly error?: LocalizedText
}): FormStep {
  const { server, expected, error } = given
  return form({
    step: 'server',
    title: {
      en: 'Where is your account?',
      de: 'Wo ist Ihr Konto?',
      fr: 'Où se trouve votre compte ?',
    },
    text: {
      en: 'Mastodon consists of many servers. Name the one where you sign in.',
      de: 'Mastodon besteht aus vielen Servern. Nennen Sie den, auf dem Sie sich anmelden.',
      fr: 'Mastodon se compose de nombreux serveurs. Indiquez celui où vous vous connectez.',
    },
    schema: ServerForm,
    values: server === '' ? undefined : { server },
    errors: error && { server: error },
    state: { expected },
  })
}

export function confirm(
  state: { readonly server: string; readonly instance: Instance; readonly expected: string | null },
  error?: LocalizedText,
): FormStep {
  const { title, domain, picture } = state.instance
  const name = title === domain ? domain : `${title} (${domain})`
  const { host } = new URL(state.server)
  return form({
    step: 'confirm',
    title: { en: `Connect ${name}`, de: `${name} verbinden`, fr: `Connecter ${name}` },
    text: {
      en: `On ${host} you sign in and allow: reading your account, its notifications and posts; publishing and deleting posts with media; favourites and bookmarks. Nothing else is asked for.`,
      de: `Auf ${host} melden Sie sich an und erlauben: Ihr Konto, seine Mitteilungen und Beiträge zu lesen; Beiträge mit Medien zu veröffentlichen und zu löschen; Favoriten und Lesezeichen. Um mehr wird nicht gebeten.`,
      fr: `Sur ${host}, vous vous connectez et autorisez : la lecture de votre compte, de ses notifications et publications ; la publication et la suppression de messages avec médias ; les favoris et les marque-pages. Rien d’autre n’est demandé.`,
    },
    image: picture ?? undefined,
    schema: Type.Object({}),
    submit: { en: `Continue to ${host}`, de: `Weiter zu ${host}`, fr: `Continuer vers ${host}` },
    errors: error && { form: error },
    state,
  })
}

const didYouMean = (suggestion: string | undefined): LocalizedText =>
  suggestion === undefined
    ? { en: '', de: '', fr: '' }
    : {
        en: ` Did you mean ${suggestion}?`,
        de: ` Meinten Sie ${suggestion}?`,
        fr: ` Vouliez-vous dire ${suggestion} ?`,
      }

const and = (sentence: LocalizedText, more: LocalizedText): LocalizedText => ({
  en: sentence.en + more.en,
  de: sentence.de + more.de,
  fr: sentence.fr + more.fr,
})

export const NO_SERVER = (suggestion?: string): LocalizedText =>
  and(
    {
      en: 'This is no name of a server.',
      de: 'Das ist kein Name eines Servers.',
      fr: 'Ce n’est pas le nom d’un serveur.',
    },
    didYouMean(suggestion),
  )

export const DOWN = (host: string, suggestion?: string): LocalizedText =>
  and(
    {
      en: `${host} can’t be reached at the moment. Look for a mistake in the name; otherwise try again later.`,
      de: `${host} ist derzeit nicht erreichbar. Prüfen Sie den Namen auf Fehler; sonst versuchen Sie es später noch einmal.`,
      fr: `${host} est injoignable pour le moment. Vérifiez le nom ; sinon, réessayez plus tard.`,
    },
    didYouMean(suggestion),
  )

export const NOT_MASTODON = (host: string, suggestion?: string): LocalizedText =>
  and(
    {
      en: `${host} answers, but is no Mastodon server. Type the server of your account, as in @name@server.`,
      de: `${host} antwortet, ist aber kein Mastodon-Server. Geben Sie den Server Ihres Kontos an, wie in @name@server.`,
      fr: `${host} répond, mais n’est pas un serveur Mastodon. Indiquez le serveur de votre compte, comme dans @nom@serveur.`,
    },
    didYouMean(suggestion),
  )

export const NOT_ONE = (host: string, domain: string): LocalizedText => ({
  en: `${host} says that its accounts belong to ${domain}, but ${domain} does not confirm it. Nothing was connected. Type your handle as on your profile, @name@server, or ask the people who run the server.`,
  de: `${host} gibt an, dass seine Konten zu ${domain} gehören, aber ${domain} bestätigt das nicht. Es wurde nichts verbunden. Geben Sie Ihr Handle wie auf Ihrem Profil an, @name@server, oder fragen Sie die Menschen, die den Server betreiben.`,
  fr: `${host} indique que ses comptes appartiennent à ${domain}, mais ${domain} ne le confirme pas. Rien n’a été connecté. Indiquez votre identifiant comme sur votre profil, @nom@serveur, ou adressez-vous aux personnes qui gèrent le serveur.`,
})

export const FORBIDDEN = (host: string): LocalizedText => ({
  en: `${host} does not let this app register. Ask the people who run the server.`,
  de: `${host} lässt diese App nicht zu. Fragen Sie die Menschen, die den Server betreiben.`,
  fr: `${host} n’autorise pas cette application. Adressez-vous aux personnes qui gèrent le serveur.`,
})

export const FORGOTTEN = (host: string): LocalizedText => ({
  en: `${host} no longer knew this app. It is registered anew when you continue.`,
  de: `${host} kannte diese App nicht mehr. Wenn Sie fortfahren, wird sie neu angemeldet.`,
  fr: `${host} ne connaissait plus cette application. Elle sera enregistrée à nouveau si vous continuez.`,
})

export const OTHER_ACCOUNT = (given: string, expected: string): LocalizedText => ({
  en: `You signed in as @${given}, but this Channel belongs to @${expected}. Sign out on the server, then continue with the right account.`,
  de: `Sie haben sich als @${given} angemeldet, aber dieser Kanal gehört zu @${expected}. Melden Sie sich auf dem Server ab und fahren Sie mit dem richtigen Konto fort.`,
  fr: `Vous vous êtes connecté en tant que @${given}, mais ce canal appartient à @${expected}. Déconnectez-vous du serveur, puis continuez avec le bon compte.`,
})
