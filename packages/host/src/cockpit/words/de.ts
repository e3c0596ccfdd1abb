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
  'channel.proof': 'Was hereinkam',
  'channel.unaccounted':
    '{count, plural, =0 {ist vollständig belegt} other {# nicht belegt: hubward prove nennt sie}}',
  'channel.not-counted': 'konnte nicht rechtzeitig gezählt werden',
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
  'event.give-up': 'Aufgeben',
  'event.give-up-of': '{id} aufgeben',
  'event.given-up': 'aufgegeben',
  'event.give-up-waiting':
    'Es wird nicht weiter versucht, und nichts wird veröffentlicht. SocialHub wird es mitgeteilt: Im Posteingang steht dann, dass Sie es aufgegeben haben, und es kann dort noch einmal gesendet werden.',
  'event.give-up-sending':
    'Noch weiß niemand, ob das Netzwerk es hat. Das Netzwerk wird gefragt: Ist es dort, bleibt es, und SocialHub erfährt das. Wenn nicht, steht im Posteingang, dass Sie es aufgegeben haben; ist es nicht zu klären, dass zuerst im Netzwerk nachzusehen ist.',
  'event.give-up-unknown':
    'Es wird nicht weiter versucht. Ein früherer Versuch kann es veröffentlicht haben, und niemand konnte es klären: Im Posteingang steht dann, dass zuerst im Netzwerk nachzusehen ist.',
  'event.give-up-later':
    'Der Zustand des Kanals ist „{state}“: SocialHub erfährt es, sobald der Kanal wieder arbeitet.',
  'event.give-up-unconfirmed':
    'Die Antwort ist veröffentlicht und bleibt es. SocialHub weiß nichts davon. Sie zählt nicht mehr zu dem, was anzusehen ist.',
  'event.give-up-interaction':
    'Aus der Nachricht wird kein Ticket. Sie zählt nicht mehr zu dem, was anzusehen ist; solange ihr Text aufbewahrt wird, kann sie noch einmal versucht werden.',
  'event.give-up-reason': 'Warum, für den Community Manager (kann leer bleiben)',
  'event.explain-interaction':
    'SocialHub bekommt diese Nachricht noch einmal, unverändert. Beheben Sie zuerst, was der Grund nennt. Es wird nichts veröffentlicht.',
  'event.explain-waiting':
    'Es wird jetzt versucht und nicht erst zu seiner Zeit. Hat das Netzwerk oder SocialHub um eine Pause gebeten, gilt sie weiter.',
  'event.tries-again': 'nächster Versuch',
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
  'deed.give-up-done': 'Es ist aufgegeben.',
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
  'refused.reason-too-long': 'Der Grund ist zu lang: höchstens 300 Zeichen.',
  'refused.not-given-up': 'Es gibt nichts aufzugeben: Es ist erledigt oder wurde schon aufgegeben.',
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
  'customer.history': 'Was geändert wurde',
  'customer.terms': 'Angenommene Bedingungen',
  'customer.no-terms': 'Es sind keine verzeichnet.',
  'customer.terms-version': 'Fassung',
  'customer.connect':
    'Um einen weiteren Kanal zu verbinden, klickt der Kunde auf dieser Seite von SocialHub auf „Kanal hinzufügen“:',

  'customer.papers': 'Unterlagen und Ende',

  'paper.title': 'Verarbeitungsverzeichnis',
  'paper.download': 'Als Datei (Markdown)',
  'paper.back': 'Zurück zum Kunden',
  'paper.print': 'Zum Drucken diese Seite drucken.',

  'removal.button': 'Diesen Kunden entfernen',
  'removal.go-on': 'Fortsetzen',
  'removal.title': '{name} endgültig entfernen?',
  'removal.what': 'Das lässt sich nicht rückgängig machen. Es geschieht:',
  'removal.channels':
    '{count, plural, =0 {Es sind keine Kanäle mehr zu beenden.} one {Ein Kanal endet: Seine Freigabe wird dem Netzwerk zurückgegeben, SocialHub schaltet ihn ab, und alles, was von ihm gespeichert ist, wird bis auf Anzahlen und Zeitpunkte gelöscht.} other {# Kanäle enden, einer nach dem anderen: Die Freigabe wird dem Netzwerk zurückgegeben, SocialHub schaltet den Kanal ab, und alles, was von ihm gespeichert ist, wird bis auf Anzahlen und Zeitpunkte gelöscht.}}',
  'removal.unconnected':
    '{count, plural, one {Ein Custom Channel, den niemand verbunden hat, verschwindet.} other {# Custom Channels, die niemand verbunden hat, verschwinden.}}',
  'removal.erased':
    'Der Name, wer zu verständigen ist, Versuche zu verbinden und die Einzelheiten des Änderungsprotokolls werden gelöscht.',
  'removal.keys':
    'Die Schlüssel des Accounts werden vernichtet: Was darunter versiegelt war, ist nicht mehr lesbar, auch nicht in Sicherungen, es sei denn, die Schlüssel wurden mit ihnen gesichert.',
  'removal.stays':
    'Bei SocialHub bleiben die Tickets, bei den Netzwerken das Veröffentlichte. Hier bleiben Kennungen, Zeitpunkte und Prüfsummen des Änderungsprotokolls, die Zustimmung zu Bedingungen und ein Protokoll mit Kennungen und Anzahlen, das Sie aushändigen.',
  'removal.how':
    'Hosts dürfen dabei laufen. Ist das Netzwerk oder SocialHub nicht zu erreichen, hält es vor diesem Kanal an und geht weiter, wenn Sie wiederkommen.',
  'removal.sure': 'Die Kennung des Accounts, zur Sicherheit: {id}',
  'removal.mistyped': 'Das ist nicht seine Kennung; es wurde nichts entfernt.',
  'removal.begun':
    'Begonnen und nicht fertig. {count, plural, =0 {Noch ist kein Kanal weg.} one {Ein Kanal ist weg.} other {# Kanäle sind weg.}}',
  'removal.unfinished': 'Das Entfernen ist nicht fertig',
  'removal.left':
    '{count, plural, one {Ein Kanal ist übrig.} other {# Kanäle sind übrig.}} Was schon weg ist, ist vermerkt. Setzen Sie es jetzt oder später fort.',
  'removal.stopped':
    'Ein Kanal lässt sich jetzt nicht beenden. Er ruht, wie er ist, und nichts von ihm wurde gelöscht.',
  'removal.force':
    'Setzen Sie es fort, sobald das behoben ist. Um trotzdem zu löschen, sodass dort bleibt, was bleibt, gibt es das Kommando:',
  'removal.removed': 'Dieser Kunde wurde entfernt',
  'removal.as-page': 'Als Datei zum Drucken',
  'removal.as-json': 'Als JSON',

  'nav.integrations': 'Integrationen',
  'nav.alerts': 'Meldungen',

  'integrations.channels': '{count, plural, =0 {keine Kanäle} one {# Kanal} other {# Kanäle}}',
  'integrations.runs': 'läuft',
  'integrations.does-not-run': 'konfiguriert, läuft hier aber nicht: „hubward plugins“ sagt, warum',
  'integrations.held': 'Kanäle werden zurückgehalten',

  'integration.plugin': 'Plugin',
  'integration.version': 'Version',
  'integration.unknown': 'unbekannt',
  'integration.manifest': 'Manifest',
  'integration.not-published': 'Noch nicht veröffentlicht.',
  'integration.pushed': 'SocialHub zuletzt mitgeteilt',
  'integration.promoted': 'Reusable seit',
  'integration.not-promoted': 'noch nicht',
  'integration.compared-shown': 'Verglichen mit dem, was SocialHub jetzt zeigt.',
  'integration.compared-pushed':
    'Verglichen mit dem, was SocialHub zuletzt mitgeteilt wurde: Ein Reusable Manifest zeigt es nicht, oder es hat nicht geantwortet.',
  'integration.no-differences': 'Nichts weicht ab.',
  'integration.field': 'Feld',
  'integration.here': 'Hier',
  'integration.socialhub': 'Bei SocialHub',
  'integration.check': 'Prüfung für die Freigabe',
  'integration.check-never': 'Nie gelaufen: hubward manifest check {name}',
  'integration.check-at': 'Zuletzt gelaufen',
  'integration.webhook': 'Geheimnisse des Webhooks',
  'integration.newest': 'Neuestes: zuletzt geprüft',
  'integration.older': 'Älteres: zuletzt geprüft',
  'integration.brake': 'Kanäle, die zurückgehalten werden',
  'integration.no-brake': 'Keine.',
  'integration.brake-what':
    '{count, plural, one {Ein Kanal wurde abgelehnt} other {# Kanäle wurden zusammen abgelehnt}}',
  'integration.budgets': 'Kontingente für Aufrufe',
  'integration.no-budgets': 'Noch nichts verbraucht.',
  'integration.budget': 'Kontingent',
  'integration.used': 'In diesem Fenster verbraucht',
  'integration.used-before': 'Im Fenster davor',

  'end.title': 'Die zurückgehaltenen Kanäle von {name} beenden?',
  'end.what':
    '{count, plural, one {Ein Kanal endet} other {# Kanäle enden}}, und jeder Kunde muss neu verbinden. Tun Sie das nur, wenn die Freigaben wirklich weg sind: Ist ein Ausfall oder Ihre eigene App der Grund, tun Sie nichts, sie machen von selbst weiter.',
  'end.button': 'Beenden',
  'end.done':
    '{count, plural, one {Ein Kanal ist beendet. Sein Kunde wird gebeten, neu zu verbinden.} other {# Kanäle sind beendet. Ihre Kunden werden gebeten, neu zu verbinden.}}',

  'nav.audit': 'Änderungen',

  'audit.about':
    'Wer was geändert hat, das Neueste zuerst. Über Menschen, die an Kanäle schreiben, steht hier nichts.',
  'audit.customer': 'Kunde (Name oder Kennung)',
  'audit.channel': 'Kanal (Kennung bei SocialHub)',
  'audit.action': 'Was',
  'audit.by': 'Von wem',
  'audit.since': 'Von',
  'audit.until': 'Bis',
  'audit.of-none': 'Was keinen Kunden betrifft',
  'audit.count': '{count, plural, =0 {Dazu gibt es nichts.} other {Einträge}}',
  'audit.older': 'Ältere',
  'audit.newest': 'Zum Neuesten',
  'audit.host': 'ein Host von selbst',
  'audit.someone-customer': 'der Kunde',
  'audit.someone-command': 'ein Kommando',
  'audit.someone-operator': 'jemand von Ihnen',
  'audit.named-command': '{name}, mit einem Kommando',
  'audit.named-operator': '{name}',
  'audit.name-erased': 'der Name wurde gelöscht',
  'audit.unreadable':
    'Die Einzelheiten sind nicht lesbar: Der Account wurde entfernt und sein Schlüssel vernichtet, oder jemand hat die Zeile verändert.',
  'audit.was': 'war',
  'audit.is': 'ist',
  'audit.all': 'Alles dazu im Änderungsprotokoll',
  'audit.none-yet': 'Noch ist nichts vermerkt.',
  'audit.record': 'Löschprotokoll',
  'audit.proof': 'Nachweis',
  'audit.never-verified': 'Noch niemand hat das ganze Protokoll geprüft.',
  'audit.verified-well':
    'Zuletzt geprüft: {entries, plural, one {# Eintrag} other {# Einträge}}, niemand hat etwas verändert.',
  'audit.verified-problems':
    'Zuletzt geprüft: {problems, plural, one {eines passt nicht} other {# Dinge passen nicht}} in {entries, plural, one {# Eintrag} other {# Einträgen}}.',
  'audit.verify': 'Jetzt prüfen',
  'audit.verify-title': 'Das Änderungsprotokoll wurde geprüft',
  'audit.verified-so':
    '{entries, plural, one {# Eintrag} other {# Einträge}} in {chains, plural, one {# Kette} other {# Ketten}}: Niemand hat etwas verändert.',
  'audit.verified-not':
    '{problems, plural, one {Eines passt nicht.} other {# Dinge passen nicht.}} Jemand hat die Datenbank von Hand verändert. Bewahren Sie eine Kopie von ihr auf, wie sie ist, und vergleichen Sie mit einem Export: hubward audit verify --heads.',
  'audit.not-noted': 'Dass geprüft wurde, ließ sich nicht im Protokoll vermerken: {reason}',
  'audit.verify-end':
    'Ob die neuesten Einträge abgeschnitten wurden, zeigt nur der Vergleich mit einem Export: hubward audit verify --heads.',
  'audit.verify-long':
    'Das Protokoll ist zu lang, um es zu prüfen, während jemand wartet. Nehmen Sie das Kommando: hubward audit verify.',
  'audit.place': 'Stelle',
  'audit.found': 'Was gefunden wurde',

  'alerts.about':
    'Was dieser Host seinen Betreuern in den letzten 30 Tagen gemeldet hat, das Neueste zuerst.',
  'alerts.none': 'Es wurde nichts gemeldet.',
  'alerts.when': 'Wann',
  'alerts.what': 'Was',
  'alerts.told': 'Gemeldet',
  'alerts.noted': 'Zur Kenntnis',
  'alerts.note': 'Zur Kenntnis nehmen',
  'alerts.note-of': '{what} zur Kenntnis nehmen',
  'alerts.nowhere': 'nirgends: weder notices.webhookUrl noch notices.mailTo ist gesetzt',
  'alerts.sent-webhook': 'per Webhook',
  'alerts.sent-mail': 'per Mail',
  'alerts.due-webhook': 'per Webhook, noch nicht',
  'alerts.due-mail': 'per Mail, noch nicht',
  'alerts.given-up-webhook': 'per Webhook, aufgegeben',
  'alerts.given-up-mail': 'per Mail, aufgegeben',

  'alert.channel-needs-authentication': 'Der Kanal hat den Zugang zum Netzwerk verloren',
  'alert.channel-disabled': 'Der Kanal wurde bei SocialHub abgeschaltet',
  'alert.channel-revoked': 'SocialHub lehnt das Access Token des Kanals ab',
  'alert.channel-paused': 'Der Kanal wurde angehalten',
  'alert.channel-ended': 'Ein anderer SocialHub-Account hat den Platz des Kanals eingenommen',
  'alert.channel-active': 'Der Kanal arbeitet wieder',
  'alert.channel-fetch-refused': 'Der Kanal kann nicht abgeholt werden',
  'alert.ledger-unaccounted': 'Nicht alles, was hereinkam, ist belegt',
  'alert.brake-on': 'Viele Kanäle wurden zusammen abgelehnt',
  'alert.brake-off': 'Kanäle werden nicht mehr zurückgehalten',
  'alert.app-refused': 'Das Netzwerk lehnt die App oder die Einstellungen ab',
  'alert.app-accepted': 'Das Netzwerk nimmt die App wieder an',
  'alert.onboarding-failed': 'Ein Kunde konnte keinen Kanal verbinden',
  'alert.webhook-refused': 'Anfragen an den Webhook wurden abgelehnt',
  'alert.hosts-away': 'Kein Host war da, um SocialHub zu antworten',
  'alert.integration-missing': 'Eine Integration ist konfiguriert und läuft nicht',
  'alert.disk-full': 'Die Platte von PostgreSQL ist voll',
  'alert.manifest-promoted': 'Ein Manifest wurde freigegeben',
  'alert.manifest-promoted-twice': 'Ein zweites Manifest wurde freigegeben',
  'alert.worker-given-up': 'Ein Worker eines Plugins lässt sich nicht beenden',
  'alert.visitor-mail-refused': 'Der Mailserver lehnt Mails an Besuchende ab',
  'alert.visitor-mail-unopened': 'Mails an Besuchende ließen sich nicht öffnen',
  'alert.clock-wrong': 'Anfragen kamen mit falscher Uhrzeit',
}
