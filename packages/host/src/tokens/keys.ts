import { randomBytes } from 'node:crypto'
import { createSealer, SealError, type Sealer, type SealingKey, subkey } from '../sealing/sealer.ts'
import { sealAuditWith } from '../store/acting.ts'
import type { Db, Trx } from '../store/database.ts'
import {
  allowAccountKeys,
  lockKeys,
  otherKeysInUse,
  type RegisteredKey,
  registeredKeys,
  registerKey,
} from '../store/key-register.ts'
import {
  findHostSecret,
  forgetOtherKeys,
  someSealedReference,
  storeHostSecret,
} from '../store/sealing.ts'

/** What every key seals once, to be compared with at each start. */
const CHECK = 'hubward'

/**
 * The sealer over the keys that are configured, once it is certain that they are the right ones: each
 * opens what it sealed at its first use, and none that still seals something is missing.
 *
 * Keyed hashes and signatures are made with a random secret that lies in the database, sealed like
 * everything else: so they stay the same while keys come and go. The audit log of this handle is sealed
 * with it from here on.
 *
 * @throws SealError saying which key is missing or wrong.
 */
export function openSealer(db: Db, keys: readonly SealingKey[]): Promise<Sealer> {
  const [current] = keys
  if (!current) throw new SealError('There is no key to seal with: set HUBWARD_KEYS.')
  return db.transaction().execute(async (trx) => {
    await lockKeys(trx)
    // Nothing can be hashed before the secret is known; opening needs no hashes.
    const opener = createSealer(keys, new Uint8Array())
    const known = await compareKeys(trx, keys)
    const older = known.length === 0 ? await olderValue(trx, opener) : false
    // A new database: nobody has sealed anything here, and an older host refuses to start from now on.
    if (known.length === 0 && !older) await allowAccountKeys(trx)
    // Which keys an earlier version sealed with, nobody wrote down: any of those configured.
    for (const key of older ? keys : [current]) await register(trx, key)
    const hashing = await hashingSecret(trx, opener, older ? keys.at(-1) : undefined)
    const sealer = createSealer(keys, hashing)
    sealAuditWith(db, sealer)
    return sealer
  })
}

/**
 * Whether the configured keys are those of this database; changes nothing.
 *
 * @returns the keys that sealed something here.
 * @throws SealError
 */
export async function compareKeys(
  db: Db,
  keys: readonly SealingKey[],
): Promise<readonly RegisteredKey[]> {
  const known = await registeredKeys(db)
  for (const { id, sealedCheck } of known) compare(keys, id, sealedCheck)
  return known
}

function compare(keys: readonly SealingKey[], id: string, sealedCheck: Buffer): void {
  const key = keys.find((one) => one.id === id)
  if (!key) {
    throw new SealError(
      `The key "${id}" is not configured, and values in the database are sealed with it. Add it to keys (HUBWARD_KEYS) again; "hubward keys rotate" says when it may be removed.`,
    )
  }
  try {
    createSealer([key], new Uint8Array()).open('sealing_keys.sealed_check', id, sealedCheck)
  } catch (cause) {
    throw new SealError(
      `The key "${id}" is not the one that sealed the values in this database. Configure the right key, or the database that belongs to this one; a new key needs an id of its own.`,
      { cause },
    )
  }
}

async function register(trx: Trx, key: SealingKey): Promise<void> {
  const sealer = createSealer([key], new Uint8Array())
  const sealedCheck = sealer.seal('sealing_keys.sealed_check', key.id, CHECK)
  await registerKey(trx, { id: key.id, sealedCheck })
}

/** Whether an earlier version, which kept no register, sealed anything here; if so, that it opens. */
async function olderValue(trx: Trx, opener: Sealer): Promise<boolean> {
  const older = await someSealedReference(trx)
  if (older) opener.open('manifests.sealed_reference', older.id, older.sealed)
  return older !== undefined
}

async function hashingSecret(
  trx: Trx,
  opener: Sealer,
  olderKey: SealingKey | undefined,
): Promise<Uint8Array> {
  const stored = await findHostSecret(trx, 'hashing')
  if (stored) {
    const text = opener.open('host_secrets.sealed_value', 'hashing', stored)
    return Buffer.from(String(text), 'base64url')
  }
  // Earlier versions hashed with the last key of the list: what they stored must be found again.
  const secret = olderKey ? subkey(olderKey.key, 'hashing') : randomBytes(32)
  const text = secret.toString('base64url')
  const sealed = opener.seal('host_secrets.sealed_value', 'hashing', text)
  await storeHostSecret(trx, 'hashing', sealed)
  return secret
}

/**
 * Forgets the keys that nothing uses any more.
 *
 * @param anyLeft whether something is still sealed with another key than the current one.
 * @returns undefined when something is; then nothing is forgotten.
 */
export function retireKeys(
  db: Db,
  currentId: string,
  anyLeft: (trx: Trx) => Promise<boolean>,
): Promise<{ unused: readonly string[]; stillSealing: readonly string[] } | undefined> {
  return db.transaction().execute(async (trx) => {
    // Nobody opens a sealer meanwhile: whoever is not connected yet registers its key afterwards.
    await lockKeys(trx)
    const stillSealing = await otherKeysInUse(trx, currentId)
    if (stillSealing.length === 0 && (await anyLeft(trx))) return undefined
    if (stillSealing.length > 0) return { unused: [], stillSealing }
    return { unused: await forgetOtherKeys(trx, currentId), stillSealing }
  })
}
