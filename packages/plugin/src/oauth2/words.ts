import type { LocalizedText } from '../plain.ts'

export const DECLINED: LocalizedText = {
  en: 'Access was not granted, so nothing was connected. You can try again.',
  de: 'Der Zugriff wurde nicht erlaubt, daher wurde nichts verbunden. Sie können es noch einmal versuchen.',
  fr: 'L’accès n’a pas été accordé, rien n’a donc été connecté. Vous pouvez réessayer.',
}

export const EXPIRED: LocalizedText = {
  en: 'This login has expired or was used already. Please log in once more.',
  de: 'Diese Anmeldung ist abgelaufen oder wurde schon verwendet. Bitte melden Sie sich noch einmal an.',
  fr: 'Cette connexion a expiré ou a déjà été utilisée. Veuillez vous connecter à nouveau.',
}

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
