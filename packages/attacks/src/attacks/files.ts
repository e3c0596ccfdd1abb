import { type Attack, refusedAll, saidOf } from '../attack.ts'
import { hiddenFields, multipart, wholeForm } from '../stage/form.ts'
import { lookAtStored } from '../stage/stored.ts'
import { postHead, type WireResult } from '../stage/wire.ts'
import type { World } from '../stage/world.ts'

const MIB = 1_048_576
const QUOTA_BYTES = 12 * MIB
const PICTURE_BYTES = 900_000
/** In place of a status: the host refused without hearing the sender out. */
const HUNG_UP = 0

/** Five forms with a file of nearly 9 MiB each: what a form may carry as a whole. */
async function sendFiles(
  world: World,
  path: string,
  fields: Readonly<Record<string, string>>,
  small: boolean,
): Promise<WireResult> {
  const { contentType, before, fillBytes, after, length } = multipart(fields, {
    bytes: Math.floor((small ? 0.1 : 8.9) * MIB),
    type: 'image/png',
  })
  return world.attacker.send({
    port: world.port,
    connections: 5,
    head: postHead(path, { 'content-type': contentType, 'content-length': length }) + before,
    fillBytes,
    tail: after,
    waitMs: 60_000,
  })
}

/** Files that will still be there in two hours. */
async function lasting(world: World): Promise<number> {
  const { rows: columns } = await world.pool.query(
    `select 1 from information_schema.columns where table_name = 'files' and column_name = 'staged_until'`,
  )
  const clause =
    columns.length > 0
      ? `where staged_until is null or staged_until > now() + interval '2 hours'`
      : ''
  const { rows } = await world.pool.query(`select count(*)::int as count from files ${clause}`)
  return rows[0].count
}

async function post(world: World, path: string, bytes: number): Promise<number> {
  const fields = { ...(await hiddenFields(world.url + path)), message: 'with a picture' }
  try {
    const answer = await fetch(world.url + path, {
      method: 'POST',
      body: wholeForm(fields, bytes),
      redirect: 'manual',
    })
    await answer.text()
    return answer.status
  } catch {
    return HUNG_UP
  }
}

export const files: readonly Attack[] = [
  {
    name: 'files-to-no-form',
    about: '45 MiB of files in forms to the address of a contact form that does not exist',
    async run(world, small) {
      const before = await lookAtStored(world.pool)
      const result = await sendFiles(world, '/p/contact-form/f/nosuch', { message: 'x' }, small)
      const after = await lookAtStored(world.pool)
      return {
        got: saidOf(result),
        checks: [
          { what: 'all were refused', ok: refusedAll(result) },
          { what: 'no file was stored', ok: after.files === before.files },
        ],
      }
    },
  },
  {
    name: 'files-with-errors',
    about:
      '45 MiB of files in forms that the contact form shows again, since the message is missing',
    async run(world, small) {
      const before = await lasting(world)
      const hidden = await hiddenFields(world.url + world.forms[0])
      const result = await sendFiles(world, world.forms[0], { ...hidden, message: '' }, small)
      const kept = (await lasting(world)) - before
      const { files, fileBytes } = await lookAtStored(world.pool)
      return {
        got: `${saidOf(result)}; ${files} files of ${(fileBytes / MIB).toFixed(1)} MiB, ${kept} of them for longer than two hours`,
        checks: [
          { what: 'no file stays for longer than two hours', ok: kept === 0 },
          { what: 'they take up 64 MiB at most', ok: fileBytes <= 64 * MIB },
        ],
      }
    },
  },
  {
    name: 'full-form',
    about: 'one form filled with pictures until it takes no more; then a picture to another form',
    env: { HUBWARD_CHANNEL_FILE_QUOTA_BYTES: String(QUOTA_BYTES) },
    // Little more than one form may have: where all share it, the other one finds no place.
    settings: { config: { fileQuotaBytes: 13.5 * MIB } },
    async run(world) {
      const statuses: number[] = []
      for (let number = 0; number < 16; number++) {
        statuses.push(await post(world, world.forms[0], PICTURE_BYTES))
      }
      const accepted = statuses.filter((status) => status === 303).length
      const other = await post(world, world.forms[1], PICTURE_BYTES)
      return {
        got: `${accepted} of ${statuses.length} pictures of 0.9 MB, then ${statuses.at(-1)}; the other form answered ${other}`,
        checks: [
          { what: 'the quota holds', ok: accepted > 0 && accepted * PICTURE_BYTES <= QUOTA_BYTES },
          { what: 'the other form takes a picture', ok: other === 303 },
        ],
      }
    },
  },
  {
    name: 'large-pictures',
    about: 'a picture of 1.5 MB and one of 9 MiB to a form that takes 8 MiB',
    async run(world) {
      const before = await lookAtStored(world.pool)
      const fits = await post(world, world.forms[0], 1_500_000)
      const between = await lookAtStored(world.pool)
      const tooLarge = await post(world, world.forms[0], 9 * MIB)
      const after = await lookAtStored(world.pool)
      return {
        got: `1.5 MB: ${fits}, stored ${between.fileBytes - before.fileBytes} bytes; 9 MiB: ${tooLarge}, stored ${after.fileBytes - between.fileBytes} bytes`,
        checks: [
          {
            what: 'the one that fits is stored as a whole',
            ok: fits === 303 && between.fileBytes - before.fileBytes === 1_500_000,
          },
          {
            what: 'the other is refused, and nothing of it stays',
            ok: (tooLarge >= 400 || tooLarge === HUNG_UP) && after.fileBytes === between.fileBytes,
          },
        ],
      }
    },
  },
]
