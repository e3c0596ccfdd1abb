// Long because every sentence of a language stands in one place.
import type { CockpitCatalog } from './catalog.ts'

export const fr: CockpitCatalog = {
  'frame.skip': 'Aller au contenu',
  'frame.nav': 'Cockpit',
  'frame.languages': 'Langue',
  'frame.sign-out': 'Se déconnecter',

  'nav.overview': 'Vue d’ensemble',
  'nav.people': 'Personnes',

  'role.viewer': 'lecture seule',
  'role.operator': 'exploitation',
  'role.administrator': 'administration',

  'action.overview': 'Vers la vue d’ensemble',

  'sign-in.title': 'Se connecter au cockpit',
  'sign-in.provider': 'Se connecter',
  'sign-in.link': 'Une personne qui a un terminal sur l’hôte peut aussi vous créer un lien :',
  'sign-in.as':
    'Ce lien vous connecte en tant que {name}, avec le rôle « {role} ». Il ne fonctionne qu’une fois.',
  'sign-in.enter': 'Se connecter',

  'people.about':
    'Toutes les personnes connectées en ce moment. Mettre fin à une session prend effet immédiatement.',
  'people.name': 'Nom',
  'people.role': 'Rôle',
  'people.by': 'Connexion par',
  'people.by-provider': 'fournisseur OpenID',
  'people.by-link': 'lien',
  'people.since': 'Depuis',
  'people.seen': 'Dernière activité',
  'people.you': 'vous',
  'people.end': 'Terminer',
  'people.end-of': 'Terminer la session de {name}',

  'overview.title': 'Vue d’ensemble',
  'overview.find': 'Nom, libellé ou identifiant',
  'overview.integration': 'Intégration',
  'overview.all': 'Toutes',
  'overview.health': 'État',
  'overview.show': 'Afficher',
  'overview.nothing-found': 'Rien ne correspond à votre recherche.',
  'overview.no-channels': 'Aucun client n’a encore connecté de canal.',
  'overview.needs':
    '{count, plural, =0 {Personne n’a besoin de vous} one {Un canal a besoin de quelqu’un} other {# canaux ont besoin de quelqu’un}}',
  'overview.all-needs':
    '{count, plural, one {L’afficher dans la liste} other {Afficher les # dans une liste}}',
  'overview.quiet':
    '{count, plural, =0 {Aucun canal ne travaille en silence.} one {Un canal travaille en silence.} other {# canaux travaillent en silence.}}',
  'overview.paused-too': '{count, plural, one {Un est en pause.} other {# sont en pause.}}',
  'overview.unconnected-too':
    '{count, plural, one {Un attend que son client le connecte.} other {# attendent que leurs clients les connectent.}}',
  'overview.customers': 'Clients et leurs canaux',
  'overview.customer': 'Client',
  'overview.pages': 'Pages',
  'overview.page': 'Page {page} sur {pages}',
  'overview.next': 'Suivante',
  'overview.previous': 'Précédente',
  'overview.none': 'aucun',
  'overview.unlabelled':
    '{count, plural, one {Un compte n’a pas encore de libellé : SocialHub ne donne pas de noms.} other {# comptes n’ont pas encore de libellé : SocialHub ne donne pas de noms.}}',
  'overview.name-it': 'Donner un libellé à {account}',

  'health.broken': '{count, plural, one {# en panne} other {# en panne}}',
  'health.attention': '{count, plural, one {# à examiner} other {# à examiner}}',
  'health.paused': '{count, plural, one {# en pause} other {# en pause}}',
  'health.unconnected': '{count, plural, one {# non connecté} other {# non connectés}}',
  'health.well': '{count, plural, one {# en ordre} other {# en ordre}}',

  'health-name.broken': 'En panne',
  'health-name.attention': 'À examiner',
  'health-name.paused': 'En pause',
  'health-name.unconnected': 'Non connecté',
  'health-name.well': 'En ordre',

  'state.active': 'Actif',
  'state.needs-authentication': 'Authentification requise',
  'state.disabled': 'Désactivé',
  'state.revoked': 'Révoqué',
  'state.paused': 'En pause',
  'state.ended': 'Terminé',
  'state.unconnected': 'Non connecté',

  'cause.needs-authentication': 'Le réseau n’accepte plus l’autorisation.',
  'cause.disabled': 'Désactivé chez SocialHub.',
  'cause.revoked': 'SocialHub n’accepte plus l’Access Token : il a été remplacé.',
  'cause.paused': 'Mis en pause par vous.',
  'cause.ended': 'Un autre compte SocialHub a connecté le même compte du réseau.',
  'cause.unconnected': 'Le client n’a pas encore suivi le lien.',
  'cause.active': 'Récupère, livre et publie.',
  'cause.fetching':
    'La récupération a échoué {count, plural, one {une fois} other {# fois de suite}}.',
  'cause.refused': 'SocialHub a refusé {count, plural, one {un message} other {# messages}}.',
  'cause.unconfirmed':
    'SocialHub n’a pas pris note {count, plural, one {d’une réponse publiée} other {de # réponses publiées}}.',

  'turn.customer': 'Au tour du client',
  'turn.us': 'À votre tour',
  'turn.nobody': 'Personne',

  since: '{since}',

  'do.look': 'Examiner',
  'do.reconnect': 'Envoyer un lien de reconnexion',
  'do.resume': 'Reprendre',
  'do.remove': 'Supprimer',
  'do.connect': 'Envoyer un lien de connexion',
}
