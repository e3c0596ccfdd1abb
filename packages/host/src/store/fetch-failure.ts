import { LocalizedText, type PluginError, type PluginErrorCode } from '@hubward/plugin'
import { type RawBuilder, sql } from 'kysely'
import Value from 'typebox/value'
import type { Db } from './database.ts'
import type { ChannelId } from './ids.ts'
import { jsonb } from './jsonb.ts'

/** Why a Channel can't be fetched at the moment. */
export interface FetchFailure {
  readonly code: PluginErrorCode
  /** For the operator; never a secret. */
  readonly message: string
  /** For the Customer, where the plugin has one. */
  readonly sentence?: LocalizedText
}

/** What is a Customer's to mend: the Channel's own grant, or its settings. */
const OF_THE_CUSTOMER: readonly PluginErrorCode[] = [
  'authentication',
  'not-found',
  'rejected',
  'invalid',
]

const LIMIT = 1_000

/** The column's value. */
export function keptFailure(failures: number, { code, message, sentence }: PluginError) {
  return jsonb({
    count: failures,
    code,
    message: message.slice(0, LIMIT),
    ...(sentence && { sentence: shortened(sentence) }),
  })
}

function shortened({ en, de, fr }: LocalizedText): LocalizedText {
  return { en: en.slice(0, LIMIT), de: de.slice(0, LIMIT), fr: fr.slice(0, LIMIT) }
}

/**
 * Selects it, as long as it is of the last fetch.
 *
 * @param channels how the query calls the table.
 */
export function selectFailure(channels: string): RawBuilder<FetchFailure | null> {
  const [failure, failures] = [
    sql.ref(`${channels}.fetch_failure`),
    sql.ref(`${channels}.fetch_failures`),
  ]
  return sql<FetchFailure | null>`case
    when ${failures} > 0 and (${failure} ->> 'count')::int = ${failures} then ${failure} end`
}

/** What the Customer is told of it: undefined where it is not theirs to mend, or nothing was said. */
export function forCustomer(failure: FetchFailure | null): LocalizedText | undefined {
  if (!failure || !OF_THE_CUSTOMER.includes(failure.code)) return undefined
  const { sentence } = failure
  return Value.Check(LocalizedText, sentence) ? sentence : undefined
}

/** What the Customer is told of a Channel that can't be fetched. */
export async function customersSentence(
  db: Db,
  channelId: ChannelId,
): Promise<LocalizedText | undefined> {
  const row = await db
    .selectFrom('channels')
    .select(selectFailure('channels').as('failure'))
    .where('id', '=', channelId)
    .executeTakeFirst()
  return forCustomer(row?.failure ?? null)
}
