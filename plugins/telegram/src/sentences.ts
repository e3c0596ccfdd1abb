import type { LocalizedText, PluginErrorCode } from '@hubward/plugin'

/** What a community manager reads, where it says more than the code's own sentence. */
export const SENTENCES = {
  badToken: {
    en: 'Telegram does not accept this token. Copy it once more from @BotFather.',
    de: 'Telegram akzeptiert dieses Token nicht. Kopieren Sie es noch einmal von @BotFather.',
    fr: 'Telegram n’accepte pas ce jeton. Copiez-le de nouveau depuis @BotFather.',
  },
  noToken: {
    en: 'This is no token of a bot. It looks like 123456789:AAF…, a number, a colon and 35 signs.',
    de: 'Das ist kein Token eines Bots. Es sieht aus wie 123456789:AAF…, eine Zahl, ein Doppelpunkt und 35 Zeichen.',
    fr: 'Ce n’est pas un jeton de bot. Il ressemble à 123456789:AAF…, un nombre, deux-points et 35 signes.',
  },
  unreachable: {
    en: 'Telegram could not be reached to check the token. Please try again in some minutes.',
    de: 'Telegram war nicht erreichbar, um das Token zu prüfen. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Telegram n’a pas pu être joint pour vérifier le jeton. Veuillez réessayer dans quelques minutes.',
  },
  tooMany: {
    en: 'Telegram accepts no more logins at the moment. Please try again in some minutes.',
    de: 'Telegram nimmt derzeit keine weiteren Anmeldungen an. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Telegram n’accepte plus de connexions pour le moment. Veuillez réessayer dans quelques minutes.',
  },
  blocked: {
    en: 'This person has blocked your bot. You can only write again when they unblock it.',
    de: 'Diese Person hat Ihren Bot blockiert. Schreiben können Sie erst wieder, wenn sie ihn freigibt.',
    fr: 'Cette personne a bloqué votre bot. Vous ne pourrez lui écrire que si elle le débloque.',
  },
  deactivated: {
    en: 'This person’s Telegram account no longer exists.',
    de: 'Das Telegram-Konto dieser Person gibt es nicht mehr.',
    fr: 'Le compte Telegram de cette personne n’existe plus.',
  },
  kicked: {
    en: 'Your bot is no longer a member of this group. Add it again, then try again.',
    de: 'Ihr Bot ist kein Mitglied dieser Gruppe mehr. Fügen Sie ihn wieder hinzu und versuchen Sie es noch einmal.',
    fr: 'Votre bot n’est plus membre de ce groupe. Ajoutez-le de nouveau, puis réessayez.',
  },
  noChat: {
    en: 'Telegram no longer knows this chat, or your bot has no access to it.',
    de: 'Telegram kennt diesen Chat nicht mehr, oder Ihr Bot hat keinen Zugang zu ihm.',
    fr: 'Telegram ne connaît plus cette discussion, ou votre bot n’y a pas accès.',
  },
  mustWriteFirst: {
    en: 'A bot can’t write first: this person has to start a chat with your bot.',
    de: 'Ein Bot kann nicht als Erster schreiben: Diese Person muss einen Chat mit Ihrem Bot beginnen.',
    fr: 'Un bot ne peut pas écrire en premier : cette personne doit commencer une discussion avec votre bot.',
  },
  noRights: {
    en: 'Your bot may not do this in this chat. An administrator of the group can allow it.',
    de: 'Ihr Bot darf das in diesem Chat nicht. Wer die Gruppe verwaltet, kann es erlauben.',
    fr: 'Votre bot n’y est pas autorisé dans cette discussion. Un administrateur du groupe peut le permettre.',
  },
  topicClosed: {
    en: 'This topic is closed. An administrator of the group can open it again.',
    de: 'Dieses Thema ist geschlossen. Wer die Gruppe verwaltet, kann es wieder öffnen.',
    fr: 'Ce sujet est fermé. Un administrateur du groupe peut le rouvrir.',
  },
  business: {
    en: 'The business account no longer lets your bot answer in this chat. Its owner can allow it in Telegram, under Settings, Telegram Business, Chatbots.',
    de: 'Das Business-Konto lässt Ihren Bot in diesem Chat nicht mehr antworten. Wer es besitzt, kann es in Telegram erlauben: Einstellungen, Telegram Business, Chatbots.',
    fr: 'Le compte professionnel ne laisse plus votre bot répondre dans cette discussion. Son propriétaire peut le permettre dans Telegram : Paramètres, Telegram Business, Chatbots.',
  },
  notDeletable: {
    en: 'Telegram lets a bot delete its own messages for 48 hours only.',
    de: 'Bei Telegram kann ein Bot seine eigenen Nachrichten nur 48 Stunden lang löschen.',
    fr: 'Telegram ne laisse un bot supprimer ses propres messages que pendant 48 heures.',
  },
  fileRefused: {
    en: 'Telegram could not read this file. Save it in another format, then try again.',
    de: 'Telegram konnte diese Datei nicht lesen. Speichern Sie sie in einem anderen Format und versuchen Sie es noch einmal.',
    fr: 'Telegram n’a pas pu lire ce fichier. Enregistrez-le dans un autre format, puis réessayez.',
  },
  fileTooLarge: {
    en: 'Telegram takes pictures of up to 10 MB and other files of up to 50 MB from bots.',
    de: 'Telegram nimmt von Bots Bilder bis 10 MB und andere Dateien bis 50 MB an.',
    fr: 'Telegram accepte des bots les images jusqu’à 10 Mo et les autres fichiers jusqu’à 50 Mo.',
  },
} as const satisfies Record<string, LocalizedText>

/**
 * What the Bot API's descriptions mean. It documents none of them: these are its server's own words
 * (https://github.com/tdlib/telegram-bot-api, `telegram-bot-api/Client.cpp`).
 */
export const REASONS: readonly (readonly [RegExp, PluginErrorCode, LocalizedText?])[] = [
  // A token that was replaced, and one that is none: then the whole address is unknown.
  [/^Unauthorized/, 'authentication'],
  [/^Not Found$/, 'authentication'],
  // Another program asks with the same token; it may stop.
  [/^Conflict/, 'unavailable'],
  [/^Too Many Requests/, 'rate-limited'],
  [/bot was blocked by the user/, 'rejected', SENTENCES.blocked],
  [/user is deactivated/, 'rejected', SENTENCES.deactivated],
  [/bot was kicked|bot is not a member/, 'rejected', SENTENCES.kicked],
  [/chat not found|PEER_ID_INVALID/, 'not-found', SENTENCES.noChat],
  [/bot can't initiate conversation/, 'rejected', SENTENCES.mustWriteFirst],
  [/TOPIC_CLOSED/, 'rejected', SENTENCES.topicClosed],
  [/BUSINESS_/, 'rejected', SENTENCES.business],
  [/message can't be deleted/, 'rejected', SENTENCES.notDeletable],
  [
    /not enough rights|have no rights|_FORBIDDEN|administrator rights/,
    'rejected',
    SENTENCES.noRights,
  ],
  [/message (to \w+|to be replied|thread) not found|MESSAGE_ID_INVALID/, 'not-found'],
  [/Request Entity Too Large|file is too big/, 'invalid', SENTENCES.fileTooLarge],
  [/PHOTO_|IMAGE_PROCESS_FAILED|VIDEO_|wrong file|wrong type/, 'invalid', SENTENCES.fileRefused],
  [/^Bad Request/, 'invalid'],
]
