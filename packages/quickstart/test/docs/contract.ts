import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { table } from './markdown.ts'
import { rowsOfSchema } from './schema-rows.ts'

const SOURCES = new URL('../../../plugin/src/', import.meta.url)
const SOCIALHUB = new URL('../../../socialhub/src/schemas/', import.meta.url)

/**
 * The contract of plugins as its sources say it, with their own comments.
 *
 * @param files of `packages/plugin/src`, in the order in which they are shown.
 * @returns a heading, a comment and a table for each exported interface, schema and function.
 */
export async function contractOf(files: readonly string[]): Promise<string> {
  const exported = await exportedNames()
  const parts: string[] = []
  for (const file of files) {
    const shown = new Set<string>()
    for (const statement of (await parsed(file)).statements) {
      const name = nameOf(statement)
      // A type of the same name as a schema is that schema's.
      if (name === undefined || !exported.has(name) || shown.has(name)) continue
      shown.add(name)
      const part = partOf(statement)
      if (part !== undefined) parts.push(`### \`${name}\`\n\n${part}`)
    }
  }
  return parts.join('\n\n')
}

/** The names that the package exports, by whatever file. */
export async function exportedNames(): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for (const statement of (await parsed('index.ts')).statements) {
    if (!ts.isExportDeclaration(statement)) continue
    const { exportClause, moduleSpecifier } = statement
    if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
      for (const { name } of exportClause.elements) names.add(name.text)
    } else if (moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)) {
      const inner = await parsed(moduleSpecifier.text.replace('./', ''))
      for (const found of inner.statements.map(nameOf)) if (found) names.add(found)
    }
  }
  return names
}

/**
 * SocialHub's own shapes, as far as a plugin speaks them.
 *
 * @param wanted the names by the file of `packages/socialhub/src/schemas` that says them.
 */
export async function shapesOf(
  wanted: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const parts: string[] = []
  for (const [file, names] of Object.entries(wanted)) {
    const { statements } = await parsed(file, SOCIALHUB)
    for (const name of names) {
      const statement = statements.find((one) => nameOf(one) === name)
      const part = statement && partOf(statement)
      if (part === undefined) throw new Error(`${file} says nothing of ${name}`)
      parts.push(`#### \`${name}\`\n\n${part}`)
    }
  }
  return parts.join('\n\n')
}

async function parsed(file: string, sources = SOURCES): Promise<ts.SourceFile> {
  const path = fileURLToPath(new URL(file, sources))
  return ts.createSourceFile(path, await readFile(path, 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Of what stands at the top of a file. */
function nameOf(statement: ts.Statement): string | undefined {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations[0]?.name.getText()
  }
  const named =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement)
  return named ? statement.name?.text : undefined
}

function partOf(statement: ts.Statement): string | undefined {
  const comment = commentOf(statement)
  if (ts.isInterfaceDeclaration(statement)) {
    const from = statement.heritageClauses?.flatMap(({ types }) => types.map(short)) ?? []
    const all = from.length > 0 ? `With all of ${from.map(code).join(', ')}.` : ''
    const rows = statement.members.map((member) => [
      code(`${member.name?.getText() ?? ''}${isOptional(member) ? '?' : ''}`),
      code(signatureOf(member)),
      commentOf(member),
    ])
    return joined(comment, all, table(['name', 'type', 'meaning'], rows))
  }
  if (ts.isTypeAliasDeclaration(statement)) return joined(code(short(statement.type)), comment)
  if (ts.isClassDeclaration(statement)) {
    const made = statement.members.find(ts.isConstructorDeclaration)
    const parameters = made?.parameters.map((parameter) => short(parameter)).join(', ') ?? ''
    return joined(code(`new ${statement.name?.text}(${parameters})`), comment)
  }
  if (ts.isFunctionDeclaration(statement)) {
    const parameters = statement.parameters.map((parameter) => short(parameter)).join(', ')
    const answer = statement.type === undefined ? '' : `: ${short(statement.type)}`
    return joined(code(`${statement.name?.text}(${parameters})${answer}`), comment)
  }
  if (!ts.isVariableStatement(statement)) return undefined
  const [declaration] = statement.declarationList.declarations
  if (declaration?.initializer === undefined) return undefined
  const names = commentedNames(declaration.initializer)
  if (names.length > 0) return joined(comment, table(['name', 'meaning'], names))
  const rows = rowsOfSchema(declaration.initializer, commentOf)
  if (rows === undefined) return joined(code(short(declaration.initializer)), comment)
  const cells = rows.map(({ name, type, meaning }) => [code(name), type, meaning])
  return joined(comment, table(['field', 'type', 'meaning'], cells))
}

/** The texts of a list, where each has a comment that says what it means. */
function commentedNames(initializer: ts.Expression): string[][] {
  const list = ts.isAsExpression(initializer) ? initializer.expression : initializer
  if (!ts.isArrayLiteralExpression(list)) return []
  return list.elements.filter(ts.isStringLiteral).flatMap((name) => {
    const [range] = ts.getLeadingCommentRanges(list.getSourceFile().text, name.pos) ?? []
    if (range === undefined) return []
    const comment = list.getSourceFile().text.slice(range.pos, range.end)
    const meaning = comment.replace(/^\/\*\*|\*\/$/g, '').replace(/\s*\n\s*\*?\s*/g, ' ')
    return [[code(name.text), meaning.trim()]]
  })
}

function isOptional(member: ts.TypeElement): boolean {
  return member.questionToken !== undefined
}

function signatureOf(member: ts.TypeElement): string {
  if (ts.isMethodSignature(member)) {
    const parameters = member.parameters.map((parameter) => short(parameter)).join(', ')
    return `(${parameters}) => ${member.type === undefined ? 'void' : short(member.type)}`
  }
  return ts.isPropertySignature(member) && member.type ? short(member.type) : ''
}

/** Its text on one line, without what only the compiler needs to know. */
function short(node: ts.Node): string {
  if (ts.isStringLiteral(node)) return node.getText()
  return node
    .getText()
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/Type\.Static<(?:typeof )?(\w+)>/g, '$1')
    .replace(/\b(\w*Context)<(?:[^<>]|<[^<>]*>)*>/g, '$1')
    .replace(/readonly /g, '')
    .replace(/, (?=[)>\]}])/g, '')
    .replace(/([([<]) /g, '$1')
    .replace(/ (?=[)\]>])/g, '')
    .replace(/\{(?=\w)/g, '{ ')
    .trim()
}

/** What the doc comment says, as one paragraph; without its examples, tables and tags. */
function commentOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1)
  const text = ts.getTextOfJSDocComment(doc?.comment) ?? ''
  return text
    .replace(/```[\s\S]*?```|^\|.*$/gm, '')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim()
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

function joined(...paragraphs: readonly string[]): string {
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')
}
