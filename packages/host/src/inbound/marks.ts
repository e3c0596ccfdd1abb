import {
  cutText,
  type Language,
  type Marks,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  type WrittenMessage,
} from '@hubward/plugin'

/** A message without marks: they stand in its text, in the Channel's language. */
export type PlainMessage = Exclude<Message, WrittenMessage> | Omit<WrittenMessage, 'marks'>

/** So much of a text is left when the rest is marks: what somebody wrote comes first. */
const MARKS_LIMIT_CHARACTERS = 3_000
/** Less of a quotation than this says nothing. */
const LEAST_QUOTED_CHARACTERS = 80
/** Of a list of people so many are named. */
const NAMED = 10

interface Words {
  readonly subject: string
  readonly to: string
  readonly cc: string
  readonly more: (count: number) => string
  readonly automatic: string
  readonly visibility: Readonly<Record<NonNullable<Marks['visibility']>, string>>
  readonly unconfirmed: string
  readonly edited: string
  readonly quoted: string
  readonly quotedFrom: (name: string) => string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    subject: 'Subject: ',
    to: 'To: ',
    cc: 'Copy to: ',
    more: (count) => `and ${count} more`,
    automatic: 'written by a program',
    visibility: {
      unlisted: 'public, but in no list',
      followers: 'for followers only',
      members: 'for members only',
      named: 'for those named in it only',
    },
    unconfirmed: 'address not confirmed',
    edited: 'edited',
    quoted: 'Quoted:',
    quotedFrom: (name) => `Quoted from ${name}:`,
  },
  de: {
    subject: 'Betreff: ',
    to: 'An: ',
    cc: 'Kopie an: ',
    more: (count) => `und ${count} weitere`,
    automatic: 'von einem Programm geschrieben',
    visibility: {
      unlisted: 'öffentlich, aber in keiner Liste',
      followers: 'nur für Follower',
      members: 'nur für Mitglieder',
      named: 'nur für darin Genannte',
    },
    unconfirmed: 'Adresse nicht bestätigt',
    edited: 'bearbeitet',
    quoted: 'Zitat:',
    quotedFrom: (name) => `Zitat von ${name}:`,
  },
  fr: {
    subject: 'Objet : ',
    to: 'À : ',
    cc: 'Copie à : ',
    more: (count) => `et ${count} autres`,
    automatic: 'écrit par un programme',
    visibility: {
      unlisted: 'public, mais dans aucune liste',
      followers: 'pour les abonnés seulement',
      members: 'pour les membres seulement',
      named: 'pour les personnes citées seulement',
    },
    unconfirmed: 'adresse non confirmée',
    edited: 'modifié',
    quoted: 'Citation :',
    quotedFrom: (name) => `Citation de ${name} :`,
  },
}

/** Writes what a message is into its text. */
export function withMarks(message: Message, language: Language): PlainMessage {
  if (!('interaction' in message) || message.marks === undefined) return message
  const { marks, ...plain } = message
  const text = textWith(marks, plain.interaction.message ?? '', WORDS[language])
  return { ...plain, interaction: { ...plain.interaction, ...(text !== '' && { message: text }) } }
}

/** Above the text what people look for first, below it what it quotes. Of all that the quotation yields. */
function textWith(marks: Marks, text: string, words: Words): string {
  const { subject, to = [], cc = [], quoted } = marks
  const flags = [
    marks.visibility && words.visibility[marks.visibility],
    marks.automatic && words.automatic,
    marks.unconfirmed && words.unconfirmed,
    marks.edited && words.edited,
  ].filter((flag) => typeof flag === 'string')
  const head = cutText(
    [
      ...(subject === undefined ? [] : [words.subject + onOneLine(subject)]),
      ...(to.length === 0 ? [] : [words.to + named(to, words)]),
      ...(cc.length === 0 ? [] : [words.cc + named(cc, words)]),
      ...(flags.length === 0 ? [] : [`[${flags.join('; ')}]`]),
    ].join('\n'),
    MARKS_LIMIT_CHARACTERS,
  )
  const above = [head, text].filter((part) => part !== '').join('\n\n')
  if (quoted === undefined) return cutText(above, MESSAGE_LIMIT_CHARACTERS)
  const left = MESSAGE_LIMIT_CHARACTERS - above.length - '\n\n'.length
  const below = quotation(quoted, left, words)
  const most = MESSAGE_LIMIT_CHARACTERS - below.length - '\n\n'.length
  return [cutText(above, most), below].filter((part) => part !== '').join('\n\n')
}

function quotation(
  { from, text = '', url }: NonNullable<Marks['quoted']>,
  left: number,
  words: Words,
): string {
  const who = from === undefined ? words.quoted : words.quotedFrom(onOneLine(from))
  const around = [who, ...(url === undefined ? [] : [url])]
  const room = left - around.join('\n').length - 1
  // Cut first: nothing is done with what is far too long.
  const said = text.slice(0, MESSAGE_LIMIT_CHARACTERS + 1).trim()
  if (said === '' || room < LEAST_QUOTED_CHARACTERS) return around.join('\n')
  const [, ...address] = around
  const lines = cutText(said, room).split(/\r?\n/)
  const shown = cutText(lines.map((line) => `> ${line}`).join('\n'), room)
  return [who, shown, ...address].join('\n')
}

function named(names: readonly string[], words: Words): string {
  const rest = names.length - NAMED
  const shown = names.slice(0, NAMED).map(onOneLine).join(', ')
  return rest > 0 ? `${shown} ${words.more(rest)}` : shown
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
