import type { Language } from '@hubward/plugin'
import { AUDIT_ACTIONS, type AuditAction } from '../../store/audit-actions.ts'

const de: Readonly<Record<AuditAction, string>> = {
  'account.contact-changed': 'wer bei einem Kunden zu verständigen ist, wurde geändert',
  'account.labelled': 'ein Account bekam einen Namen oder verlor ihn',
  'account.removal-begun': 'ein Account wird entfernt',
  'account.removed':
    'alles, was von einem Account gespeichert war, wurde gelöscht, seine Schlüssel wurden vernichtet',
  'audit.exported': 'das Änderungsprotokoll wurde exportiert, mit den Enden seiner Ketten',
  'audit.verified': 'das ganze Änderungsprotokoll wurde geprüft: ob es jemand verändert hat',
  'brake.on': 'viele Kanäle wurden zusammen abgelehnt und werden zurückgehalten',
  'brake.off': 'die Kanäle, die zurückgehalten wurden, arbeiten wieder',
  'brake.released': 'jemand hat bestätigt, dass die zurückgehaltenen Freigaben wirklich weg sind',
  'channel.created': 'ein Kunde hat einen Kanal verbunden',
  'channel.creation-refused': 'ein Kanal wurde nicht angelegt',
  'channel.credentials-erased': 'die Zugangsdaten eines Kanals, der still stand, wurden gelöscht',
  'channel.disabled': 'SocialHub hat einen Kanal abgeschaltet',
  'channel.ended': 'ein anderer Account hat dasselbe Konto des Netzwerks verbunden',
  'channel.fetch-asked': 'ein Kanal sollte sofort abgeholt werden',
  'channel.link-made':
    'ein Link wurde erstellt, mit dem ein Kunde einen Kanal verbindet, neu verbindet oder einstellt',
  'channel.move-called-off': 'ein Custom Channel soll nicht mehr umziehen',
  'channel.move-marked': 'ein Custom Channel soll zum Reusable Manifest umziehen',
  'channel.moved': 'ein Custom Channel hat an seinen Nachfolger übergeben',
  'channel.needs-authentication': 'die Freigabe eines Kanals ist erloschen',
  'channel.paused': 'ein Kanal wurde angehalten',
  'channel.reconciliation-asked': 'ein Kanal sollte mit seinem Netzwerk verglichen werden',
  'channel.reconnected': 'ein Kunde hat einen Kanal neu verbunden',
  'channel.removed': 'ein Kanal wurde entfernt, mit allem, was von ihm gespeichert war',
  'channel.resumed': 'ein angehaltener Kanal macht weiter',
  'channel.revoked': 'SocialHub nimmt das Access Token eines Kanals nicht mehr an',
  'channel.settings-changed': 'die Einstellungen eines Kanals wurden geändert',
  'channel.taken-in': 'ein Custom Channel wurde aufgenommen und wartet auf seinen Kunden',
  'channel.token-given': 'ein Kanal bekam ein anderes Access Token',
  'channel.works-again': 'ein Kanal arbeitet mit seinem neuen Access Token',
  'database.adopted':
    'eine Datenbank, die wiederhergestellt, kopiert oder verlegt wurde, wurde übernommen',
  'interaction.given-up':
    'eine abgelehnte Interaction wurde aufgegeben: Niemand muss sie mehr ansehen',
  'interaction.retried': 'eine abgelehnte Interaction sollte noch einmal gesendet werden',
  'keys.rotated': 'das Gespeicherte wurde neu versiegelt, ältere Schlüssel wurden aufgegeben',
  'ledger.settled':
    'die Zählung eines Kanals weicht vom Gespeicherten ab, und das wurde zur Kenntnis genommen',
  'manifest.promoted': 'das SocialHub-Team hat ein Manifest wiederverwendbar gemacht',
  'manifest.pushed': 'SocialHub wurde ein Manifest mitgeteilt',
  'notice.acknowledged': 'jemand hat eine Meldung zur Kenntnis genommen',
  'operator.link-made': 'ein Link wurde erstellt, mit dem sich jemand einmal im Cockpit anmeldet',
  'operator.session-ended': 'jemand wurde vom Cockpit abgemeldet, von sich oder von anderen',
  'operator.signed-in': 'jemand hat sich im Cockpit angemeldet',
  'person.erased': 'was von einer Person gespeichert war, wurde gelöscht',
  'ticket-action.given-up': 'eine Ticket-Aktion wurde aufgegeben',
  'ticket-action.hurried': 'eine Ticket-Aktion sollte vor ihrer Zeit versucht werden',
  'ticket-action.retried':
    'SocialHub sollte noch einmal von einer veröffentlichten Antwort erfahren',
  'webhook-secret.added': 'der Webhook eines Manifests bekam ein weiteres Geheimnis',
  'webhook-secret.retired': 'ältere Geheimnisse des Webhooks eines Manifests wurden aufgegeben',
}

const fr: Readonly<Record<AuditAction, string>> = {
  'account.contact-changed': 'les personnes à prévenir chez un client ont été modifiées',
  'account.labelled': 'un compte a reçu un nom, ou l’a perdu',
  'account.removal-begun': 'un compte est en cours de suppression',
  'account.removed': 'tout ce qui était enregistré d’un compte a été effacé, et ses clés détruites',
  'audit.exported': 'le journal des modifications a été exporté, avec la fin de ses chaînes',
  'audit.verified':
    'tout le journal des modifications a été vérifié, pour prouver que personne ne l’a altéré',
  'brake.on': 'de nombreux canaux ont été refusés ensemble et sont retenus',
  'brake.off': 'les canaux qui étaient retenus fonctionnent de nouveau',
  'brake.released': 'quelqu’un a confirmé que les autorisations retenues sont vraiment perdues',
  'channel.created': 'un client a connecté un canal',
  'channel.creation-refused': 'un canal n’a pas été créé',
  'channel.credentials-erased': 'les accès d’un canal à l’arrêt ont été effacés',
  'channel.disabled': 'SocialHub a désactivé un canal',
  'channel.ended': 'un autre compte a connecté le même compte du réseau',
  'channel.fetch-asked': 'un canal devait être récupéré tout de suite',
  'channel.link-made':
    'un lien a été créé, par lequel un client connecte, reconnecte ou règle un canal',
  'channel.move-called-off': 'un Custom Channel ne doit plus être transféré',
  'channel.move-marked': 'un Custom Channel doit être transféré vers le Reusable Manifest',
  'channel.moved': 'un Custom Channel a cédé la place à son successeur',
  'channel.needs-authentication': 'l’autorisation d’un canal a pris fin',
  'channel.paused': 'un canal a été mis en pause',
  'channel.reconciliation-asked': 'un canal devait être comparé avec son réseau',
  'channel.reconnected': 'un client a reconnecté un canal',
  'channel.removed': 'un canal a été supprimé, avec tout ce qui en était enregistré',
  'channel.resumed': 'un canal en pause reprend',
  'channel.revoked': 'SocialHub n’accepte plus l’Access Token d’un canal',
  'channel.settings-changed': 'les réglages d’un canal ont été modifiés',
  'channel.taken-in': 'un Custom Channel a été pris en charge et attend son client',
  'channel.token-given': 'un canal a reçu un autre Access Token',
  'channel.works-again': 'un canal fonctionne avec son nouvel Access Token',
  'database.adopted': 'une base de données restaurée, copiée ou déplacée a été prise en charge',
  'interaction.given-up':
    'une Interaction refusée a été abandonnée : personne n’a plus à l’examiner',
  'interaction.retried': 'une Interaction refusée devait être envoyée de nouveau',
  'keys.rotated':
    'ce qui est enregistré a été scellé de nouveau, et les anciennes clés abandonnées',
  'ledger.settled':
    'il a été pris acte que le décompte d’un canal diffère de ce qui est enregistré',
  'manifest.promoted': 'l’équipe SocialHub a rendu un Manifest réutilisable',
  'manifest.pushed': 'un Manifest a été communiqué à SocialHub',
  'notice.acknowledged': 'quelqu’un a pris note d’une alerte',
  'operator.link-made': 'un lien a été créé, par lequel quelqu’un se connecte une fois au cockpit',
  'operator.session-ended': 'quelqu’un a été déconnecté du cockpit, par soi-même ou par un autre',
  'operator.signed-in': 'quelqu’un s’est connecté au cockpit',
  'person.erased': 'ce qui était enregistré d’une personne a été effacé',
  'ticket-action.given-up': 'une action de ticket a été abandonnée',
  'ticket-action.hurried': 'une action de ticket devait être tentée avant son heure',
  'ticket-action.retried': 'SocialHub devait être informé de nouveau d’une réponse publiée',
  'webhook-secret.added': 'le webhook d’un Manifest a reçu un autre secret',
  'webhook-secret.retired': 'd’anciens secrets du webhook d’un Manifest ont été abandonnés',
}

const MEANINGS: Readonly<Record<Language, Readonly<Record<AuditAction, string>>>> = {
  en: AUDIT_ACTIONS,
  de,
  fr,
}

/** What an action of the audit log means, as a heading. A newer host's has none here: then its name. */
export function auditMeaning(language: Language, action: string): string {
  if (!isAuditAction(action)) return action
  const meaning = MEANINGS[language][action]
  return `${meaning.charAt(0).toLocaleUpperCase(language)}${meaning.slice(1)}`
}

export function isAuditAction(action: string): action is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, action)
}
