import type { LocalizedText } from '../plain.ts'

/** Why nothing was connected, where nobody made a mistake: a Customer may try again. */
export const OAUTH2_SENTENCES = {
  declined: {
    en: 'Access was not granted, so nothing was connected. You can try again.',
    de: 'Der Zugriff wurde nicht erlaubt, daher wurde nichts verbunden. Sie können es noch einmal versuchen.',
    fr: 'L’accès n’a pas été accordé, rien n’a donc été connecté. Vous pouvez réessayer.',
  },
  expired: {
    en: 'This login has expired or was used already. Please log in once more.',
    de: 'Diese Anmeldung ist abgelaufen oder wurde schon verwendet. Bitte melden Sie sich noch einmal an.',
    fr: 'Cette connexion a expiré ou a déjà été utilisée. Veuillez vous connecter à nouveau.',
  },
} as const satisfies Record<string, LocalizedText>

export const TRY_AGAIN: LocalizedText = {
  en: 'Try again',
  de: 'Noch einmal versuchen',
  fr: 'Réessayer',
}

export const NOT_CONNECTED: LocalizedText = {
  en: 'Not connected',
  de: 'Nicht verbunden',
  fr: 'Non connecté',
}
