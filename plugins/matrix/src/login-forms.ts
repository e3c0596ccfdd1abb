import { choice, textField } from '@hubward/plugin'
import Type from 'typebox'

/** The first form: whose account, and how it logs in. */
export const AddressFields = Type.Object({
  address: textField({
    minLength: 3,
    maxLength: 300,
    label: { en: 'Matrix address', de: 'Matrix-Adresse', fr: 'Adresse Matrix' },
    help: {
      en: 'The whole address of the account that answers.',
      de: 'Die ganze Adresse des Kontos, das antwortet.',
      fr: 'L’adresse complète du compte qui répond.',
    },
    placeholder: '@name:example.org',
    autocomplete: 'username',
  }),
  way: choice({
    default: 'browser',
    label: { en: 'Log in with', de: 'Anmelden mit', fr: 'Se connecter avec' },
    choices: {
      browser: {
        en: 'The server’s login page',
        de: 'Die Anmeldeseite des Servers',
        fr: 'La page de connexion du serveur',
      },
      password: { en: 'Password', de: 'Passwort', fr: 'Mot de passe' },
      token: { en: 'Access token', de: 'Zugangstoken', fr: 'Jeton d’accès' },
    },
  }),
})

export const PasswordFields = Type.Object({
  password: textField({
    minLength: 1,
    maxLength: 1_000,
    label: { en: 'Password', de: 'Passwort', fr: 'Mot de passe' },
    help: {
      en: 'It goes to the account’s own server, once, and is not kept.',
      de: 'Es geht einmal an den eigenen Server des Kontos und wird nicht aufbewahrt.',
      fr: 'Il est envoyé une fois au serveur du compte et n’est pas conservé.',
    },
    secret: true,
    autocomplete: 'current-password',
  }),
})

export const TokenFields = Type.Object({
  token: textField({
    minLength: 1,
    maxLength: 2_000,
    label: { en: 'Access token', de: 'Zugangstoken', fr: 'Jeton d’accès' },
    help: {
      en: 'In Element: All settings, Help & About, Access Token. Use a session of its own for this, which you don’t log out.',
      de: 'In Element: Alle Einstellungen, Hilfe und Info, Zugriffstoken. Nehmen Sie dafür eine eigene Sitzung, die Sie nicht abmelden.',
      fr: 'Dans Element : Tous les paramètres, Aide et à propos, Jeton d’accès. Utilisez pour cela une session dédiée, que vous ne déconnectez pas.',
    },
    secret: true,
  }),
})

/** What stands above each form. */
export const PLEASE = {
  address: {
    title: {
      en: 'Connect a Matrix account',
      de: 'Matrix-Konto verbinden',
      fr: 'Connecter un compte Matrix',
    },
    text: {
      en: 'Use an account of your organisation. What is written in the rooms that you choose arrives as Tickets; replies go out under its name.',
      de: 'Nehmen Sie ein Konto Ihrer Organisation. Was in den Räumen steht, die Sie wählen, kommt als Tickets an; Antworten gehen unter seinem Namen hinaus.',
      fr: 'Utilisez un compte de votre organisation. Ce qui est écrit dans les salons choisis arrive sous forme de Tickets ; les réponses partent sous son nom.',
    },
  },
  password: {
    title: { en: 'Password', de: 'Passwort', fr: 'Mot de passe' },
  },
  token: {
    title: { en: 'Access token', de: 'Zugangstoken', fr: 'Jeton d’accès' },
  },
} as const
