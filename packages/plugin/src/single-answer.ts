import type { DeclaredAction } from './declaration.ts'
import { PluginError } from './error.ts'
import type { LocalizedText } from './plain.ts'
import type { Reply } from './reply.ts'

const REPLACE = 'replace'

/**
 * For Networks where a message has one answer at most, and a second one takes its place, such as reviews:
 * the `options` of the reply action. Who wants to replace an answer has to say so.
 */
export const ANSWER_OPTIONS: NonNullable<DeclaredAction['options']> = [
  {
    id: 'answer',
    label: {
      en: 'Answer, if there is no answer yet',
      de: 'Antworten, wenn es noch keine Antwort gibt',
      fr: 'Répondre, s’il n’y a pas encore de réponse',
    },
  },
  {
    id: REPLACE,
    label: {
      en: 'Replace the answer that is there',
      de: 'Die vorhandene Antwort ersetzen',
      fr: 'Remplacer la réponse existante',
    },
  },
]

const TAKEN: LocalizedText = {
  en: 'There is an answer already. To write another one in its place, choose “Replace the answer that is there”.',
  de: 'Es gibt schon eine Antwort. Um stattdessen eine andere zu schreiben, wählen Sie „Die vorhandene Antwort ersetzen“.',
  fr: 'Il y a déjà une réponse. Pour en écrire une autre à sa place, choisissez « Remplacer la réponse existante ».',
}

/**
 * Whether an answer has to be written, where one may stand already. Ask the Network for it right before.
 *
 * @param standing the words of the answer that stands there; undefined where there is none.
 * @returns false when these very words stand there: a call that is repeated has nothing to do.
 * @throws PluginError `rejected` when another answer stands there, and nobody asked to replace it.
 */
export function mustWriteAnswer(
  { option, text }: Pick<Reply, 'option' | 'text'>,
  standing: string | undefined,
): boolean {
  // Networks trim, and change white space.
  if (standing !== undefined && flat(standing) === flat(text)) return false
  if (standing === undefined || option === REPLACE) return true
  throw new PluginError('rejected', { sentence: TAKEN, effect: 'none' })
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
