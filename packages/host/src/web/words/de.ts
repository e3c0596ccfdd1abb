// Long because every sentence of a language stands in one place.
import type { Catalog } from './catalog.ts'

export const de: Catalog = {
  'page.error-prefix': 'Fehler: {title}',
  'page.skip': 'Zum Inhalt springen',
  'page.connects': '{network} für SocialHub',
  'page.account': 'Für den SocialHub-Account {account}',
  'page.operator': 'Betrieben von {operator}',
  'page.imprint': 'Impressum',
  'page.privacy': 'Datenschutz',
  'page.support': 'Hilfe',
  'page.languages': 'Sprache',
  'page.error-code': 'Fehlercode: {id}',

  'action.cancel': 'Abbrechen und zurück zu SocialHub',
  'action.cancel-link': 'Abbrechen',
  'action.back': 'Zurück zu SocialHub',
  'action.again': 'Erneut versuchen',
  'action.restart': 'Von vorn beginnen',
  'action.reconnect': 'Neu verbinden',
  'action.continue': 'Weiter',
  'action.connect': 'Verbinden',
  'action.finish': 'Verbindung fertigstellen',
  'action.save': 'Speichern',
  'action.check': 'Jetzt prüfen',
  'action.copy': 'Kopieren',
  'action.copied': 'Kopiert',

  'field.optional': 'freiwillig',
  'field.choose': 'Bitte auswählen',
  'field.lines': 'Ein Eintrag pro Zeile.',
  'field.keep': 'Leer lassen, um den gespeicherten Wert zu behalten.',
  'field.name': 'Name',
  'field.name-help': 'So heißt der Kanal in SocialHub.',
  'field.unique-name': 'Eindeutiger Name',
  'field.unique-name-help': 'Unterscheidet den Kanal von all Ihren anderen Kanälen.',

  'problems.title':
    '{count, plural, one {Ein Eintrag muss geändert werden} other {# Einträge müssen geändert werden}}',
  'problem.required': 'Bitte füllen Sie dieses Feld aus.',
  'problem.choose': 'Bitte wählen Sie eine der Möglichkeiten.',
  'problem.min-length': 'Bitte schreiben Sie mindestens {limit} Zeichen.',
  'problem.max-length': 'Bitte schreiben Sie höchstens {limit} Zeichen.',
  'problem.email': 'Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@example.org.',
  'problem.uri': 'Bitte geben Sie eine vollständige Adresse an, zum Beispiel https://example.org.',
  'problem.number': 'Bitte geben Sie eine Zahl an.',
  'problem.integer': 'Bitte geben Sie eine ganze Zahl an.',
  'problem.minimum': 'Bitte geben Sie eine Zahl an, die mindestens {limit} ist.',
  'problem.maximum': 'Bitte geben Sie eine Zahl an, die höchstens {limit} ist.',
  'problem.min-items':
    'Bitte geben Sie mindestens {limit, plural, one {einen Eintrag} other {# Einträge}} an.',
  'problem.max-items':
    'Bitte geben Sie höchstens {limit, plural, one {einen Eintrag} other {# Einträge}} an.',
  'problem.form': 'Das hat nicht die Form, die hier erwartet wird.',
  'problem.line': 'Zeile {line}: {problem}',
  'problem.terms': 'Bitte akzeptieren Sie die Bedingungen, um fortzufahren.',
  'problem.accounts': 'Bitte wählen Sie mindestens eine Möglichkeit.',
  'problem.one-account':
    'Bitte wählen Sie nur eins: Der Link, der Sie hierher geführt hat, gilt für einen Kanal.',
  'problem.unique-name-taken':
    'Ein anderer Ihrer Kanäle in SocialHub hat diesen eindeutigen Namen schon. Bitte wählen Sie einen anderen.',

  'redirect.title': 'Bei {host} anmelden',
  'redirect.text':
    'Sie erteilen den Zugriff bei {host} und kommen danach von selbst hierher zurück. Ihr Passwort bleibt dort.',
  'redirect.button': 'Weiter zu {host}',

  'busy.title': 'Einen Moment bitte',
  'busy.text': 'Das dauert ein paar Sekunden. Die Seite geht von selbst weiter.',
  'wait.code': 'Ihr Code',

  'accounts.title': 'Was möchten Sie verbinden?',
  'accounts.text': 'Alles, was Sie auswählen, wird in SocialHub ein eigener Kanal.',
  'accounts.text-one': 'Wählen Sie, wofür Ihr Kanal in SocialHub gedacht ist.',
  'accounts.legend': 'Gefunden bei {network}',
  'accounts.add': '{name} verbinden',
  'accounts.names': 'Namen in SocialHub ändern',

  'details.resumed':
    'Sie hatten sich angemeldet, bevor die Zeit ablief. Nichts ist verloren: Machen Sie hier weiter.',

  'details.settings-stay':
    'Alles andere, was für diesen Kanal eingestellt wurde, bleibt, wie es ist.',
  'details.terms': 'Ich akzeptiere die Bedingungen von {operator}',
  'details.terms-label': 'Bedingungen',
  'details.terms-read': 'Bedingungen lesen (Version {version})',
  'details.title': 'Ihren Kanal einrichten',
  'details.title-many': 'Ihre Kanäle einrichten',
  'details.backfill':
    'Auch die Nachrichten {days, plural, one {des letzten Tages} other {der letzten # Tage}} übernehmen',
  'details.backfill-help': 'Sonst kommen nur Nachrichten ab jetzt in die Inbox.',

  'interrupted.title': 'Gleich geschafft',
  'interrupted.text':
    'Die Verbindung wurde unterbrochen, bevor sie fertig war. Es ist nichts verloren: Ein Klick stellt sie fertig.',

  'done.title': '{count, plural, one {Ihr Kanal ist aktiv} other {Ihre Kanäle sind aktiv}}',
  'done.text': 'Ab jetzt kommen neue Nachrichten in Ihre Inbox bei SocialHub.',
  'done.since': 'Gelesen werden Nachrichten ab dem {since, date, moment} (UTC).',
  'done.backfill':
    'Auch die Nachrichten {days, plural, one {des letzten Tages} other {der letzten # Tage}} holen',
  'done.reconnected-title': 'Ihr Kanal ist wieder aktiv',
  'done.reconnected-text':
    'Was in der Zwischenzeit geschrieben wurde, wird jetzt geholt, soweit das Netzwerk es noch hat.',
  'done.files':
    'Bilder und Dateien, die über einen Channel gesendet werden, bleiben hier {days, plural, one {# Tag} other {# Tage}} lang gespeichert und werden dann gelöscht, wenn es sie sonst nirgends gibt.',
  'done.active': 'Aktiv',
  'done.failed': 'Nicht verbunden',
  'done.instructions': 'So geht es weiter',
  'done.instructions-failed':
    'Die Hinweise zu diesem Kanal können gerade nicht angezeigt werden. Laden Sie diese Seite in einer Minute neu.',

  'done.why': 'Warum er angehalten hatte',
  'done.close': 'Sie können diese Seite schließen.',

  'which.title': 'Sie verbinden gerade schon einen Kanal',
  'which.text':
    'Sie haben in diesem Browser einen weiteren Link geöffnet. Womit soll es weitergehen?',
  'which.running': 'Was Sie begonnen hatten',
  'which.next': 'Der Link, den Sie jetzt geöffnet haben',
  'which.connect': '{network} verbinden, für den SocialHub-Account {account}',
  'which.reconnect': '{name} neu verbinden, für den SocialHub-Account {account}',
  'which.go-on': 'Weiter mit dem Begonnenen',
  'which.begin': 'Mit dem anderen Link neu beginnen',
  'which.help':
    'Wenn Sie den anderen Link nicht selbst in SocialHub geöffnet haben, gehen Sie mit dem Begonnenen weiter. Ein neuer Beginn verwirft es.',
  'stopped.title': '{name} neu verbinden',
  'stopped.text':
    'SocialHub bittet Sie, diesen Kanal neu zu verbinden: Er wurde dort abgeschaltet, oder {network} akzeptiert den Zugang nicht mehr, der für ihn erteilt wurde.',
  'stopped.needs-authentication':
    '{network} akzeptierte den Zugang nicht mehr, der für diesen Kanal erteilt worden war. Das geschieht, wenn ein Zugang abläuft oder zurückgenommen wird, und oft nach einer Änderung des Passworts.',
  'stopped.disabled': 'Dieser Kanal wurde in SocialHub abgeschaltet.',
  'stopped.revoked':
    'Die Verbindung zu SocialHub war beendet, weil dort für diesen Kanal ein neuer Access Token erstellt wurde.',
  'stopped.paused': 'Der Betreiber hatte diesen Kanal angehalten.',
  'stopped.ended': 'Dasselbe Konto wurde in einem anderen SocialHub-Account verbunden.',
  'stopped.since': 'Seit dem {since, date, long}.',
  'stopped.next':
    'Melden Sie sich wieder mit demselben Konto an. Was inzwischen geschrieben wurde, wird dann geholt, soweit {network} es noch hat, und nichts kommt doppelt an. Antworten, die gewartet haben, werden gesendet; was zu lange gewartet hat, steht in der Inbox als fehlgeschlagen.',

  'cancelled.title': 'Es wurde nichts verbunden',
  'cancelled.text':
    'Sie haben den Vorgang beendet, bevor er fertig war. Sie können jederzeit in SocialHub neu beginnen.',
  'cancelled.link-text':
    'Sie haben den Vorgang beendet, bevor er fertig war. Um neu zu beginnen, öffnen Sie den Link, den Sie bekommen haben, noch einmal.',
  'cancelled.part-title': 'Sie haben den Vorgang vorzeitig beendet',
  'cancelled.part-text':
    'Was vorher verbunden wurde, bleibt verbunden: Sie sehen die Kanäle in SocialHub.',

  'settings.title': 'Einstellungen von {name}',
  trouble: 'Zurzeit kommen aus diesem Kanal keine Nachrichten an: {reason}',
  'settings.text': 'Ändern Sie, was Sie möchten, und speichern Sie. Dieser Link gilt einmal.',
  'settings.saved-title': 'Ihre Einstellungen sind gespeichert',
  'settings.saved-text':
    'Sie gelten ab jetzt. Dieser Link ist verbraucht; Sie können die Seite schließen.',
  'settings.none-title': 'Nichts einzustellen',
  'settings.none-text':
    'Kanäle dieses Netzwerks haben keine Einstellungen. Sie können die Seite schließen.',

  'mail.notice-subject': 'Ist das Ihre Adresse?',
  'mail.notice':
    'Jemand hat diese Adresse bei „{sender}“ angegeben, und es gibt eine Antwort. Sie wird zurückgehalten, bis Sie sagen, dass die Adresse Ihre ist. Wenn Sie es waren, öffnen Sie diese Seite und bestätigen Sie es:',
  'mail.notice-ignore':
    'Wenn Sie es nicht waren, brauchen Sie nichts zu tun. Niemand erfährt, dass Sie diese Mail bekommen haben, und die Antwort geht an niemanden.',
  'mail.answer-subject': 'Eine Antwort von {sender}',
  'mail.answer': '{sender} hat Ihnen geantwortet:',
  'mail.answer-page': 'Ihre ganze Unterhaltung, und Platz zum Schreiben:',
  'mail.link-subject': 'Ihre Unterhaltung mit {sender}',
  'mail.link': 'Sie haben nach der Adresse Ihrer Unterhaltung mit {sender} gefragt. Hier ist sie:',
  'mail.link-keep':
    'Wer diese Adresse hat, kann dort lesen und schreiben. Wenn nicht Sie gefragt haben, brauchen Sie nichts zu tun.',
  'mail.no-reply':
    'Bitte antworten Sie auf dieser Seite. Eine Antwort auf diese Mail liest niemand.',
  'mail.stop': 'Keine Mails mehr von diesem Absender:',
  'mail.stop-all': 'Nie wieder eine solche Mail, was auch immer jemand eintippt:',
  'mail.confirm-title': 'Ist das Ihre Adresse?',
  'mail.confirm-text':
    'Die Mail, die Sie hierher geführt hat, spricht von einer Antwort von {name}. Bestätigen Sie, dass die Adresse Ihre ist, und Sie lesen sie gleich. Spätere Antworten kommen dann per Mail.',
  'mail.confirm-button': 'Ja, das ist meine',
  'mail.confirm-not-you':
    'Wenn Sie davon nichts wissen, schließen Sie diese Seite. Es wird nichts gezeigt und nichts gesendet.',
  'mail.confirmed-title': 'Ihre Adresse ist bestätigt',
  'mail.confirmed-text':
    'Die Antwort kommt per Mail, mit der Adresse Ihrer Unterhaltung. Sie können diese Seite schließen.',
  'mail.stop-title': 'Keine Mails mehr?',
  'mail.stop-text':
    'Drücken Sie den Knopf, und diese Adresse bekommt keine Mails mehr von diesem Absender. Die Unterhaltungen bleiben auf ihren Seiten.',
  'mail.stop-text-all':
    'Drücken Sie den Knopf, und diese Adresse bekommt von hier keine Mails mehr, wer auch immer sie in ein Formular tippt.',
  'mail.stop-button': 'Keine Mails mehr',
  'mail.stopped-title': 'Es kommen keine Mails mehr',
  'mail.stopped-text':
    'Um sich das zu merken, wird die Adresse als unlesbarer Code aufbewahrt. Falls Sie es sich anders überlegen:',
  'mail.again-button': 'Mails wieder erlauben',
  'mail.again-title': 'Mails dürfen wieder kommen',
  'mail.again-text': 'Sie können diese Seite schließen.',

  'failure.unknown-integration.title': 'Dieses Netzwerk gibt es hier nicht',
  'failure.unknown-integration.text':
    'Die Adresse führt zu einem Netzwerk, das dieser Dienst nicht verbindet. Gehen Sie zurück zu SocialHub und wählen Sie das Netzwerk noch einmal; kommt diese Seite wieder, sagen Sie es dem Betreiber.',
  'failure.no-token.title': 'Diese Seite wird von SocialHub aus geöffnet',
  'failure.no-token.text':
    'Um einen Kanal zu verbinden, öffnen Sie in SocialHub die Kanaleinstellungen und klicken Sie auf „Kanal hinzufügen“. Das führt hierher.',
  'failure.unreadable-token.title': 'Der Link ist unvollständig',
  'failure.unreadable-token.text':
    'Von SocialHubs Link fehlt etwas, oder er ist beschädigt. Gehen Sie zurück zu den Kanaleinstellungen in SocialHub und beginnen Sie dort neu.',
  'failure.expired-token.title': 'Das hat länger als 30 Minuten gedauert',
  'failure.expired-token.text':
    'Zu Ihrer Sicherheit gibt SocialHub 30 Minuten, um einen Kanal zu verbinden, und die sind vorbei. Es ist nichts kaputt: Gehen Sie zurück zu SocialHub und klicken Sie dort noch einmal.',
  'failure.expired-kept.title': 'Das hat länger als 30 Minuten gedauert',
  'failure.expired-kept.text':
    'Zu Ihrer Sicherheit gibt SocialHub 30 Minuten, um einen Kanal zu verbinden, und die sind vorbei. Ihre Anmeldung bleibt in diesem Browser eine Stunde lang erhalten: Gehen Sie zurück zu SocialHub, klicken Sie dort noch einmal auf die Schaltfläche, und Sie machen hier weiter, wo Sie waren.',
  'failure.wrong-manifest.title': 'Dieser Link gehört zu einem anderen Netzwerk',
  'failure.wrong-manifest.text':
    'SocialHubs Link und diese Seite gehören zu verschiedenen Netzwerken, deshalb wurde nichts verbunden. Gehen Sie zurück zu SocialHub und beginnen Sie neu; kommt diese Seite wieder, sagen Sie es dem Betreiber.',
  'failure.foreign-origin.title': 'Dieser Link kommt nicht von SocialHub',
  'failure.foreign-origin.text':
    'Er nennt eine Adresse für den Rückweg, die dieser Dienst nicht kennt, deshalb geht es hier nicht weiter. Haben Sie den Link nicht in SocialHub angeklickt, schließen Sie die Seite. Wenn doch, sagen Sie es dem Betreiber.',
  'failure.not-published.title': 'Dieses Netzwerk ist noch nicht bereit',
  'failure.not-published.text':
    'Der Betreiber hat es bei SocialHub noch nicht fertig eingerichtet. Bitte fragen Sie den Betreiber.',
  'failure.lost-session.title': 'Wir wissen nicht mehr, wo Sie waren',
  'failure.lost-session.text':
    'Entweder wurde dies schon vor einer Weile beendet, oder Ihr Browser lehnt Cookies ab, die diese Seite braucht, bis der Kanal verbunden ist. Erlauben Sie Cookies für diese Adresse und beginnen Sie neu: Klicken Sie in SocialHub auf „Kanal hinzufügen“, oder öffnen Sie den Link, den Sie bekommen haben.',
  'failure.foreign-callback.title': 'Diese Antwort gehört nicht zu Ihnen',
  'failure.foreign-callback.text':
    'Das Netzwerk hat Sie mit einer Antwort zurückgeschickt, nach der diese Seite nicht gefragt hat, vielleicht aus einem älteren Versuch. Es wurde nichts verbunden.',

  'failure.plugin-authentication.title': '{network} hat uns nicht hereingelassen',
  'failure.plugin-authentication.text':
    'Der Zugriff wurde verweigert. Bitte prüfen Sie, was Sie eingegeben oder erlaubt haben, und versuchen Sie es noch einmal.',
  'failure.plugin-operator.title': 'Diese Verbindung ist nicht richtig eingerichtet',
  'failure.plugin-operator.text':
    'Das ist Sache des Betreibers, nicht Ihre, und der Betreiber wurde informiert. Bitte versuchen Sie es später noch einmal.',
  'failure.plugin-rate-limited.title': '{network} bittet um eine Pause',
  'failure.plugin-rate-limited.text':
    'Es nimmt gerade keine weiteren Anfragen an. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  'failure.plugin-unavailable.title': '{network} antwortet nicht',
  'failure.plugin-unavailable.text':
    'Es war nicht rechtzeitig erreichbar. Bitte versuchen Sie es gleich noch einmal.',
  'failure.plugin-not-found.title': 'Bei {network} nicht gefunden',
  'failure.plugin-not-found.text':
    'Was Sie angegeben haben, gibt es dort nicht. Bitte prüfen Sie es und versuchen Sie es noch einmal.',
  'failure.plugin-rejected.title': '{network} lässt das nicht zu',
  'failure.plugin-rejected.text':
    'Bitte wählen Sie ein anderes Konto oder erlauben Sie den Zugriff, um den gebeten wurde, und versuchen Sie es noch einmal.',
  'failure.plugin-invalid.title': '{network} konnte damit nichts anfangen',
  'failure.plugin-invalid.text':
    'Bitte prüfen Sie, was Sie eingegeben haben, und versuchen Sie es noch einmal.',
  'failure.wrong-account.title': 'Das ist ein anderes Konto',
  'failure.wrong-account.text':
    'Sie haben sich mit {found} angemeldet, aber der Kanal in SocialHub gehört zu {wanted}. Melden Sie sich beim Netzwerk ab, beginnen Sie von vorn und melden Sie sich mit dem richtigen Konto an. Um auch {found} zu verbinden, gehen Sie zurück zu SocialHub und klicken Sie auf „Kanal hinzufügen“.',

  'failure.duplicate-channel.title': 'Schon mit einem anderen SocialHub-Account verbunden',
  'failure.duplicate-channel.text':
    'Ein anderer SocialHub-Account hat dafür einen Kanal. SocialHub kann das klären: Bitte schreiben Sie an support@socialhub.io und versuchen Sie es danach noch einmal.',
  'failure.channel-limit.title': 'In Ihrem Account ist kein Platz für einen weiteren Kanal',
  'failure.channel-limit.text':
    'Ihr Vertrag mit SocialHub enthält eine bestimmte Zahl an Kanälen, und alle sind belegt. Bitte schreiben Sie an happy@socialhub.io, um mehr zu bekommen, oder entfernen Sie einen Kanal, und versuchen Sie es noch einmal.',
  'failure.already-active.title': 'Dieser Kanal ist schon aktiv',
  'failure.already-active.text':
    'SocialHub hat dafür einen aktiven Kanal und behält ihn. Um ihn neu zu verbinden, deaktivieren Sie ihn zuerst in den Kanaleinstellungen und reaktivieren ihn dort.',
  'failure.account-not-served.title': 'Dieser Account wird hier nicht bedient',
  'failure.account-not-served.text':
    '{network} wird von diesem Betreiber nur bestimmten SocialHub-Accounts angeboten, und Ihrer gehört nicht dazu. Der Kanal wurde wieder deaktiviert, und nichts davon wird aufbewahrt. Bitte fragen Sie den Betreiber.',
  'failure.refused.title': 'SocialHub hat diesen Kanal nicht angenommen',
  'failure.refused.text':
    'Das ist Sache des Betreibers, nicht Ihre, und der Betreiber wurde informiert. Es wurde nichts verbunden.',
  'failure.socialhub-busy.title': 'SocialHub bittet um eine Pause',
  'failure.socialhub-busy.text':
    'Es nimmt gerade keine weiteren Anfragen an. Es wurde noch nichts verbunden. Bitte versuchen Sie es in einer Minute noch einmal.',
  'failure.socialhub-unavailable.title': 'SocialHub antwortet nicht',
  'failure.socialhub-unavailable.text':
    'Es wurde noch nichts verbunden. Bitte versuchen Sie es gleich noch einmal.',
  'failure.unknown-outcome.title': 'Wir wissen noch nicht, ob es geklappt hat',
  'failure.unknown-outcome.text':
    'SocialHubs Antwort ging verloren. Vielleicht sehen Sie den neuen Kanal in SocialHub schon, aber er arbeitet erst, wenn wir diese Antwort haben. Versuchen Sie es noch einmal: Das behebt es, und es entsteht nie ein zweiter Kanal.',

  'failure.link-unknown.title': 'Dieser Link gilt nicht mehr',
  'failure.link-unknown.text':
    'Er ist abgelaufen oder unvollständig. Bitte lassen Sie sich von der Person, die ihn geschickt hat, einen neuen geben.',

  'failure.mail-link-unknown.title': 'Dieser Link gilt nicht mehr',
  'failure.mail-link-unknown.text':
    'Er ist unvollständig, älter als zwei Wochen, oder die Unterhaltung wurde gelöscht. Wenn Sie auf eine Antwort warten, schreiben Sie noch einmal auf der Seite, auf der Sie geschrieben hatten.',
  'failure.link-used.title': 'Dieser Link ist verbraucht',
  'failure.link-used.text':
    'Er hat schon zu einem Kanal geführt und gilt nur einmal. Soll sich an diesem Kanal etwas ändern, fragen Sie bitte die Person, die Ihnen den Link geschickt hat.',
  'failure.channel-closed.title': 'SocialHub hält diesen Kanal geschlossen',
  'failure.channel-closed.text':
    'Der Kanal wurde in SocialHub abgeschaltet, oder sein Access Token wurde ersetzt. Das ist Sache des Betreibers, und der Betreiber wurde informiert. Ihr Link bleibt gültig: Bitte versuchen Sie es später noch einmal.',
  'failure.connected-elsewhere.title': 'Schon verbunden',
  'failure.connected-elsewhere.text':
    'Mit diesem Konto bei {network} ist schon ein anderer Kanal verbunden. Bitte wählen Sie ein anderes Konto, oder fragen Sie die Person, die Ihnen den Link geschickt hat.',

  'failure.not-signed-in.title': 'Bitte melden Sie sich an',
  'failure.not-signed-in.text':
    'Hier ist niemand am Cockpit angemeldet, oder die Sitzung ist zu Ende. Melden Sie sich an, und versuchen Sie es noch einmal.',
  'failure.not-allowed.title': 'Ihre Rolle erlaubt das nicht',
  'failure.not-allowed.text':
    'Bitten Sie jemanden, der die Hosts verwaltet, es zu tun oder Ihnen eine andere Rolle zu geben.',
  'failure.foreign-form.title': 'Dieses Formular kam nicht vom Cockpit',
  'failure.foreign-form.text':
    'Es wurde nichts geändert. Öffnen Sie das Cockpit neu, und wiederholen Sie dort, was Sie tun wollten.',
  'failure.no-role.title': 'Sie haben hier keine Rolle',
  'failure.no-role.text':
    'Ihr Anbieter kennt Sie, aber niemand hat Ihnen im Cockpit eine Rolle gegeben. Fragen Sie jemanden, der die Hosts verwaltet.',
  'failure.sign-in-refused.title': 'Die Anmeldung ist misslungen',
  'failure.sign-in-refused.text':
    'Beginnen Sie in diesem Browser noch einmal. Geschieht es wieder, sagt das Log des Hosts, warum.',
  'failure.sign-in-link-unknown.title': 'Dieser Link gilt nicht mehr',
  'failure.sign-in-link-unknown.text':
    'Er gilt einmal und nur kurze Zeit. Wer ein Terminal auf dem Host hat, kann einen neuen machen.',
  'failure.provider-unavailable.title': 'Ihr Anbieter ist nicht erreichbar',
  'failure.provider-unavailable.text':
    'Das Cockpit konnte Ihren OpenID-Anbieter nicht fragen. Versuchen Sie es später noch einmal; das Log des Hosts sagt, warum.',
  'failure.not-found.title': 'Hier ist nichts',
  'failure.not-found.text': 'Bitte prüfen Sie die Adresse.',
  'failure.bad-request.title': 'Das ließ sich nicht lesen',
  'failure.bad-request.text':
    'Was Ihr Browser geschickt hat, ist nicht, was diese Seite erwartet. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'failure.too-large.title': 'Das ist zu groß',
  'failure.too-large.text':
    'Was Sie geschickt haben, ist größer, als diese Seite annimmt. Bitte schicken Sie weniger auf einmal.',
  'failure.too-many-requests.title': 'Das war viel auf einmal',
  'failure.too-many-requests.text':
    'Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.',
  'failure.temporarily-unavailable.title': 'Bitte versuchen Sie es gleich noch einmal',
  'failure.temporarily-unavailable.text':
    'Das ließ sich gerade nicht speichern, deshalb wurde nichts angenommen. Bitte schicken Sie es noch einmal.',
  'failure.internal.title': 'Bei uns ist etwas schiefgegangen',
  'failure.internal.text':
    'Es liegt nicht an Ihnen, und es wurde festgehalten. Bitte versuchen Sie es noch einmal; bleibt es so, nennen Sie dem Betreiber den Fehlercode.',
}
