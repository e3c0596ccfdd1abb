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

  'channels.title': 'Kanäle',
  'channels.count': '{count, plural, =0 {Kein Kanal} one {Ein Kanal} other {# Kanäle}}',
  'channels.choose': '{name} auswählen',
  'channels.bulk': 'Mit den ausgewählten',
  'channels.bulk-links': 'Links zum Neuverbinden',
  'channels.bulk-pause': 'Anhalten',
  'channels.none-chosen': 'Wählen Sie mindestens einen Kanal aus.',
  'channels.name': 'Kanal',
  'channels.state': 'Zustand',
  'channels.outcome': 'Was daraus wurde',

  'channel.to-do': 'Was zu tun ist',
  'channel.facts': 'Wie es ihm geht',
  'channel.custom': 'Custom Channel',
  'channel.reusable': 'Reusable Manifest',
  'channel.integration': 'Integration',
  'channel.customer': 'Kunde',
  'channel.network-id': 'Konto im Netzwerk',
  'channel.id': 'Id bei SocialHub',
  'channel.fetched': 'Zuletzt abgeholt',
  'channel.next-fetch': 'Nächstes Abholen',
  'channel.not-now': 'nicht in diesem Zustand',
  'channel.fetch-fails': 'Warum das Abholen scheitert',
  'channel.last-message': 'Letzte neue Nachricht',
  'channel.compared': 'Zuletzt mit dem Netzwerk verglichen',
  'channel.compared-found':
    '{missing} fehlten, {edited} bearbeitet, {deleted} gelöscht in 30 Tagen',
  'channel.compare-fails': 'Warum das Vergleichen scheiterte',
  'channel.last-ticket': 'Letztes Ticket',
  'channel.waiting': 'Wartende Tickets',
  'channel.unread': 'Empfangen, nicht abgeholt',
  'channel.open-actions': 'Offene Ticket-Aktionen',
  'channel.refused': 'Abgelehnte Nachrichten',
  'channel.unconfirmed': 'Unbestätigte Antworten',
  'channel.expires': 'Zugang läuft ab',
  'channel.no-known-time': 'zu keiner bekannten Zeit',
  'channel.never': 'nie',
  'channel.moves-to': 'Zieht um nach',
  'channel.moves-later': 'das Reusable Manifest, sobald der Kunde es hinzufügt',
  'channel.waits-for': 'Er beginnt, sobald der Custom Channel {channel} übergeben hat.',
  'channel.listens': 'Hört zu',
  'channel.nobody-listens': 'niemand',
  'channel.listening-failed': 'Zuhören scheiterte zuletzt',
  'channel.fault': 'Fehler des Plugins',
  'channel.set-aside': 'Nicht lesbar',
  'channel.set-aside-count': '{count, plural, one {# Eintrag} other {# Einträge}}',
  'channel.mails': 'Mails an Besuchende',
  'channel.do': 'Was Sie tun können',
  'channel.events': 'Ticket-Aktionen und abgelehnte Nachrichten',
  'channel.no-events': 'Es gibt keine.',
  'channel.history': 'Sein Leben',
  'channel.created': 'Angelegt',

  'event.when': 'Wann',
  'event.what': 'Was',
  'event.interaction': 'Nachricht',
  'event.state': 'Zustand',
  'event.reason': 'Grund',
  'event.retry': 'Noch einmal versuchen',
  'event.retry-of': '{id} noch einmal versuchen',
  'event.explain-interaction':
    'SocialHub bekommt diese Nachricht noch einmal, unverändert. Beheben Sie zuerst, was der Grund nennt. Es wird nichts veröffentlicht.',
  'event.explain-action':
    'SocialHub erfährt noch einmal, dass diese Antwort veröffentlicht ist. Es wird nichts ein zweites Mal veröffentlicht.',

  'deed.pause': 'Anhalten',
  'deed.pause-title': '{name} anhalten?',
  'deed.pause-what':
    'Der Kanal holt nichts ab, liefert und veröffentlicht nichts, bis ihn jemand fortsetzt. Was inzwischen von SocialHub kommt, wartet.',
  'deed.pause-done': 'Der Kanal ist angehalten.',
  'deed.reason': 'Warum, für alle, die später nachsehen',
  'deed.resume': 'Fortsetzen',
  'deed.resume-title': '{name} fortsetzen?',
  'deed.resume-what':
    'Der Kanal macht dort weiter, wo er stehen blieb: Was wartet, wird jetzt geliefert und veröffentlicht.',
  'deed.resume-done': 'Der Kanal macht weiter.',
  'deed.fetch': 'Jetzt abholen',
  'deed.fetch-title': 'Die Nachrichten von {name} jetzt abholen?',
  'deed.fetch-what':
    'Ein Host fragt das Netzwerk, sobald er frei ist, nicht erst beim nächsten Mal.',
  'deed.fetch-done': 'Der Kanal ist jetzt an der Reihe.',
  'deed.reconcile': 'Mit dem Netzwerk vergleichen',
  'deed.reconcile-title': '{name} mit dem Netzwerk vergleichen?',
  'deed.reconcile-what':
    'Ein Host listet die letzten Nachrichten noch einmal auf, speichert fehlende und zieht Änderungen und Löschungen nach.',
  'deed.reconcile-done': 'Ein Host vergleicht den Kanal, sobald er frei ist.',
  'deed.reconnect': 'Link zum Neuverbinden',
  'deed.reconnect-title': 'Dem Kunden von {name} einen Link senden?',
  'deed.reconnect-what':
    'Es entsteht ein Link, mit dem sich der Kunde beim Netzwerk neu anmeldet, mit demselben Konto wie zuvor. Er gilt 7 Tage und einmal. Sie sehen ihn einmal: Senden Sie ihn dem Kunden.',
  'deed.reconnect-elsewhere':
    'Eine Person, die beim Kunden verwaltet, verbindet diesen Kanal auf der Kanal-Einstellungsseite von SocialHub neu. Sie bekommen einen Text zum Senden.',
  'deed.reconnect-text':
    'Ihr Kanal „{name}“ in SocialHub muss neu verbunden werden. Bitte öffnen Sie diese Seite, und klicken Sie beim Kanal auf „Reaktivieren“: {url}',
  'deed.link-text':
    'Ihr Kanal „{name}“ in SocialHub muss verbunden werden. Bitte öffnen Sie diesen Link; er gilt einmal, bis {until}: {url}',
  'deed.settings-text':
    'Die Einstellungen Ihres Kanals „{name}“ können Sie hier ändern; der Link gilt einmal, bis {until}: {url}',
  'deed.link-title': 'Senden Sie das dem Kunden',
  'deed.link-once': 'Es wird einmal gezeigt. Wer den Link hat, kann ihn benutzen.',
  'deed.copy': 'Kopieren',
  'deed.copied': 'Kopiert',
  'deed.settings': 'Link zu den Einstellungen',
  'deed.settings-title': 'Dem Kunden einen Link zu den Einstellungen von {name} senden?',
  'deed.settings-what':
    'Es entsteht ein Link, mit dem der Kunde die Einstellungen des Kanals ändert. Er gilt 7 Tage und einmal.',
  'deed.remove': 'Entfernen',
  'deed.remove-title': '{name} endgültig entfernen?',
  'deed.remove-what':
    'Die Freigabe geht an das Netzwerk zurück, der Kanal endet bei SocialHub, und alles, was von ihm gespeichert ist, wird gelöscht bis auf Zahlen und Daten. Nichts bringt ihn zurück. Tickets bleiben bei SocialHub. Ist das Netzwerk oder SocialHub nicht erreichbar, wird nichts gelöscht.',
  'deed.remove-sure': 'Zur Sicherheit seine Id: {id}',
  'deed.remove-mistyped': 'Das ist nicht seine Id; es wurde nichts entfernt.',
  'deed.removed-title': 'Der Kanal ist entfernt',
  'deed.removed':
    '{interactions, plural, one {# Nachricht} other {# Nachrichten}}, {actions, plural, one {# Ticket-Aktion} other {# Ticket-Aktionen}} und {files, plural, one {# Datei} other {# Dateien}} wurden gelöscht.',
  'deed.not-removed-title': 'Der Kanal wurde nicht entfernt',
  'deed.not-removed':
    'Es wurde nichts gelöscht; der Kanal ist angehalten. Versuchen Sie es später noch einmal, oder nehmen Sie den Befehl mit --force.',
  'deed.network-remains':
    'Die Freigabe bleibt beim Netzwerk: {reason}. Der Kunde beendet sie dort in den Einstellungen des Kontos.',
  'deed.socialhub-remains':
    'SocialHub behält den Kanal: {reason}. Der Kunde entfernt ihn auf der Kanal-Einstellungsseite.',
  'deed.busy':
    'Ein Host arbeitet noch für diesen Kanal. Versuchen Sie es in einer Minute noch einmal.',
  'deed.cancel': 'Abbrechen',
  'deed.retry-done': 'Es geschieht noch einmal, sobald ein Host frei ist.',

  'refused.unknown-channel': 'Diesen Kanal gibt es hier nicht.',
  'refused.unknown-event': 'Diesen Eintrag gibt es nicht.',
  'refused.wrong-state':
    'Der Zustand des Kanals erlaubt das nicht. Vielleicht hat ihn inzwischen jemand geändert.',
  'refused.waits':
    'Der Kanal wartet, bis ein Custom Channel übergeben hat; dann macht er von selbst weiter.',
  'refused.no-listing': 'Dieses Plugin kann Nachrichten nicht noch einmal auflisten.',
  'refused.reusable': 'Der Kunde verbindet diesen Kanal auf der Kanal-Einstellungsseite neu.',
  'refused.dead-token':
    'SocialHub nimmt das Access Token des Kanals nicht an. Bitten Sie den Kunden um das jetzige, und geben Sie es mit dem Befehl hubward channel token ein.',
  'refused.not-retried': 'Hier gibt es nichts noch einmal zu versuchen.',

  'customer.account': 'SocialHub-Account {account}',
  'customer.label': 'Wie Sie diesen Kunden nennen',
  'customer.label-help':
    'SocialHub nennt keine Namen von Accounts. Eine leere Bezeichnung nimmt sie weg.',
  'customer.save': 'Speichern',
  'customer.saved': 'Gespeichert.',
  'customer.too-long':
    'Eine Bezeichnung hat höchstens 100 Zeichen; wem Sie Bescheid sagen, höchstens 500.',
  'customer.contact': 'Wem Sie Bescheid sagen',
  'customer.contact-help':
    'Namen, Adressen, Nummern beim Kunden, für Ihre Leute. Versiegelt aufbewahrt; von selbst wird dorthin nichts gesendet.',
  'customer.channels': 'Kanäle',
  'customer.grant': 'Zugang läuft ab',
  'customer.days': 'Was kam und ging, in 30 Tagen',
  'customer.plot':
    'Empfangene Nachrichten und veröffentlichte Antworten je Tag; dasselbe als Tabelle darunter.',
  'customer.table': 'Als Tabelle',
  'customer.day': 'Tag',
  'customer.received': 'Nachrichten empfangen',
  'customer.tickets': 'Tickets',
  'customer.replies': 'Antworten veröffentlicht',
  'customer.resets': 'Antworten zurückgegeben',
  'customer.month': 'Zahlen eines Monats',
  'customer.which-month': 'Monat',
  'customer.show': 'Anzeigen',
  'customer.csv': 'Dasselbe als CSV-Datei',
  'customer.sum': 'Zusammen',
  'customer.terms': 'Angenommene Bedingungen',
  'customer.no-terms': 'Es sind keine verzeichnet.',
  'customer.terms-version': 'Fassung',
  'customer.connect':
    'Um einen weiteren Kanal zu verbinden, klickt der Kunde auf dieser Seite von SocialHub auf „Kanal hinzufügen“:',
}
