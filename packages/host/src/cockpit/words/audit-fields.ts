import type { Language } from '@hubward/plugin'

/** What entries of the audit log call what was changed, as pages say it. */
const FIELDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  accountId: { en: 'Account', de: 'Account', fr: 'Account' },
  by: { en: 'by', de: 'mit', fr: 'par' },
  channel: { en: 'Channel', de: 'Kanal', fr: 'Canal' },
  channels: { en: 'Channels', de: 'Kanäle', fr: 'Canaux' },
  code: { en: 'Error', de: 'Fehler', fr: 'Erreur' },
  files: { en: 'Files', de: 'Dateien', fr: 'Fichiers' },
  interactions: { en: 'Messages', de: 'Nachrichten', fr: 'Messages' },
  keys: { en: 'Keys', de: 'Schlüssel', fr: 'Clés' },
  label: { en: 'Label', de: 'Bezeichnung', fr: 'Libellé' },
  name: { en: 'Name', de: 'Name', fr: 'Nom' },
  outcome: { en: 'Outcome', de: 'Ergebnis', fr: 'Résultat' },
  publicUrl: { en: 'Public address', de: 'Öffentliche Adresse', fr: 'Adresse publique' },
  refused: { en: 'Refused', de: 'Abgelehnt', fr: 'Refusés' },
  role: { en: 'Role', de: 'Rolle', fr: 'Rôle' },
  server: { en: 'Server', de: 'Server', fr: 'Serveur' },
  session: { en: 'Session', de: 'Sitzung', fr: 'Session' },
  state: { en: 'State', de: 'Zustand', fr: 'État' },
  ticketActions: { en: 'Ticket Actions', de: 'Ticket-Aktionen', fr: 'Actions de Ticket' },
  tickets: { en: 'Tickets', de: 'Tickets', fr: 'Tickets' },
  uniqueName: { en: 'Handle', de: 'Kürzel', fr: 'Identifiant' },
}

/** A field's name in the page's language; undefined: it has none, and is shown as it is stored. */
export function auditField(language: Language, name: string): string | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name]?.[language] : undefined
}
