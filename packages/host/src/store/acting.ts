import type {
  Kysely,
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
} from 'kysely'
import type { Sealer } from '../sealing/sealer.ts'
import type { DB } from './tables.ts'

/** As `Db` in `database.ts`, which makes its handles with this file. */
type Handle = Kysely<DB>

/** Who does what is written through a database handle. */
export type Actor =
  | { readonly kind: 'host' }
  /** By onboarding, or a link; who of the Customer's people it is, nobody here knows. */
  | { readonly kind: 'customer' }
  /** @property name the user of the operating system. */
  | { readonly kind: 'command'; readonly name: string }
  /** @property name as people know them; `subject` as their provider names them for ever. */
  | { readonly kind: 'operator'; readonly name: string; readonly subject?: string }

/**
 * Who acts, and what the audit log is sealed with, bound to a database handle: whatever is written
 * through it, in whatever transaction, is theirs. So that forty functions need not hand it on, and none
 * can forget to. To kysely it is a plugin that changes nothing, which transactions inherit.
 */
class Acting implements KyselyPlugin {
  readonly actor: Actor
  /** For how many days the name of who acts is kept. */
  namesDays = 365
  sealer: Sealer | undefined

  constructor(actor: Actor, sealer?: Sealer) {
    this.actor = actor
    this.sealer = sealer
  }

  transformQuery({ node }: PluginTransformQueryArgs) {
    return node
  }

  async transformResult({ result }: PluginTransformResultArgs) {
    return result
  }
}

/** A handle whose changes are a host's own, until `actingAs` says whose. */
export function actingAsHost(db: Handle): Handle {
  return db.withPlugin(new Acting({ kind: 'host' }))
}

/** The same database, for what somebody asks for: a command's user, an operator on a page. */
export function actingAs(db: Handle, actor: Actor): Handle {
  const { sealer, namesDays } = actingOn(db)
  const acting = new Acting(actor, sealer)
  acting.namesDays = namesDays
  return db.withoutPlugins().withPlugin(acting)
}

/** From here on, what is written through the handle can be sealed. */
export function sealAuditWith(db: Handle, sealer: Sealer): void {
  actingOn(db).sealer = sealer
}

/** For how many days names of those who act are kept: the setting `audit.namesDays`. */
export function keepNamesFor(db: Handle, days: number): void {
  actingOn(db).namesDays = days
}

export function actingOn(db: Handle): Acting {
  const acting = db.getExecutor().plugins.find((plugin) => plugin instanceof Acting)
  if (!acting) throw new Error('This database handle says not who acts: open it by openDatabase.')
  return acting
}
