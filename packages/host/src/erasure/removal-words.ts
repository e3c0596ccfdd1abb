import type { Language } from '@hubward/plugin'
import type { RemovedChannel } from './removal-record.ts'

/** What the record of a removal says, when it is printed. */
export interface RemovalWords {
  readonly title: string
  readonly lead: string
  readonly account: string
  readonly operator: string
  readonly begun: string
  readonly ended: string
  readonly unconnected: string
  readonly keys: string
  readonly details: string
  readonly channels: string
  readonly columns: readonly string[]
  /** How a grant, or a Channel at SocialHub, ended. */
  readonly endings: Readonly<Record<RemovedChannel['network']['outcome'], string>>
  readonly remains: string
  readonly remaining: readonly string[]
  readonly signature: string
}

export const REMOVAL_WORDS: Readonly<Record<Language, RemovalWords>> = {
  en: {
    title: 'Record of erasure',
    lead: 'Everything that was stored of this SocialHub Account was erased. This record holds ids, counts and dates only.',
    account: 'Account (SocialHub’s id)',
    operator: 'Operator',
    begun: 'Begun',
    ended: 'Completed',
    unconnected: 'Custom Channels that were never connected',
    keys: 'Keys of the Account that were destroyed',
    details: 'Details of the audit log that were erased',
    channels: 'Channels',
    columns: [
      'Channel',
      'Integration',
      'Messages',
      'Ticket Actions',
      'Files',
      'Grant at the Network',
      'Channel at SocialHub',
    ],
    endings: {
      ended: 'ended',
      none: 'there was none',
      shared: 'shared with other Channels, ends with the last of them',
      remains: 'remains',
      'out-of-reach': 'remains, out of our reach',
    },
    remains: 'What remains',
    remaining: [
      'At SocialHub: the Tickets, with what people wrote and what was answered. Only SocialHub and the Customer can erase them.',
      'At the Networks: what was published there.',
      'Here: ids, dates and hashes of the audit log, the acceptance of terms, counts of removed Channels, and this record.',
      'In backups made before: what was stored then, until they are deleted.',
    ],
    signature: 'Place, date, signature',
  },
  de: {
    title: 'Löschprotokoll',
    lead: 'Alles, was zu diesem SocialHub-Account gespeichert war, wurde gelöscht. Dieses Protokoll enthält nur Kennungen, Anzahlen und Zeitpunkte.',
    account: 'Account (Kennung bei SocialHub)',
    operator: 'Betreiber',
    begun: 'Begonnen',
    ended: 'Abgeschlossen',
    unconnected: 'Custom Channels, die nie verbunden wurden',
    keys: 'Vernichtete Schlüssel des Accounts',
    details: 'Gelöschte Einzelheiten des Änderungsprotokolls',
    channels: 'Channels',
    columns: [
      'Channel',
      'Integration',
      'Nachrichten',
      'Ticket-Aktionen',
      'Dateien',
      'Zugriff beim Netzwerk',
      'Channel bei SocialHub',
    ],
    endings: {
      ended: 'beendet',
      none: 'es gab keinen',
      shared: 'mit anderen Channels geteilt, endet mit dem letzten von ihnen',
      remains: 'besteht weiter',
      'out-of-reach': 'besteht weiter, für uns nicht erreichbar',
    },
    remains: 'Was bleibt',
    remaining: [
      'Bei SocialHub: die Tickets mit dem, was Menschen geschrieben haben und was geantwortet wurde. Nur SocialHub und der Kunde können sie löschen.',
      'Bei den Netzwerken: was dort veröffentlicht wurde.',
      'Hier: Kennungen, Zeitpunkte und Prüfsummen des Änderungsprotokolls, die Zustimmung zu Bedingungen, Anzahlen zu entfernten Channels und dieses Protokoll.',
      'In früheren Sicherungen: was damals gespeichert war, bis sie gelöscht werden.',
    ],
    signature: 'Ort, Datum, Unterschrift',
  },
  fr: {
    title: 'Procès-verbal d’effacement',
    lead: 'Tout ce qui était enregistré pour ce compte SocialHub a été effacé. Ce document ne contient que des identifiants, des nombres et des dates.',
    account: 'Compte (identifiant chez SocialHub)',
    operator: 'Exploitant',
    begun: 'Commencé',
    ended: 'Terminé',
    unconnected: 'Custom Channels jamais connectés',
    keys: 'Clés du compte détruites',
    details: 'Détails du journal des modifications effacés',
    channels: 'Channels',
    columns: [
      'Channel',
      'Intégration',
      'Messages',
      'Actions de ticket',
      'Fichiers',
      'Accès auprès du réseau',
      'Channel chez SocialHub',
    ],
    endings: {
      ended: 'terminé',
      none: 'il n’y en avait pas',
      shared: 'partagé avec d’autres Channels, prend fin avec le dernier d’entre eux',
      remains: 'subsiste',
      'out-of-reach': 'subsiste, hors de notre portée',
    },
    remains: 'Ce qui reste',
    remaining: [
      'Chez SocialHub : les tickets, avec ce que les personnes ont écrit et les réponses. Seuls SocialHub et le client peuvent les effacer.',
      'Auprès des réseaux : ce qui y a été publié.',
      'Ici : identifiants, dates et empreintes du journal des modifications, l’acceptation des conditions, les nombres des Channels supprimés et ce document.',
      'Dans les sauvegardes antérieures : ce qui était enregistré alors, jusqu’à leur suppression.',
    ],
    signature: 'Lieu, date, signature',
  },
}
