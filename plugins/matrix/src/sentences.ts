import type { LocalizedText, PluginErrorCode } from '@hubward/plugin'

/** What people read, where it says more than the code's own sentence. */
export const SENTENCES = {
  noAddress: {
    en: 'This is no Matrix address. It looks like @name:example.org.',
    de: 'Das ist keine Matrix-Adresse. Sie sieht aus wie @name:example.org.',
    fr: 'Ce n’est pas une adresse Matrix. Elle ressemble à @nom:example.org.',
  },
  noServer: {
    en: 'No Matrix server was found at the name behind the colon. Check the address; its operator can also publish the server under https://…/.well-known/matrix/client.',
    de: 'Unter dem Namen hinter dem Doppelpunkt wurde kein Matrix-Server gefunden. Prüfen Sie die Adresse; sein Betreiber kann den Server auch unter https://…/.well-known/matrix/client veröffentlichen.',
    fr: 'Aucun serveur Matrix n’a été trouvé sous le nom qui suit les deux-points. Vérifiez l’adresse ; son exploitant peut aussi publier le serveur sous https://…/.well-known/matrix/client.',
  },
  noBrowser: {
    en: 'This server has no login page for other programs. Choose “Password” or “Access token”.',
    de: 'Dieser Server hat keine Anmeldeseite für andere Programme. Wählen Sie „Passwort“ oder „Zugangstoken“.',
    fr: 'Ce serveur n’a pas de page de connexion pour d’autres programmes. Choisissez « Mot de passe » ou « Jeton d’accès ».',
  },
  noPassword: {
    en: 'This server takes no passwords from other programs. Choose “The server’s login page”.',
    de: 'Dieser Server nimmt von anderen Programmen keine Passwörter an. Wählen Sie „Die Anmeldeseite des Servers“.',
    fr: 'Ce serveur n’accepte pas de mot de passe d’autres programmes. Choisissez « La page de connexion du serveur ».',
  },
  wrongPassword: {
    en: 'The server does not accept this password for the address.',
    de: 'Der Server akzeptiert dieses Passwort für die Adresse nicht.',
    fr: 'Le serveur n’accepte pas ce mot de passe pour cette adresse.',
  },
  wrongToken: {
    en: 'The server does not accept this access token. Copy it once more; it ends when that session logs out.',
    de: 'Der Server akzeptiert dieses Zugangstoken nicht. Kopieren Sie es noch einmal; es endet, wenn sich jene Sitzung abmeldet.',
    fr: 'Le serveur n’accepte pas ce jeton d’accès. Copiez-le de nouveau ; il expire quand cette session se déconnecte.',
  },
  notLoggedIn: {
    en: 'The server did not confirm the login. Please try again.',
    de: 'Der Server hat die Anmeldung nicht bestätigt. Bitte versuchen Sie es noch einmal.',
    fr: 'Le serveur n’a pas confirmé la connexion. Veuillez réessayer.',
  },
  tooMany: {
    en: 'The server takes no more logins at the moment. Please try again in some minutes.',
    de: 'Der Server nimmt derzeit keine weiteren Anmeldungen an. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Le serveur n’accepte plus de connexions pour le moment. Veuillez réessayer dans quelques minutes.',
  },
  mayNotWrite: {
    en: 'The account may not do this in this room, or is no longer a member of it.',
    de: 'Das Konto darf das in diesem Raum nicht, oder es ist kein Mitglied mehr.',
    fr: 'Le compte n’y est pas autorisé dans ce salon, ou n’en est plus membre.',
  },
  isEncrypted: {
    en: 'This room is encrypted. Replies from here would stand in it unencrypted, so none is sent.',
    de: 'Dieser Raum ist verschlüsselt. Antworten von hier stünden unverschlüsselt darin, also wird keine gesendet.',
    fr: 'Ce salon est chiffré. Les réponses d’ici y figureraient en clair ; aucune n’est donc envoyée.',
  },
  reconnected: {
    en: 'The Channel was reconnected while this reply was on its way, and it may be in the room already. Look there before you send it again.',
    de: 'Der Kanal wurde neu verbunden, während diese Antwort unterwegs war; vielleicht steht sie schon im Raum. Sehen Sie dort nach, bevor Sie sie noch einmal senden.',
    fr: 'Le canal a été reconnecté pendant l’envoi de cette réponse ; elle figure peut-être déjà dans le salon. Vérifiez avant de la renvoyer.',
  },
  fileTooLarge: {
    en: 'This file is larger than the Matrix server takes.',
    de: 'Diese Datei ist größer, als der Matrix-Server annimmt.',
    fr: 'Ce fichier est plus volumineux que ce que le serveur Matrix accepte.',
  },
  consent: {
    en: 'The Matrix server wants the account’s consent to its terms first. Log in there once with another program.',
    de: 'Der Matrix-Server verlangt zuerst die Zustimmung des Kontos zu seinen Bedingungen. Melden Sie sich dort einmal mit einem anderen Programm an.',
    fr: 'Le serveur Matrix demande d’abord que le compte accepte ses conditions. Connectez-vous-y une fois avec un autre programme.',
  },
} as const satisfies Record<string, LocalizedText>

/** https://spec.matrix.org/latest/client-server-api/#common-error-codes and the sections of each request. */
export const REFUSALS: readonly (readonly [string, PluginErrorCode, LocalizedText?])[] = [
  ['M_UNKNOWN_TOKEN', 'authentication'],
  ['M_MISSING_TOKEN', 'authentication'],
  ['M_USER_DEACTIVATED', 'authentication'],
  ['M_USER_LOCKED', 'authentication'],
  ['M_FORBIDDEN', 'rejected', SENTENCES.mayNotWrite],
  ['M_GUEST_ACCESS_FORBIDDEN', 'rejected', SENTENCES.mayNotWrite],
  ['M_USER_SUSPENDED', 'rejected', SENTENCES.mayNotWrite],
  ['M_CONSENT_NOT_GIVEN', 'rejected', SENTENCES.consent],
  ['M_NOT_FOUND', 'not-found'],
  // An endpoint that this server doesn't have.
  ['M_UNRECOGNIZED', 'rejected'],
  ['M_LIMIT_EXCEEDED', 'rate-limited'],
  ['M_RESOURCE_LIMIT_EXCEEDED', 'unavailable'],
  ['M_TOO_LARGE', 'invalid', SENTENCES.fileTooLarge],
  ['M_BAD_JSON', 'invalid'],
  ['M_NOT_JSON', 'invalid'],
  ['M_INVALID_PARAM', 'invalid'],
  ['M_NOT_YET_UPLOADED', 'unavailable'],
]
