import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/store/database.ts'

const WIDTH = 100

const HEADER = `-- Every table as all migrations together leave it: to read, not to run. Made by "pnpm schema".
-- Long because every table stands in one place.
--
-- Times are of PostgreSQL's clock. Columns named sealed_… hold what sealing/sealer.ts made of a secret,
-- bound to table, column and row; columns named …_hash hold a keyed hash, by which something is found
-- that is not readable here. Names that end in _ms are milliseconds.
`

/** The tables of a database as SQL, in an order of their names: the same tables, the same text. */
export async function printSchema(db: Kysely<Database>): Promise<string> {
  return await db.transaction().execute(async (trx) => {
    // Defaults that are times are written in the session's zone.
    await sql`set local time zone 'UTC'`.execute(trx)
    const tables = await readTables(trx)
    return [HEADER, ...tables.map(printTable), ...(await readFunctions(trx))].join('\n')
  })
}

interface Table {
  readonly name: string
  readonly comment: string | null
  readonly options: readonly string[] | null
  readonly columns: readonly Column[]
  /** As PostgreSQL writes them, keys first. */
  readonly constraints: readonly string[]
  readonly indexes: readonly string[]
  readonly triggers: readonly string[]
}

interface Column {
  readonly name: string
  readonly definition: string
  readonly comment: string | null
}

/** kysely's own tables, which say what has been migrated, are left out. */
async function readTables(db: Kysely<Database>): Promise<readonly Table[]> {
  const { rows } = await sql<Table>`
    select t.relname as name, obj_description(t.oid, 'pg_class') as comment,
      t.reloptions as options,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'definition', concat_ws(' ',
          format_type(a.atttypid, a.atttypmod),
          case when a.attstorage <> y.typstorage then 'storage external' end,
          case a.attidentity when 'a' then 'generated always as identity'
            else case when a.attnotnull then 'not null' end end,
          'default ' || pg_get_expr(d.adbin, d.adrelid)),
          'comment', col_description(t.oid, a.attnum)) order by a.attnum)
        from pg_attribute a join pg_type y on y.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select jsonb_agg(pg_get_constraintdef(c.oid)
          order by array_position('{p,u,f,c}', c.contype::text), c.conname)
        from pg_constraint c where c.conrelid = t.oid and c.contype <> 'n'), '[]') as constraints,
      coalesce((select jsonb_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid::regclass::text)
        from pg_index i where i.indrelid = t.oid and not exists (
          select from pg_constraint c where c.conindid = i.indexrelid)), '[]') as indexes,
      coalesce((select jsonb_agg(pg_get_triggerdef(g.oid) order by g.tgname)
        from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal), '[]') as triggers
    from pg_class t
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
      and t.relname not like 'kysely%'
    order by t.relname`.execute(db)
  return rows
}

/** Functions of ours, which triggers call. */
async function readFunctions(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string }>`
    select pg_get_functiondef(oid) as text from pg_proc
    where pronamespace = 'public'::regnamespace order by proname`.execute(db)
  return rows.map(({ text }) => `${text.trim()};\n`)
}

function printTable({ name, comment, options, columns, constraints, ...rest }: Table): string {
  const inside = [
    ...columns.map(
      (column) => `${remark(column.comment, '  ')}  ${column.name} ${plain(column.definition)}`,
    ),
    ...constraints.map((constraint) => `  ${plain(constraint)}`),
  ]
  const withOptions = options ? ` with (${options.join(', ')})` : ''
  return [
    `${remark(comment, '')}create table ${name} (`,
    inside.join(',\n'),
    `)${withOptions};`,
    ...[...rest.indexes, ...rest.triggers].map((definition) => `${plain(definition)};`),
    '',
  ].join('\n')
}

/** As a person would write what PostgreSQL spells out. */
function plain(definition: string): string {
  return definition
    .replaceAll(/'[^']*'|[^']+/g, (part) => (part.startsWith("'") ? part : part.toLowerCase()))
    .replaceAll('timestamp with time zone', 'timestamptz')
    .replaceAll("'1970-01-01 00:00:00+00'", "'epoch'")
    .replaceAll(/'::(timestamptz|text|jsonb)/g, "'")
    .replaceAll(/ = any \(array\[([^\]]*)\]\)/g, ' in ($1)')
    .replaceAll(/ <> all \(array\[([^\]]*)\]\)/g, ' not in ($1)')
    .replaceAll(/\(\((.*)\)\)$/g, '($1)')
    .replaceAll(' using btree', '')
    .replaceAll('public.', '')
}

/** A comment as lines of one width. */
function remark(comment: string | null, indent: string): string {
  if (comment === null) return ''
  const lines: string[] = []
  for (const word of comment.split(/\s+/)) {
    const line = `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && line.length <= WIDTH - indent.length - 3) lines[lines.length - 1] = line
    else lines.push(` ${word}`)
  }
  return lines.map((line) => `${indent}--${line}\n`).join('')
}
