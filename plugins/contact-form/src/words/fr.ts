import type { Words } from './words.ts'

export const fr: Words = {
  name: 'Votre nom',
  email: 'Votre adresse e-mail',
  subject: 'Objet',
  message: 'Votre message',
  picture: 'Image',
  optional: 'facultatif',
  pictureHelp: 'PNG, JPEG, GIF ou WebP, 8 Mo au maximum.',
  keepPicture: (name) => `Joindre « ${name} »`,
  replacePicture: 'Une autre image à la place',
  send: 'Envoyer le message',
  homepage: 'Laissez ce champ vide',
  privacy: 'Politique de confidentialité',
  errorTitle: (title) => `Erreur : ${title}`,
  nothingSent: 'Rien n’a encore été envoyé. Votre saisie est conservée.',
  missing: 'Veuillez remplir ce champ.',
  notAnEmail: 'Veuillez saisir une adresse e-mail, par exemple nom@example.org.',
  tooLong: (limit) => `Veuillez utiliser au plus ${limit} caractères.`,
  cut: (limit, shown) =>
    `Veuillez utiliser au plus ${limit} caractères. Il y en avait tant que seuls les ${shown} premiers figurent ici.`,
  missingPicture: 'Veuillez choisir une image.',
  notAPicture:
    'Ce fichier n’est pas une image PNG, JPEG, GIF ou WebP. Veuillez en choisir un autre.',
  pictureTooLarge: 'Cette image dépasse 8 Mo. Veuillez en choisir une plus petite.',
  pictureGone: 'Cette image a attendu trop longtemps. Veuillez la choisir à nouveau.',
  nothingToSend: 'Veuillez écrire quelque chose ou choisir une image.',
  pleaseConfirm:
    'Nous n’avons pas pu vérifier qu’une personne a envoyé ce message. Veuillez l’envoyer à nouveau.',
  tooFast: 'C’était très rapide. Veuillez relire votre message et l’envoyer à nouveau.',
  expired:
    'Cette page est restée ouverte trop longtemps. Veuillez envoyer à nouveau votre message.',
  tooMany: 'Trop de messages sont venus de votre connexion. Veuillez réessayer dans une heure.',
  full: 'Cette conversation est devenue trop longue. Veuillez en commencer une nouvelle avec le formulaire.',
  sent: 'Merci pour votre message',
  sentText: 'Il est bien arrivé. Notre réponse paraîtra sur votre page de conversation privée.',
  keepLink:
    'Conservez ce lien : c’est le seul accès à votre conversation, et vous seul le possédez.',
  openConversation: 'Ouvrir la conversation',
  link: 'Votre lien privé',
  another: 'Envoyer un autre message',
  conversation: 'Votre conversation',
  conversationHelp:
    'Seules les personnes qui ont l’adresse de cette page peuvent la lire. Enregistrez-la pour revenir.',
  you: 'Vous',
  waiting: 'Nous avons votre message. Notre réponse paraîtra ici dès que possible.',
  write: 'Écrire un autre message',
  newMessages: 'Messages',
  byMail:
    'Nous écrivons aussi à votre adresse e-mail ; confirmez-la une fois, et vous lirez la réponse.',
  keepLinkByMail:
    'Conservez ce lien : il mène à votre conversation, et vous seul le possédez. Une fois votre adresse confirmée, il figure aussi dans nos e-mails.',
  lostLink: 'Avez-vous perdu le lien de votre conversation ?',
  lostLinkText:
    'Nous l’envoyons à votre adresse e-mail, si vous l’avez confirmée pour cette conversation.',
  lostLinkSend: 'Envoyer le lien',
  lostLinkAsked:
    'Si cette adresse est confirmée pour une conversation, un e-mail est en route. Sinon rien n’est envoyé : veuillez écrire de nouveau.',
  erase: 'Effacer cette conversation',
  eraseTitle: 'Effacer cette conversation ?',
  eraseText:
    'Vos messages, vos images et nos réponses disparaissent définitivement de cette page, et les e-mails à leur sujet cessent. Dans notre système, vos messages sont marqués comme effacés.',
  eraseButton: 'Effacer définitivement',
  eraseNot: 'Non, la garder',
  erased: 'Votre conversation est effacée',
  erasedText: 'Son lien ne mène plus nulle part.',
  attachmentOnly: 'Nous vous avons envoyé un fichier. Vous le trouverez sur la page.',
  mailDelivery: 'Distribution des e-mails',
  mailTrouble: {
    failed:
      'Votre réponse n’a pas pu être annoncée par e-mail : le serveur l’a refusée. Elle figure sur la page de la conversation.',
    bounced:
      'L’e-mail annonçant votre réponse est revenu. La réponse figure sur la page de la conversation.',
    unknown:
      'Personne ne sait si votre réponse a été annoncée par e-mail. Il n’a pas été renvoyé ; la réponse figure sur la page de la conversation.',
  },
  gone: 'Cette page n’existe pas',
  goneText: 'L’adresse est incomplète, ou le formulaire ou la conversation a été supprimé.',
  notAllowed: 'Cette adresse ne peut pas être utilisée ainsi.',
  visitor: 'Visiteur',
  ticketEmail: 'E-mail',
}
