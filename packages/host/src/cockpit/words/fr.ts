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

  'channels.title': 'Canaux',
  'channels.count': '{count, plural, =0 {Aucun canal} one {Un canal} other {# canaux}}',
  'channels.choose': 'Choisir {name}',
  'channels.bulk': 'Avec les canaux choisis',
  'channels.bulk-links': 'Liens de reconnexion',
  'channels.bulk-pause': 'Mettre en pause',
  'channels.none-chosen': 'Choisissez au moins un canal.',
  'channels.name': 'Canal',
  'channels.state': 'État',
  'channels.outcome': 'Résultat',

  'channel.to-do': 'Que faire',
  'channel.facts': 'Comment il va',
  'channel.custom': 'Custom Channel',
  'channel.reusable': 'Reusable Manifest',
  'channel.integration': 'Intégration',
  'channel.customer': 'Client',
  'channel.network-id': 'Compte sur le réseau',
  'channel.id': 'Identifiant SocialHub',
  'channel.fetched': 'Dernière récupération',
  'channel.next-fetch': 'Prochaine récupération',
  'channel.not-now': 'pas dans cet état',
  'channel.fetch-fails': 'Pourquoi la récupération échoue',
  'channel.last-message': 'Dernier nouveau message',
  'channel.compared': 'Dernière comparaison avec le réseau',
  'channel.compared-found':
    '{missing} manquants, {edited} modifiés, {deleted} supprimés en 30 jours',
  'channel.compare-fails': 'Pourquoi la comparaison a échoué',
  'channel.last-ticket': 'Dernier ticket',
  'channel.waiting': 'Tickets en attente',
  'channel.unread': 'Reçus, non récupérés',
  'channel.open-actions': 'Actions de ticket ouvertes',
  'channel.refused': 'Messages refusés',
  'channel.unconfirmed': 'Réponses non confirmées',
  'channel.proof': 'Ce qui est entré',
  'channel.unaccounted':
    '{count, plural, =0 {est entièrement justifié} other {# non justifiés : hubward prove les nomme}}',
  'channel.not-counted': 'n’a pas pu être compté à temps',
  'channel.expires': 'L’accès expire',
  'channel.no-known-time': 'à aucun moment connu',
  'channel.never': 'jamais',
  'channel.moves-to': 'Passe à',
  'channel.moves-later': 'le Reusable Manifest, dès que le client l’ajoute',
  'channel.waits-for': 'Il commence dès que le Custom Channel {channel} a passé la main.',
  'channel.listens': 'À l’écoute',
  'channel.nobody-listens': 'personne',
  'channel.listening-failed': 'Dernier échec d’écoute',
  'channel.fault': 'Défaut du plugin',
  'channel.set-aside': 'Illisible',
  'channel.set-aside-count': '{count, plural, one {# élément} other {# éléments}}',
  'channel.mails': 'Courriels aux visiteurs',
  'channel.do': 'Ce que vous pouvez faire',
  'channel.events': 'Actions de ticket et messages refusés',
  'channel.no-events': 'Il n’y en a pas.',
  'channel.history': 'Sa vie',
  'channel.created': 'Créé',

  'event.when': 'Quand',
  'event.what': 'Quoi',
  'event.interaction': 'message',
  'event.state': 'État',
  'event.reason': 'Raison',
  'event.retry': 'Réessayer',
  'event.retry-of': 'Réessayer {id}',
  'event.give-up': 'Abandonner',
  'event.give-up-of': 'Abandonner {id}',
  'event.given-up': 'abandonné',
  'event.give-up-waiting':
    'On ne réessaie plus, et rien n’est publié. SocialHub en est informé : le community manager lit dans la boîte de réception que vous l’avez abandonné, et peut l’envoyer de nouveau.',
  'event.give-up-sending':
    'Personne ne sait encore si le réseau l’a reçu. On le demande au réseau : s’il y est, il y reste et SocialHub l’apprend. Sinon, le community manager lit que vous l’avez abandonné ; si cela ne peut être établi, qu’il faut d’abord regarder sur le réseau.',
  'event.give-up-unknown':
    'On ne réessaie plus. Une tentative précédente l’a peut-être publié, sans que cela ait pu être établi : le community manager lit qu’il faut d’abord regarder sur le réseau.',
  'event.give-up-later':
    'L’état du canal est « {state} » : SocialHub en est informé dès que le canal fonctionne de nouveau.',
  'event.give-up-unconfirmed':
    'La réponse est publiée et le reste. SocialHub n’en sait rien. Elle ne compte plus parmi ce qui est à examiner.',
  'event.give-up-interaction':
    'Le message ne devient pas un ticket. Il ne compte plus parmi ce qui est à examiner ; il peut être réessayé tant que son texte est conservé.',
  'event.give-up-reason': 'Pourquoi, pour le community manager (peut rester vide)',
  'event.explain-interaction':
    'Ce message est envoyé à nouveau à SocialHub, sans changement. Corrigez d’abord ce que la raison indique. Rien n’est publié.',
  'event.explain-waiting':
    'La tentative a lieu maintenant, sans attendre son heure. Si le réseau ou SocialHub a demandé une pause, elle vaut toujours.',
  'event.tries-again': 'prochaine tentative',
  'event.explain-action':
    'SocialHub est informé à nouveau que cette réponse est publiée. Rien n’est publié une seconde fois.',

  'deed.pause': 'Mettre en pause',
  'deed.pause-title': 'Mettre {name} en pause ?',
  'deed.pause-what':
    'Le canal ne récupère, ne livre et ne publie rien jusqu’à ce que quelqu’un le reprenne. Ce qui arrive entre-temps de SocialHub attend.',
  'deed.pause-done': 'Le canal est en pause.',
  'deed.reason': 'Pourquoi, pour qui regardera plus tard',
  'deed.resume': 'Reprendre',
  'deed.resume-title': 'Reprendre {name} ?',
  'deed.resume-what':
    'Le canal continue là où il s’est arrêté : ce qui attend est livré et publié maintenant.',
  'deed.resume-done': 'Le canal continue.',
  'deed.fetch': 'Récupérer maintenant',
  'deed.fetch-title': 'Récupérer maintenant les messages de {name} ?',
  'deed.fetch-what':
    'Un hôte interroge le réseau dès qu’il est libre, sans attendre le prochain intervalle.',
  'deed.fetch-done': 'C’est maintenant le tour du canal.',
  'deed.reconcile': 'Comparer avec le réseau',
  'deed.reconcile-title': 'Comparer {name} avec le réseau ?',
  'deed.reconcile-what':
    'Un hôte liste à nouveau les messages récents, enregistre ceux qui manquent et suit modifications et suppressions.',
  'deed.reconcile-done': 'Un hôte compare le canal dès qu’il est libre.',
  'deed.reconnect': 'Lien de reconnexion',
  'deed.reconnect-title': 'Envoyer un lien au client de {name} ?',
  'deed.reconnect-what':
    'Un lien est créé, avec lequel le client se connecte à nouveau au réseau, avec le même compte qu’avant. Il est valable 7 jours et une seule fois. Vous le voyez une fois : envoyez-le au client.',
  'deed.reconnect-elsewhere':
    'Une personne qui administre chez le client reconnecte ce canal sur la page des canaux de SocialHub. Vous obtenez un texte à envoyer.',
  'deed.reconnect-text':
    'Votre canal « {name} » dans SocialHub doit être reconnecté. Veuillez ouvrir cette page et cliquer sur « Réactiver » à côté du canal : {url}',
  'deed.link-text':
    'Votre canal « {name} » dans SocialHub doit être connecté. Veuillez ouvrir ce lien ; il fonctionne une fois, jusqu’au {until} : {url}',
  'deed.settings-text':
    'Vous pouvez modifier ici les réglages de votre canal « {name} » ; le lien fonctionne une fois, jusqu’au {until} : {url}',
  'deed.link-title': 'Envoyez ceci au client',
  'deed.link-once': 'Il n’est affiché qu’une fois. Toute personne qui a le lien peut l’utiliser.',
  'deed.copy': 'Copier',
  'deed.copied': 'Copié',
  'deed.settings': 'Lien vers ses réglages',
  'deed.settings-title': 'Envoyer au client un lien vers les réglages de {name} ?',
  'deed.settings-what':
    'Un lien est créé, avec lequel le client modifie les réglages du canal. Il est valable 7 jours et une seule fois.',
  'deed.remove': 'Supprimer',
  'deed.remove-title': 'Supprimer {name} définitivement ?',
  'deed.remove-what':
    'L’autorisation est rendue au réseau, le canal se termine chez SocialHub, et tout ce qui en est enregistré est effacé, sauf des nombres et des dates. Rien ne le ramène. Les tickets restent chez SocialHub. Si le réseau ou SocialHub est injoignable, rien n’est effacé.',
  'deed.remove-sure': 'Son identifiant, pour être sûr : {id}',
  'deed.remove-mistyped': 'Ce n’est pas son identifiant ; rien n’a été supprimé.',
  'deed.removed-title': 'Le canal est supprimé',
  'deed.removed':
    '{interactions, plural, one {# message} other {# messages}}, {actions, plural, one {# action de ticket} other {# actions de ticket}} et {files, plural, one {# fichier} other {# fichiers}} ont été effacés.',
  'deed.not-removed-title': 'Le canal n’a pas été supprimé',
  'deed.not-removed':
    'Rien n’a été effacé ; le canal est en pause. Réessayez plus tard, ou utilisez la commande avec --force.',
  'deed.network-remains':
    'L’autorisation reste sur le réseau : {reason}. Le client y met fin dans les réglages du compte.',
  'deed.socialhub-remains':
    'SocialHub conserve le canal : {reason}. Le client le supprime sur la page des canaux.',
  'deed.busy': 'Un hôte travaille encore pour ce canal. Réessayez dans une minute.',
  'deed.cancel': 'Annuler',
  'deed.give-up-done': 'C’est abandonné.',
  'deed.retry-done': 'Cela sera refait dès qu’un hôte est libre.',

  'refused.unknown-channel': 'Ce canal n’existe pas ici.',
  'refused.unknown-event': 'Cette entrée n’existe pas.',
  'refused.wrong-state':
    'L’état du canal ne le permet pas. Quelqu’un l’a peut-être changé entre-temps.',
  'refused.waits':
    'Le canal attend qu’un Custom Channel lui passe la main ; il continue ensuite de lui-même.',
  'refused.no-listing': 'Ce plugin ne peut pas lister à nouveau les messages.',
  'refused.reusable': 'Le client reconnecte ce canal sur la page des canaux.',
  'refused.dead-token':
    'SocialHub n’accepte pas l’Access Token du canal. Demandez l’actuel au client, et donnez-le avec la commande hubward channel token.',
  'refused.reason-too-long': 'La raison est trop longue : 300 caractères au plus.',
  'refused.not-given-up': 'Il n’y a rien à abandonner : c’est réglé, ou déjà abandonné.',
  'refused.not-retried': 'Il n’y a rien à réessayer ici.',

  'customer.account': 'Compte SocialHub {account}',
  'customer.label': 'Comment vous appelez ce client',
  'customer.label-help': 'SocialHub ne donne pas de noms de comptes. Un libellé vide l’enlève.',
  'customer.save': 'Enregistrer',
  'customer.saved': 'Enregistré.',
  'customer.too-long':
    'Un libellé a au plus 100 caractères ; les personnes à prévenir, au plus 500.',
  'customer.contact': 'Qui prévenir',
  'customer.contact-help':
    'Noms, adresses, numéros chez le client, pour vos équipes. Conservé scellé ; rien n’y est envoyé automatiquement.',
  'customer.channels': 'Canaux',
  'customer.grant': 'L’accès expire',
  'customer.days': 'Ce qui est arrivé et parti, en 30 jours',
  'customer.plot':
    'Messages reçus et réponses publiées par jour ; la même chose en tableau ci-dessous.',
  'customer.table': 'En tableau',
  'customer.day': 'Jour',
  'customer.received': 'Messages reçus',
  'customer.tickets': 'Tickets',
  'customer.replies': 'Réponses publiées',
  'customer.resets': 'Réponses rendues',
  'customer.month': 'Nombres d’un mois',
  'customer.which-month': 'Mois',
  'customer.show': 'Afficher',
  'customer.csv': 'La même chose en fichier CSV',
  'customer.sum': 'Ensemble',
  'customer.history': 'Ce qui a été modifié',
  'customer.terms': 'Conditions acceptées',
  'customer.no-terms': 'Aucune n’est enregistrée.',
  'customer.terms-version': 'Version',
  'customer.connect':
    'Pour connecter un autre canal, le client clique sur « Ajouter un canal » sur cette page de SocialHub :',

  'customer.papers': 'Documents, et fin',

  'paper.title': 'Registre des traitements',
  'paper.download': 'En fichier (Markdown)',
  'paper.back': 'Retour au client',
  'paper.print': 'Pour l’imprimer, imprimez cette page.',

  'removal.button': 'Supprimer ce client',
  'removal.go-on': 'Continuer',
  'removal.title': 'Supprimer {name} définitivement ?',
  'removal.what': 'Rien ne le fera revenir. Voici ce qui se passe :',
  'removal.channels':
    '{count, plural, =0 {Il n’y a plus de canal à terminer.} one {Un canal prend fin : son autorisation est rendue au réseau, SocialHub le désactive, et tout ce qui en est enregistré est effacé, sauf des nombres et des dates.} other {# canaux prennent fin, l’un après l’autre : l’autorisation est rendue au réseau, SocialHub désactive le canal, et tout ce qui en est enregistré est effacé, sauf des nombres et des dates.}}',
  'removal.unconnected':
    '{count, plural, one {Un Custom Channel que personne n’a connecté disparaît.} other {# Custom Channels que personne n’a connectés disparaissent.}}',
  'removal.erased':
    'Le libellé, les personnes à prévenir, les tentatives de connexion et les détails du journal des modifications sont effacés.',
  'removal.keys':
    'Les clés du compte sont détruites : ce qu’elles scellaient n’est plus lisible, même dans les sauvegardes, sauf si les clés y ont été gardées aussi.',
  'removal.stays':
    'Les tickets restent chez SocialHub, et ce qui a été publié reste auprès des réseaux. Ici restent identifiants, dates et empreintes du journal, les conditions acceptées, et un procès-verbal d’identifiants et de nombres à remettre.',
  'removal.how':
    'Des hôtes peuvent fonctionner pendant ce temps. Si le réseau ou SocialHub est injoignable, la suppression s’arrête avant ce canal, et continue quand vous revenez.',
  'removal.sure': 'L’identifiant du compte, par sécurité : {id}',
  'removal.mistyped': 'Ce n’est pas son identifiant ; rien n’a été supprimé.',
  'removal.begun':
    'Commencée, et pas terminée. {count, plural, =0 {Aucun canal n’est encore supprimé.} one {Un canal est supprimé.} other {# canaux sont supprimés.}}',
  'removal.unfinished': 'La suppression n’est pas terminée',
  'removal.left':
    '{count, plural, one {Un canal reste.} other {# canaux restent.}} Ce qui est déjà supprimé est noté. Continuez, maintenant ou plus tard.',
  'removal.stopped':
    'Un canal ne peut pas être terminé maintenant. Il reste tel quel, et rien n’en a été effacé.',
  'removal.force':
    'Continuez une fois cela réparé. Pour effacer malgré tout, en laissant là-bas ce qui y reste, utilisez la commande :',
  'removal.removed': 'Ce client a été supprimé',
  'removal.as-page': 'En fichier à imprimer',
  'removal.as-json': 'En JSON',

  'nav.integrations': 'Intégrations',
  'nav.alerts': 'Alertes',

  'integrations.channels': '{count, plural, =0 {aucun canal} one {# canal} other {# canaux}}',
  'integrations.runs': 'fonctionne',
  'integrations.does-not-run':
    'configurée, mais ne fonctionne pas ici : « hubward plugins » dit pourquoi',
  'integrations.held': 'des canaux sont retenus',

  'integration.plugin': 'Plugin',
  'integration.version': 'Version',
  'integration.unknown': 'inconnue',
  'integration.manifest': 'Manifest',
  'integration.not-published': 'Pas encore publié.',
  'integration.pushed': 'Dernière transmission à SocialHub',
  'integration.promoted': 'Reusable depuis',
  'integration.not-promoted': 'pas encore',
  'integration.compared-shown': 'Comparé avec ce que SocialHub montre maintenant.',
  'integration.compared-pushed':
    'Comparé avec ce qui a été transmis à SocialHub en dernier : il ne montre pas un Reusable Manifest, ou n’a pas répondu.',
  'integration.no-differences': 'Aucune différence.',
  'integration.field': 'Champ',
  'integration.here': 'Ici',
  'integration.socialhub': 'Chez SocialHub',
  'integration.check': 'Vérification pour la promotion',
  'integration.check-never': 'Jamais effectuée : hubward manifest check {name}',
  'integration.check-at': 'Dernière exécution',
  'integration.webhook': 'Secrets du webhook',
  'integration.newest': 'Le plus récent : dernière vérification',
  'integration.older': 'Plus ancien : dernière vérification',
  'integration.brake': 'Canaux retenus',
  'integration.no-brake': 'Aucun.',
  'integration.brake-what':
    '{count, plural, one {Un canal a été refusé} other {# canaux ont été refusés ensemble}}',
  'integration.budgets': 'Budgets d’appels',
  'integration.no-budgets': 'Rien n’a encore été dépensé.',
  'integration.budget': 'Budget',
  'integration.used': 'Utilisé dans cette fenêtre',
  'integration.used-before': 'Dans la précédente',

  'end.title': 'Mettre fin aux canaux retenus de {name} ?',
  'end.what':
    '{count, plural, one {Un canal prend fin} other {# canaux prennent fin}} et chaque client doit se reconnecter. Ne le faites que si les autorisations ont vraiment disparu : si une panne ou votre propre application en est la cause, ne faites rien, ils continuent d’eux-mêmes.',
  'end.button': 'Mettre fin',
  'end.done':
    '{count, plural, one {Un canal a pris fin. Son client est invité à se reconnecter.} other {# canaux ont pris fin. Leurs clients sont invités à se reconnecter.}}',

  'nav.audit': 'Journal',

  'audit.about':
    'Qui a modifié quoi, le plus récent d’abord. Le journal ne dit rien des personnes qui écrivent aux canaux.',
  'audit.customer': 'Client (libellé ou identifiant)',
  'audit.channel': 'Canal (identifiant chez SocialHub)',
  'audit.action': 'Quoi',
  'audit.by': 'Par qui',
  'audit.since': 'Du',
  'audit.until': 'Au',
  'audit.of-none': 'Ce qui ne concerne aucun client',
  'audit.count': '{count, plural, =0 {Rien ne correspond.} other {Entrées}}',
  'audit.older': 'Plus anciennes',
  'audit.newest': 'Aux plus récentes',
  'audit.host': 'un hôte, de lui-même',
  'audit.someone-customer': 'le client',
  'audit.someone-command': 'une commande',
  'audit.someone-operator': 'quelqu’un de chez vous',
  'audit.named-command': '{name}, par une commande',
  'audit.named-operator': '{name}',
  'audit.name-erased': 'le nom a été effacé',
  'audit.unreadable':
    'Les détails sont illisibles : le compte a été supprimé et sa clé détruite, ou quelqu’un a modifié la ligne.',
  'audit.was': 'était',
  'audit.is': 'est',
  'audit.all': 'Tout dans le journal des modifications',
  'audit.none-yet': 'Rien n’est encore noté.',
  'audit.record': 'Procès-verbal d’effacement',
  'audit.proof': 'Preuve',
  'audit.never-verified': 'Personne n’a encore vérifié tout le journal.',
  'audit.verified-well':
    'Dernière vérification : {entries, plural, one {# entrée} other {# entrées}}, personne n’a rien altéré.',
  'audit.verified-problems':
    'Dernière vérification : {problems, plural, one {une chose ne concorde pas} other {# choses ne concordent pas}} dans {entries, plural, one {# entrée} other {# entrées}}.',
  'audit.verify': 'Vérifier maintenant',
  'audit.verify-title': 'Le journal des modifications a été vérifié',
  'audit.verified-so':
    '{entries, plural, one {# entrée} other {# entrées}} dans {chains, plural, one {# chaîne} other {# chaînes}} : personne n’a rien altéré.',
  'audit.verified-not':
    '{problems, plural, one {Une chose ne concorde pas.} other {# choses ne concordent pas.}} Quelqu’un a modifié la base de données à la main. Gardez-en une copie telle quelle, et comparez avec un export : hubward audit verify --heads.',
  'audit.not-noted': 'Cette vérification n’a pas pu être notée dans le journal : {reason}',
  'audit.verify-end':
    'Que les dernières entrées ont été coupées ne se voit qu’à côté d’un export : hubward audit verify --heads.',
  'audit.verify-long':
    'Le journal est trop long pour être vérifié pendant que quelqu’un attend. Utilisez la commande : hubward audit verify.',
  'audit.place': 'Place',
  'audit.found': 'Ce qui a été trouvé',

  'alerts.about':
    'Ce que cet hôte a signalé à ses exploitants ces 30 derniers jours, le plus récent d’abord.',
  'alerts.none': 'Rien n’a été signalé.',
  'alerts.when': 'Quand',
  'alerts.what': 'Quoi',
  'alerts.told': 'Signalé',
  'alerts.noted': 'Pris en compte',
  'alerts.note': 'Prendre note',
  'alerts.note-of': 'Prendre note de {what}',
  'alerts.nowhere': 'nulle part : ni notices.webhookUrl ni notices.mailTo n’est défini',
  'alerts.sent-webhook': 'par webhook',
  'alerts.sent-mail': 'par courriel',
  'alerts.due-webhook': 'par webhook, pas encore',
  'alerts.due-mail': 'par courriel, pas encore',
  'alerts.given-up-webhook': 'par webhook, abandonné',
  'alerts.given-up-mail': 'par courriel, abandonné',

  'alert.channel-needs-authentication': 'Le canal a perdu son accès au réseau',
  'alert.channel-disabled': 'Le canal a été désactivé chez SocialHub',
  'alert.channel-revoked': 'SocialHub refuse l’Access Token du canal',
  'alert.channel-paused': 'Le canal a été mis en pause',
  'alert.channel-ended': 'Un autre compte SocialHub a pris la place du canal',
  'alert.channel-active': 'Le canal fonctionne à nouveau',
  'alert.channel-fetch-refused': 'Le canal ne peut pas être récupéré',
  'alert.ledger-unaccounted': 'Tout ce qui est entré n’est pas justifié',
  'alert.brake-on': 'De nombreux canaux ont été refusés ensemble',
  'alert.brake-off': 'Les canaux ne sont plus retenus',
  'alert.app-refused': 'Le réseau refuse l’application ou les réglages',
  'alert.app-accepted': 'Le réseau accepte à nouveau l’application',
  'alert.onboarding-failed': 'Un client n’a pas pu connecter de canal',
  'alert.webhook-refused': 'Des requêtes au webhook ont été refusées',
  'alert.hosts-away': 'Aucun hôte n’était là pour répondre à SocialHub',
  'alert.integration-missing': 'Une intégration est configurée et ne fonctionne pas',
  'alert.disk-full': 'Le disque de PostgreSQL est plein',
  'alert.manifest-promoted': 'Un Manifest a été promu',
  'alert.manifest-promoted-twice': 'Un second Manifest a été promu',
  'alert.worker-given-up': 'Un worker d’un plugin ne peut pas être arrêté',
  'alert.visitor-mail-refused': 'Le serveur de courriel refuse les courriels aux visiteurs',
  'alert.visitor-mail-unopened': 'Des courriels aux visiteurs n’ont pas pu être ouverts',
  'alert.clock-wrong': 'Des requêtes sont arrivées avec une heure erronée',
}
