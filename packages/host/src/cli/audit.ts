import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { readHeads, type SignedHeads, signHeads } from '../audit/heads.ts'
import { verifyAudit } from '../audit/verify.ts'
import { noteVerified } from '../operating/verify-audit.ts'
import { writeAudit } from '../store/audit.ts'
import { AUDIT_ACTIONS } from '../store/audit-actions.ts'
import { ACTORS } from '../store/audit-entry.ts'
import {
  type AuditEntry,
  type AuditFilter,
  chainHeads,
  entriesOfChain,
  listAudit,
  type StoredEntry,
} from '../store/audit-reading.ts'
import { databaseTime } from '../store/database.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { readTime } from './read-time.ts'
import { columns } from './table.ts'

interface GivenFilter extends Given {
  readonly account?: string
  readonly channel?: string
  readonly integration?: string
  readonly action?: string
  readonly by?: AuditFilter['actor']
  readonly since?: string
  readonly until?: string
  readonly limit: string
}

interface GivenHeads extends Given {
  readonly heads?: string
  readonly publicKey?: string
}

/** `hubward audit …` */
export function auditCommands(audit: Command): void {
  reporting(audit.command('list'))
    .summary('tell who changed what')
    .description(
      'Lists what people, commands and hosts changed, the latest first. Of people who wrote to Channels it says nothing.',
    )
    .option('--account <accountId>', 'only of this Account, by SocialHub’s id; "none": of none')
    .option('--channel <channelId>', 'only of this Channel, by SocialHub’s id')
    .option('--integration <name>', 'only of this integration')
    .addOption(new Option('--action <action>', 'only these').choices(Object.keys(AUDIT_ACTIONS)))
    .addOption(new Option('--by <who>', 'only what these did').choices([...ACTORS]))
    .option('--since <time>', 'only later ones: 2026-11-22T10:00Z, or 90m, 12h, 3d ago')
    .option('--until <time>', 'only earlier ones')
    .option('--limit <count>', 'at most so many', '50')
    .action((given: GivenFilter) => withContext(given, (context) => list(context, given)))
  reporting(audit.command('verify'))
    .summary('prove that nobody changed the audit log')
    .description(
      'Looks through the whole audit log: whether an entry was changed, removed, moved or added by hand. With the heads of an earlier export also whether its end was cut off. Notes in the log that it was done, and what came of it.',
    )
    .option(
      '--heads <file>',
      'what "hubward audit export" wrote before; needs --public-key or audit.signingKey',
    )
    .option(
      '--public-key <file>',
      'the public half of audit.signingKey, as PEM: who verifies needs no key that signs',
    )
    .action((given: GivenHeads) => withContext(given, (context) => verify(context, given)))
  reporting(audit.command('export'))
    .summary('write the audit log, and the signed heads of its chains')
    .description(
      'Writes the audit log as lines of JSON: each entry as it is hashed, its details as their hashes, and last the heads of all chains, signed with audit.signingKey. Keep the file where nobody of this database can change it.',
    )
    .argument('<file>', 'a file that does not exist yet')
    .option('--heads-only', 'only the signed heads: enough to see later that something is missing')
    .action((file: string, given: Given & { readonly headsOnly?: true }) =>
      withContext(given, (context) => exported(context, file, given.headsOnly === true)),
    )
}

async function list(context: CommandContext, given: GivenFilter): Promise<void> {
  const { account, channel, integration, action, by, since, until } = given
  const now = new Date()
  const entries = await listAudit(context.db, context.sealer, {
    limit: limitOf(given.limit),
    ...(account !== undefined && { accountId: account === 'none' ? '' : account }),
    ...(channel !== undefined && { channel }),
    ...(integration !== undefined && { integration }),
    ...(action !== undefined && { action }),
    ...(by !== undefined && { actor: by }),
    ...(since !== undefined && { since: readTime(since, now) }),
    ...(until !== undefined && { until: readTime(until, now) }),
  })
  context.say(entries.length === 0 ? 'Nothing.' : columns(entries.map(row)), entries)
}

function row(entry: AuditEntry): string[] {
  const { at, actor, who, action, account, accountId, channel, integration, after, cause } = entry
  return [
    at.toISOString(),
    who === null ? actor : `${actor} ${who}`,
    action,
    account ?? accountId ?? '',
    channel ?? integration ?? '',
    ...(entry.readable
      ? [[after === null ? '' : JSON.stringify(after), cause ?? ''].filter(Boolean).join(' ')]
      : ['(its key was destroyed)']),
  ]
}

async function verify({ db, sealer, config, say }: CommandContext, given: GivenHeads) {
  const { heads: file, publicKey } = given
  if (file === undefined && publicKey !== undefined) {
    throw new CommandError('--public-key is for the heads of an earlier export: add --heads.')
  }
  const key = publicKey === undefined ? undefined : await readFile(publicKey, 'utf8')
  const heads =
    file === undefined ? [] : readHeads(await readFile(file, 'utf8'), key ?? keyOf(config.audit))
  const verified = await verifyAudit(db, sealer, heads)
  const { chains, entries, problems } = verified
  const looked = `${entries} entries in ${chains} chains`
  const rows = problems.map(({ chain, seq, found }) => [
    chain === '' ? 'no Account' : chain,
    seq === null ? '' : String(seq),
    found,
  ])
  say(rows.length === 0 ? `${looked}: nobody changed anything.` : columns(rows), verified)
  // It was told before: who changed something may see to it that nothing can be noted.
  const unnoted = await noteVerified(db, verified)
  const failures = [
    ...(rows.length === 0 ? [] : [`${looked}: ${rows.length} things don’t fit.`]),
    ...(unnoted === undefined ? [] : [`It could not be noted: ${unnoted}`]),
  ]
  if (failures.length > 0) throw new CommandError(failures.join('\n'))
}

async function exported(context: CommandContext, file: string, headsOnly: boolean) {
  const { db, config, say } = context
  const key = keyOf(config.audit)
  const heads = await chainHeads(db)
  let entries = 0
  let signed: SignedHeads | undefined
  async function* lines() {
    for (const { chain, seq } of headsOnly ? [] : heads) {
      for await (const entry of chainEntries(context, chain, seq)) {
        entries += 1
        yield `${JSON.stringify(entry)}\n`
      }
    }
    signed = signHeads(key, config.publicUrl, await databaseTime(db), heads)
    yield `${JSON.stringify(signed)}\n`
  }
  await pipeline(lines, createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
    (error: unknown) => {
      const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
      throw exists ? new CommandError(`There is a file ${file} already; name another one.`) : error
    },
  )
  const after = { chains: heads.length, entries }
  await db.transaction().execute((trx) => writeAudit(trx, { action: 'audit.exported', after }))
  say(`Wrote ${entries} entries and the signed heads of ${heads.length} chains to ${file}.`, {
    file,
    ...after,
    publicKey: signed?.publicKey ?? null,
  })
}

/** Up to a place: what comes while it is written is not covered by the heads. */
async function* chainEntries({ db }: CommandContext, chain: string, upTo: number) {
  for (let last = 0; last < upTo; ) {
    const entries = await entriesOfChain(db, chain, last, 500)
    const end = entries.at(-1)
    if (!end?.seq) return
    for (const entry of entries) if ((entry.seq ?? 0) <= upTo) yield lineOf(entry)
    last = end.seq
  }
}

/** As it is hashed: the file says of people no more than their hashes. */
function lineOf(entry: StoredEntry) {
  const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? null
  return {
    kind: 'entry',
    chain: entry.chain,
    seq: entry.seq,
    id: entry.id,
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    channel: entry.channel,
    integration: entry.integration,
    namesUntil: entry.namesUntil?.toISOString() ?? null,
    who: hex(entry.whoHash),
    change: hex(entry.changeHash),
    seen: entry.seen && { seq: entry.seen.seq, hash: hex(entry.seen.hash) },
    hash: hex(entry.hash),
    link: hex(entry.linkHash),
  }
}

function keyOf({ signingKey }: { readonly signingKey?: string }): string {
  if (signingKey !== undefined) return signingKey
  throw new CommandError(
    'There is no key to sign with: make one by "openssl genpkey -algorithm ed25519", and name its file in HUBWARD_AUDIT_SIGNING_KEY_FILE.',
  )
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= 10_000) return limit
  throw new CommandError('--limit must be a whole number from 1 to 10000.')
}
