// Long because every sentence of a language stands in one place.
import type { CockpitCatalog } from './catalog.ts'

export const de: CockpitCatalog = {
  'frame.skip': 'Zum Inhalt springen',
  'frame.nav': 'Cockpit',
  'frame.languages': 'Sprache',
  'frame.sign-out': 'Abmelden',

  'nav.overview': 'Übersicht',
  'nav.people': 'Personen',

  'role.viewer': 'Lesende',
  'role.operator': 'Betreuung',
  'role.administrator': 'Verwaltung',

  'action.overview': 'Zur Übersicht',

  'sign-in.title': 'Am Cockpit anmelden',
  'sign-in.provider': 'Anmelden',
  'sign-in.link': 'Wer ein Terminal auf dem Host hat, kann Ihnen auch einen Link machen:',
  'sign-in.as': 'Dieser Link meldet Sie als {name} an, mit der Rolle „{role}“. Er gilt einmal.',
  'sign-in.enter': 'Anmelden',

  'people.about': 'Alle, die gerade angemeldet sind. Eine Sitzung zu beenden wirkt sofort.',
  'people.name': 'Name',
  'people.role': 'Rolle',
  'people.by': 'Angemeldet über',
  'people.by-provider': 'OpenID-Anbieter',
  'people.by-link': 'Link',
  'people.since': 'Seit',
  'people.seen': 'Zuletzt gesehen',
  'people.you': 'Sie',
  'people.end': 'Beenden',
  'people.end-of': 'Sitzung von {name} beenden',

  'overview.title': 'Übersicht',
  'overview.find': 'Name, Bezeichnung oder Id',
  'overview.integration': 'Integration',
  'overview.all': 'Alle',
  'overview.health': 'Zustand',
  'overview.show': 'Anzeigen',
  'overview.nothing-found': 'Nichts passt zu dieser Suche.',
  'overview.no-channels': 'Noch kein Kunde hat einen Kanal verbunden.',
  'overview.needs':
    '{count, plural, =0 {Niemand braucht Sie} one {Ein Kanal braucht jemanden} other {# Kanäle brauchen jemanden}}',
  'overview.all-needs':
    '{count, plural, one {In der Liste zeigen} other {Alle # in einer Liste zeigen}}',
  'overview.quiet':
    '{count, plural, =0 {Kein Kanal arbeitet still.} one {Ein Kanal arbeitet still.} other {# Kanäle arbeiten still.}}',
  'overview.paused-too': '{count, plural, one {Einer ist angehalten.} other {# sind angehalten.}}',
  'overview.unconnected-too':
    '{count, plural, one {Einer wartet darauf, dass sein Kunde ihn verbindet.} other {# warten darauf, dass ihre Kunden sie verbinden.}}',
  'overview.customers': 'Kunden und ihre Kanäle',
  'overview.customer': 'Kunde',
  'overview.pages': 'Seiten',
  'overview.page': 'Seite {page} von {pages}',
  'overview.next': 'Weiter',
  'overview.previous': 'Zurück',
  'overview.none': 'keine',
  'overview.unlabelled':
    '{count, plural, one {Ein Account hat noch keine Bezeichnung: SocialHub nennt keine Namen.} other {# Accounts haben noch keine Bezeichnung: SocialHub nennt keine Namen.}}',
  'overview.name-it': '{account} bezeichnen',

  'health.broken': '{count, plural, one {# gestört} other {# gestört}}',
  'health.attention': '{count, plural, one {# anzusehen} other {# anzusehen}}',
  'health.paused': '{count, plural, one {# angehalten} other {# angehalten}}',
  'health.unconnected': '{count, plural, one {# nicht verbunden} other {# nicht verbunden}}',
  'health.well': '{count, plural, one {# in Ordnung} other {# in Ordnung}}',

  'health-name.broken': 'Gestört',
  'health-name.attention': 'Anzusehen',
  'health-name.paused': 'Angehalten',
  'health-name.unconnected': 'Nicht verbunden',
  'health-name.well': 'In Ordnung',

  'state.active': 'Aktiv',
  'state.needs-authentication': 'Anmeldung nötig',
  'state.disabled': 'Deaktiviert',
  'state.revoked': 'Widerrufen',
  'state.paused': 'Angehalten',
  'state.ended': 'Beendet',
  'state.unconnected': 'Nicht verbunden',

  'cause.needs-authentication': 'Das Netzwerk nimmt die Freigabe nicht mehr an.',
  'cause.disabled': 'Bei SocialHub abgeschaltet.',
  'cause.revoked': 'SocialHub nimmt das Access Token nicht mehr an: Es wurde ersetzt.',
  'cause.paused': 'Von Ihnen angehalten.',
  'cause.ended': 'Ein anderer SocialHub-Account hat dasselbe Konto des Netzwerks verbunden.',
  'cause.unconnected': 'Der Kunde ist dem Link noch nicht gefolgt.',
  'cause.active': 'Holt ab, liefert und veröffentlicht.',
  'cause.fetching':
    'Das Abholen schlug {count, plural, one {einmal} other {#-mal nacheinander}} fehl.',
  'cause.refused':
    'SocialHub lehnte {count, plural, one {eine Nachricht} other {# Nachrichten}} ab.',
  'cause.unconfirmed':
    'SocialHub hat {count, plural, one {eine veröffentlichte Antwort} other {# veröffentlichte Antworten}} nicht vermerkt.',

  'turn.customer': 'Kunde ist dran',
  'turn.us': 'Sie sind dran',
  'turn.nobody': 'Niemand ist dran',

  since: '{since}',

  'do.look': 'Ansehen',
  'do.reconnect': 'Link zum Neuverbinden senden',
  'do.resume': 'Fortsetzen',
  'do.remove': 'Entfernen',
  'do.connect': 'Link zum Verbinden senden',
}
