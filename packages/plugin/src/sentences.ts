import type { PluginErrorCode } from './error.ts'
import type { LocalizedText } from './plain.ts'

/** What a community manager reads when a Ticket Action fails and the plugin gave no sentence. */
export const SENTENCES: Readonly<Record<PluginErrorCode, LocalizedText>> = {
  authentication: {
    en: 'The Network no longer accepts this Channel’s connection. Ask an administrator to reconnect the Channel, then try again.',
    de: 'Das Netzwerk akzeptiert die Verbindung dieses Kanals nicht mehr. Bitten Sie eine Administratorin oder einen Administrator, den Kanal neu zu verbinden, und versuchen Sie es dann noch einmal.',
    fr: 'Le réseau n’accepte plus la connexion de ce canal. Demandez à un administrateur de reconnecter le canal, puis réessayez.',
  },
  operator: {
    en: 'The Integration is not set up correctly at the moment. Its operator has been told. Please try again later.',
    de: 'Die Integration ist derzeit nicht richtig eingerichtet. Ihr Betreiber wurde informiert. Bitte versuchen Sie es später noch einmal.',
    fr: 'L’intégration n’est pas correctement configurée pour le moment. Son exploitant a été prévenu. Veuillez réessayer plus tard.',
  },
  'rate-limited': {
    en: 'The Network accepts no more requests at the moment. Please try again later.',
    de: 'Das Netzwerk nimmt derzeit keine weiteren Anfragen an. Bitte versuchen Sie es später noch einmal.',
    fr: 'Le réseau n’accepte plus de requêtes pour le moment. Veuillez réessayer plus tard.',
  },
  unavailable: {
    en: 'The Network could not be reached in time. Please try again later.',
    de: 'Das Netzwerk war nicht rechtzeitig erreichbar. Bitte versuchen Sie es später noch einmal.',
    fr: 'Le réseau n’a pas pu être joint à temps. Veuillez réessayer plus tard.',
  },
  'not-found': {
    en: 'The message that this refers to no longer exists on the Network.',
    de: 'Die Nachricht, auf die sich dies bezieht, gibt es im Netzwerk nicht mehr.',
    fr: 'Le message concerné n’existe plus sur le réseau.',
  },
  rejected: {
    en: 'The Network does not allow this.',
    de: 'Das Netzwerk lässt dies nicht zu.',
    fr: 'Le réseau ne le permet pas.',
  },
  invalid: {
    en: 'The Network could not accept this content. Change it, then try again.',
    de: 'Das Netzwerk konnte diesen Inhalt nicht annehmen. Ändern Sie ihn und versuchen Sie es noch einmal.',
    fr: 'Le réseau n’a pas pu accepter ce contenu. Modifiez-le, puis réessayez.',
  },
}
