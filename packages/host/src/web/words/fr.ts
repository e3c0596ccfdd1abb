// Long because every sentence of a language stands in one place.
import type { Catalog } from './catalog.ts'

export const fr: Catalog = {
  'page.error-prefix': 'Erreur : {title}',
  'page.skip': 'Aller au contenu',
  'page.connects': '{network} pour SocialHub',
  'page.account': 'Pour le compte SocialHub {account}',
  'page.operator': 'Exploité par {operator}',
  'page.imprint': 'Mentions légales',
  'page.privacy': 'Confidentialité',
  'page.support': 'Aide',
  'page.languages': 'Langue',
  'page.error-code': 'Code d’erreur : {id}',

  'action.cancel': 'Annuler et revenir à SocialHub',
  'action.cancel-link': 'Annuler',
  'action.back': 'Revenir à SocialHub',
  'action.again': 'Réessayer',
  'action.restart': 'Recommencer',
  'action.reconnect': 'Reconnecter',
  'action.continue': 'Continuer',
  'action.connect': 'Connecter',
  'action.finish': 'Terminer la connexion',
  'action.save': 'Enregistrer',
  'action.check': 'Vérifier maintenant',
  'action.copy': 'Copier',
  'action.copied': 'Copié',

  'field.optional': 'facultatif',
  'field.choose': 'Veuillez choisir',
  'field.lines': 'Une entrée par ligne.',
  'field.keep': 'Laissez vide pour conserver la valeur enregistrée.',
  'field.name': 'Nom',
  'field.name-help': 'C’est le nom du canal dans SocialHub.',
  'field.unique-name': 'Nom unique',
  'field.unique-name-help': 'Distingue ce canal de tous vos autres canaux.',

  'problems.title':
    '{count, plural, one {Une entrée est à corriger} other {# entrées sont à corriger}}',
  'problem.required': 'Veuillez remplir ce champ.',
  'problem.choose': 'Veuillez choisir l’une des possibilités.',
  'problem.min-length':
    'Veuillez écrire au moins {limit, plural, one {# caractère} other {# caractères}}.',
  'problem.max-length':
    'Veuillez écrire au plus {limit, plural, one {# caractère} other {# caractères}}.',
  'problem.email': 'Veuillez indiquer une adresse e-mail, par exemple nom@example.org.',
  'problem.uri': 'Veuillez indiquer une adresse complète, par exemple https://example.org.',
  'problem.number': 'Veuillez indiquer un nombre.',
  'problem.integer': 'Veuillez indiquer un nombre entier.',
  'problem.minimum': 'Veuillez indiquer un nombre supérieur ou égal à {limit}.',
  'problem.maximum': 'Veuillez indiquer un nombre inférieur ou égal à {limit}.',
  'problem.min-items':
    'Veuillez indiquer au moins {limit, plural, one {une entrée} other {# entrées}}.',
  'problem.max-items':
    'Veuillez indiquer au plus {limit, plural, one {une entrée} other {# entrées}}.',
  'problem.form': 'Ceci n’a pas la forme attendue ici.',
  'problem.line': 'Ligne {line} : {problem}',
  'problem.terms': 'Veuillez accepter les conditions pour continuer.',
  'problem.accounts': 'Veuillez choisir au moins une possibilité.',
  'problem.one-account':
    'N’en choisissez qu’un : le lien qui vous a mené ici vaut pour un seul canal.',
  'problem.unique-name-taken':
    'Un autre de vos canaux dans SocialHub porte déjà ce nom unique. Veuillez en choisir un autre.',

  'redirect.title': 'Se connecter à {host}',
  'redirect.text':
    'Vous accordez l’accès sur {host}, puis vous revenez ici automatiquement. Votre mot de passe reste là-bas.',
  'redirect.button': 'Continuer vers {host}',

  'busy.title': 'Un instant, s’il vous plaît',
  'busy.text': 'Cela prend quelques secondes. La page continue d’elle-même.',
  'wait.code': 'Votre code',

  'accounts.title': 'Que souhaitez-vous connecter ?',
  'accounts.text': 'Chaque élément choisi devient un canal à part entière dans SocialHub.',
  'accounts.text-one': 'Choisissez celui auquel votre canal dans SocialHub est destiné.',
  'accounts.legend': 'Trouvé chez {network}',
  'accounts.add': 'Connecter {name}',
  'accounts.names': 'Changer le nom dans SocialHub',

  'details.resumed':
    'Vous vous étiez connecté avant que le temps ne soit écoulé. Rien n’est perdu : continuez à partir d’ici.',

  'details.settings-stay': 'Tout ce qui a été réglé par ailleurs pour ce canal reste en l’état.',
  'details.terms': 'J’accepte les conditions de {operator}',
  'details.terms-label': 'Conditions',
  'details.terms-read': 'Lire les conditions (version {version})',
  'details.title': 'Configurer votre canal',
  'details.title-many': 'Configurer vos canaux',
  'details.backfill':
    'Reprendre aussi les messages {days, plural, one {du dernier jour} other {des # derniers jours}}',
  'details.backfill-help':
    'Sinon, seuls les messages à partir de maintenant arrivent dans l’Inbox.',

  'interrupted.title': 'Vous y êtes presque',
  'interrupted.text':
    'La connexion a été interrompue avant la fin. Rien n’est perdu : terminez-la en un clic.',

  'done.title': '{count, plural, one {Votre canal est actif} other {Vos canaux sont actifs}}',
  'done.text': 'Désormais, les nouveaux messages arrivent dans votre Inbox chez SocialHub.',
  'done.since': 'Les messages écrits depuis le {since, date, moment} (UTC) sont lus.',
  'done.backfill':
    'Récupérer aussi les messages {days, plural, one {du dernier jour} other {des # derniers jours}}',
  'done.reconnected-title': 'Votre canal est de nouveau actif',
  'done.reconnected-text':
    'Ce qui a été écrit entre-temps est récupéré maintenant, dans la mesure où le réseau l’a encore.',
  'done.files':
    'Les images et fichiers envoyés par un Channel sont conservés ici pendant {days, plural, one {# jour} other {# jours}}, puis effacés s’ils n’existent nulle part ailleurs.',
  'done.active': 'Actif',
  'done.failed': 'Non connecté',
  'done.instructions': 'Prochaines étapes',
  'done.instructions-failed':
    'Les instructions de ce canal ne peuvent pas être affichées pour le moment. Rechargez cette page dans une minute.',

  'done.why': 'Pourquoi il s’était arrêté',
  'done.close': 'Vous pouvez fermer cette page.',

  'which.title': 'Vous êtes déjà en train de connecter un canal',
  'which.text': 'Vous avez ouvert un autre lien dans ce navigateur. Lequel faut-il poursuivre ?',
  'which.running': 'Ce que vous aviez commencé',
  'which.next': 'Le lien que vous venez d’ouvrir',
  'which.connect': 'Connecter {network}, pour le compte SocialHub {account}',
  'which.reconnect': 'Reconnecter {name}, pour le compte SocialHub {account}',
  'which.go-on': 'Poursuivre ce que j’avais commencé',
  'which.begin': 'Recommencer avec l’autre lien',
  'which.help':
    'Si vous n’avez pas ouvert l’autre lien vous-même dans SocialHub, poursuivez ce que vous aviez commencé. Recommencer l’efface.',
  'stopped.title': 'Reconnecter {name}',
  'stopped.text':
    'SocialHub vous demande de reconnecter ce canal : il y a été désactivé, ou {network} n’accepte plus l’accès qui lui a été accordé.',
  'stopped.needs-authentication':
    '{network} n’acceptait plus l’accès accordé à ce canal. C’est le cas lorsqu’un accès expire ou est retiré, et souvent après un changement de mot de passe.',
  'stopped.disabled': 'Ce canal a été désactivé dans SocialHub.',
  'stopped.revoked':
    'La connexion à SocialHub avait pris fin, car un nouvel Access Token y a été créé pour ce canal.',
  'stopped.paused': 'L’opérateur avait mis ce canal en pause.',
  'stopped.ended': 'Le même compte a été connecté dans un autre compte SocialHub.',
  'stopped.since': 'Depuis le {since, date, long}.',
  'stopped.next':
    'Connectez-vous à nouveau avec le même compte. Ce qui a été écrit entre-temps est alors récupéré, pour autant que {network} l’ait encore, et rien n’arrive en double. Les réponses en attente sont envoyées ; celles qui ont attendu trop longtemps apparaissent comme échouées dans l’Inbox.',

  'cancelled.title': 'Rien n’a été connecté',
  'cancelled.text':
    'Vous avez arrêté avant la fin. Vous pouvez recommencer à tout moment dans SocialHub.',
  'cancelled.link-text':
    'Vous avez arrêté avant la fin. Pour recommencer, ouvrez à nouveau le lien que vous avez reçu.',
  'cancelled.part-title': 'Vous avez arrêté avant la fin',
  'cancelled.part-text': 'Ce qui était déjà connecté le reste : voyez les canaux dans SocialHub.',

  'settings.title': 'Réglages de {name}',
  trouble: 'Pour le moment, aucun message n’arrive de ce canal : {reason}',
  'settings.text': 'Modifiez ce que vous voulez, puis enregistrez. Ce lien ne sert qu’une fois.',
  'settings.saved-title': 'Vos réglages sont enregistrés',
  'settings.saved-text':
    'Ils s’appliquent dès maintenant. Ce lien a servi ; vous pouvez fermer cette page.',
  'settings.none-title': 'Rien à régler',
  'settings.none-text':
    'Les canaux de ce réseau n’ont pas de réglages. Vous pouvez fermer cette page.',

  'mail.notice-subject': 'Cette adresse est-elle la vôtre ?',
  'mail.notice':
    'Quelqu’un a donné cette adresse à « {sender} », et il y a une réponse. Elle est retenue jusqu’à ce que vous disiez que l’adresse est la vôtre. Si c’était vous, ouvrez cette page et confirmez :',
  'mail.notice-ignore':
    'Si ce n’était pas vous, vous n’avez rien à faire. Personne n’apprend que vous avez reçu ce message, et la réponse n’est envoyée à personne.',
  'mail.answer-subject': 'Une réponse de {sender}',
  'mail.answer': '{sender} vous a répondu :',
  'mail.answer-page': 'Toute votre conversation, et de quoi écrire :',
  'mail.link-subject': 'Votre conversation avec {sender}',
  'mail.link': 'Vous avez demandé l’adresse de votre conversation avec {sender}. La voici :',
  'mail.link-keep':
    'Quiconque possède cette adresse peut y lire et y écrire. Si ce n’est pas vous qui l’avez demandée, vous n’avez rien à faire.',
  'mail.no-reply': 'Veuillez répondre sur cette page. Personne ne lit les réponses à ce message.',
  'mail.stop': 'Plus de messages de cet expéditeur :',
  'mail.stop-all': 'Plus jamais de tel message, quoi que quelqu’un saisisse :',
  'mail.confirm-title': 'Cette adresse est-elle la vôtre ?',
  'mail.confirm-text':
    'Le message qui vous a conduit ici parle d’une réponse de {name}. Confirmez que l’adresse est la vôtre, et vous la lirez aussitôt. Les réponses suivantes viendront alors par e-mail.',
  'mail.confirm-button': 'Oui, c’est la mienne',
  'mail.confirm-not-you':
    'Si vous ne savez rien de cela, fermez cette page. Rien n’est montré ni envoyé.',
  'mail.confirmed-title': 'Votre adresse est confirmée',
  'mail.confirmed-text':
    'La réponse arrive par e-mail, avec l’adresse de votre conversation. Vous pouvez fermer cette page.',
  'mail.stop-title': 'Plus de messages ?',
  'mail.stop-text':
    'Appuyez sur le bouton, et cette adresse ne recevra plus de messages de cet expéditeur. Les conversations restent sur leurs pages.',
  'mail.stop-text-all':
    'Appuyez sur le bouton, et cette adresse ne recevra plus de messages d’ici, quiconque la saisit dans un formulaire.',
  'mail.stop-button': 'Plus de messages',
  'mail.stopped-title': 'Plus aucun message ne viendra',
  'mail.stopped-text':
    'Pour s’en souvenir, l’adresse est conservée sous forme de code illisible. Si vous changez d’avis :',
  'mail.again-button': 'Autoriser de nouveau les messages',
  'mail.again-title': 'Les messages peuvent revenir',
  'mail.again-text': 'Vous pouvez fermer cette page.',

  'failure.unknown-integration.title': 'Ce réseau n’est pas proposé ici',
  'failure.unknown-integration.text':
    'L’adresse mène à un réseau que ce service ne connecte pas. Revenez à SocialHub et choisissez à nouveau le réseau ; si cette page réapparaît, prévenez l’exploitant.',
  'failure.no-token.title': 'Cette page s’ouvre depuis SocialHub',
  'failure.no-token.text':
    'Pour connecter un canal, ouvrez la page des canaux dans SocialHub et cliquez sur « Ajouter un canal ». Cela mène ici.',
  'failure.unreadable-token.title': 'Le lien est incomplet',
  'failure.unreadable-token.text':
    'Une partie du lien de SocialHub manque ou est endommagée. Revenez à la page des canaux dans SocialHub et recommencez.',
  'failure.expired-token.title': 'Cela a pris plus de 30 minutes',
  'failure.expired-token.text':
    'Pour votre sécurité, SocialHub accorde 30 minutes pour connecter un canal, et elles sont écoulées. Rien n’est cassé : revenez à SocialHub et cliquez à nouveau sur le bouton.',
  'failure.expired-kept.title': 'Cela a duré plus de 30 minutes',
  'failure.expired-kept.text':
    'Pour votre sécurité, SocialHub accorde 30 minutes pour connecter un canal, et elles sont écoulées. Votre connexion reste enregistrée dans ce navigateur pendant une heure : retournez à SocialHub, cliquez de nouveau sur le bouton, et vous reprendrez là où vous étiez.',
  'failure.wrong-manifest.title': 'Ce lien appartient à un autre réseau',
  'failure.wrong-manifest.text':
    'Le lien de SocialHub et cette page concernent des réseaux différents ; rien n’a donc été connecté. Revenez à SocialHub et recommencez ; si cette page réapparaît, prévenez l’exploitant.',
  'failure.foreign-origin.title': 'Ce lien ne vient pas de SocialHub',
  'failure.foreign-origin.text':
    'Il indique une adresse de retour que ce service ne connaît pas ; nous nous arrêtons donc ici. Si vous n’avez pas cliqué sur ce lien dans SocialHub, fermez la page. Sinon, prévenez l’exploitant.',
  'failure.not-published.title': 'Ce réseau n’est pas encore prêt',
  'failure.not-published.text':
    'L’exploitant n’a pas terminé sa configuration chez SocialHub. Veuillez vous adresser à l’exploitant.',
  'failure.lost-session.title': 'Nous ne savons plus où vous en étiez',
  'failure.lost-session.text':
    'Soit tout a été terminé ou abandonné il y a un moment, soit votre navigateur refuse les cookies, dont cette page a besoin jusqu’à la connexion du canal. Autorisez les cookies pour cette adresse, puis recommencez : cliquez sur « Ajouter un canal » dans SocialHub, ou ouvrez le lien que vous avez reçu.',
  'failure.foreign-callback.title': 'Cette réponse ne vous appartient pas',
  'failure.foreign-callback.text':
    'Le réseau vous a renvoyé avec une réponse que cette page n’a pas demandée, peut-être d’un essai précédent. Rien n’a été connecté.',

  'failure.plugin-authentication.title': '{network} ne nous a pas laissés entrer',
  'failure.plugin-authentication.text':
    'L’accès a été refusé. Vérifiez ce que vous avez saisi ou autorisé, puis réessayez.',
  'failure.plugin-operator.title': 'Cette connexion n’est pas correctement configurée',
  'failure.plugin-operator.text':
    'Cela relève de l’exploitant, pas de vous, et il a été prévenu. Veuillez réessayer plus tard.',
  'failure.plugin-rate-limited.title': '{network} demande une pause',
  'failure.plugin-rate-limited.text':
    'Il n’accepte plus de requêtes pour le moment. Veuillez réessayer dans quelques minutes.',
  'failure.plugin-unavailable.title': '{network} ne répond pas',
  'failure.plugin-unavailable.text':
    'Il n’a pas pu être joint à temps. Veuillez réessayer dans un instant.',
  'failure.plugin-not-found.title': 'Introuvable chez {network}',
  'failure.plugin-not-found.text':
    'Ce que vous avez indiqué n’y existe pas. Vérifiez-le, puis réessayez.',
  'failure.plugin-rejected.title': '{network} ne le permet pas',
  'failure.plugin-rejected.text':
    'Choisissez un autre compte ou autorisez l’accès demandé, puis réessayez.',
  'failure.plugin-invalid.title': '{network} n’a pas pu l’utiliser',
  'failure.plugin-invalid.text': 'Vérifiez ce que vous avez saisi, puis réessayez.',
  'failure.wrong-account.title': 'C’est un autre compte',
  'failure.wrong-account.text':
    'Vous vous êtes connecté avec {found}, mais le canal dans SocialHub appartient à {wanted}. Déconnectez-vous du réseau, recommencez et connectez-vous avec le bon compte. Pour connecter aussi {found}, revenez à SocialHub et cliquez sur « Ajouter un canal ».',

  'failure.duplicate-channel.title': 'Déjà connecté dans un autre compte SocialHub',
  'failure.duplicate-channel.text':
    'Un autre compte SocialHub possède un canal pour ceci. SocialHub peut régler cela : écrivez à support@socialhub.io, puis réessayez.',
  'failure.channel-limit.title': 'Votre compte n’a plus de place pour un canal',
  'failure.channel-limit.text':
    'Votre contrat SocialHub comprend un nombre limité de canaux, et tous sont utilisés. Écrivez à happy@socialhub.io pour en avoir davantage, ou supprimez un canal, puis réessayez.',
  'failure.already-active.title': 'Ce canal est déjà actif',
  'failure.already-active.text':
    'SocialHub a un canal actif pour ceci et le conserve. Pour le reconnecter, désactivez-le d’abord sur la page des canaux, puis réactivez-le là-bas.',
  'failure.account-not-served.title': 'Ce compte n’est pas desservi ici',
  'failure.account-not-served.text':
    '{network} n’est proposé par cet opérateur qu’à certains comptes SocialHub, et le vôtre n’en fait pas partie. Le canal a été désactivé de nouveau, et rien n’en est conservé. Veuillez vous adresser à l’opérateur.',
  'failure.refused.title': 'SocialHub n’a pas accepté ce canal',
  'failure.refused.text':
    'Cela relève de l’exploitant, pas de vous, et il a été prévenu. Rien n’a été connecté.',
  'failure.socialhub-busy.title': 'SocialHub demande une pause',
  'failure.socialhub-busy.text':
    'Il n’accepte plus de requêtes pour le moment. Rien n’a encore été connecté. Veuillez réessayer dans une minute.',
  'failure.socialhub-unavailable.title': 'SocialHub ne répond pas',
  'failure.socialhub-unavailable.text':
    'Rien n’a encore été connecté. Veuillez réessayer dans un instant.',
  'failure.unknown-outcome.title': 'Nous ne savons pas encore si cela a réussi',
  'failure.unknown-outcome.text':
    'La réponse de SocialHub s’est perdue. Vous voyez peut-être déjà le nouveau canal dans SocialHub, mais il ne fonctionne pas tant que nous n’avons pas cette réponse. Réessayez : cela répare tout, et ne crée jamais un second canal.',

  'failure.link-unknown.title': 'Ce lien n’est plus valable',
  'failure.link-unknown.text':
    'Il a expiré ou il est incomplet. Demandez-en un nouveau à la personne qui vous l’a envoyé.',

  'failure.mail-link-unknown.title': 'Ce lien n’est plus valable',
  'failure.mail-link-unknown.text':
    'Il est incomplet, date de plus de deux semaines, ou la conversation a été effacée. Si vous attendez une réponse, écrivez de nouveau sur la page où vous aviez écrit.',
  'failure.link-used.title': 'Ce lien a déjà servi',
  'failure.link-used.text':
    'Il a déjà mené à un canal et ne sert qu’une fois. Si quelque chose doit changer dans ce canal, adressez-vous à la personne qui vous a envoyé le lien.',
  'failure.channel-closed.title': 'SocialHub garde ce canal fermé',
  'failure.channel-closed.text':
    'Le canal a été désactivé dans SocialHub, ou son Access Token a été remplacé. Cela relève de l’exploitant, et il a été prévenu. Votre lien reste valable : veuillez réessayer plus tard.',
  'failure.connected-elsewhere.title': 'Déjà connecté',
  'failure.connected-elsewhere.text':
    'Un autre canal est déjà connecté à ce compte chez {network}. Choisissez un autre compte, ou adressez-vous à la personne qui vous a envoyé le lien.',

  'failure.not-signed-in.title': 'Veuillez vous connecter',
  'failure.not-signed-in.text':
    'Personne n’est connecté au cockpit ici, ou la session a pris fin. Connectez-vous et réessayez.',
  'failure.not-allowed.title': 'Votre rôle ne le permet pas',
  'failure.not-allowed.text':
    'Demandez à une personne qui administre les hôtes de le faire, ou de vous donner un autre rôle.',
  'failure.foreign-form.title': 'Ce formulaire ne vient pas du cockpit',
  'failure.foreign-form.text':
    'Rien n’a été modifié. Ouvrez à nouveau le cockpit et recommencez là-bas.',
  'failure.no-role.title': 'Vous n’avez pas de rôle ici',
  'failure.no-role.text':
    'Votre fournisseur vous connaît, mais personne ne vous a donné de rôle dans le cockpit. Demandez à une personne qui administre les hôtes.',
  'failure.sign-in-refused.title': 'La connexion a échoué',
  'failure.sign-in-refused.text':
    'Recommencez dans ce navigateur. Si cela se reproduit, le journal de l’hôte en dit la raison.',
  'failure.sign-in-link-unknown.title': 'Ce lien n’est plus valable',
  'failure.sign-in-link-unknown.text':
    'Il fonctionne une seule fois et peu de temps. Une personne qui a un terminal sur l’hôte peut en créer un autre.',
  'failure.provider-unavailable.title': 'Votre fournisseur est injoignable',
  'failure.provider-unavailable.text':
    'Le cockpit n’a pas pu interroger votre fournisseur OpenID. Réessayez plus tard ; le journal de l’hôte en dit la raison.',
  'failure.not-found.title': 'Il n’y a rien ici',
  'failure.not-found.text': 'Veuillez vérifier l’adresse.',
  'failure.bad-request.title': 'Ceci n’a pas pu être lu',
  'failure.bad-request.text':
    'Ce que votre navigateur a envoyé n’est pas ce que cette page attend. Revenez en arrière, rechargez la page et réessayez.',
  'failure.too-large.title': 'C’est trop volumineux',
  'failure.too-large.text':
    'Ce que vous avez envoyé dépasse ce que cette page accepte. Veuillez en envoyer moins à la fois.',
  'failure.too-many-requests.title': 'C’était beaucoup à la fois',
  'failure.too-many-requests.text': 'Veuillez attendre une minute, puis réessayez.',
  'failure.temporarily-unavailable.title': 'Veuillez réessayer dans un instant',
  'failure.temporarily-unavailable.text':
    'Cela n’a pas pu être enregistré ; rien n’a donc été accepté. Veuillez l’envoyer à nouveau.',
  'failure.internal.title': 'Une erreur s’est produite chez nous',
  'failure.internal.text':
    'Ce n’est pas votre faute, et c’est enregistré. Veuillez réessayer ; si cela persiste, indiquez le code d’erreur à l’exploitant.',
}
