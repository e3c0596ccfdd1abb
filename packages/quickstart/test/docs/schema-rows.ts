import ts from 'typescript'

export interface SchemaRow {
  /** With the names of the objects around it. */
  readonly name: string
  readonly type: string
  readonly meaning: string
}

type CommentOf = (node: ts.Node) => string

/** The rows for a TypeBox schema as its source says it; undefined where it is no object's. */
export function rowsOfSchema(
  schema: ts.Expression,
  commentOf: CommentOf,
  path = '',
): SchemaRow[] | undefined {
  const ruled = withoutRule(schema)
  if (ruled !== undefined) return rowsOfSchema(ruled, commentOf, path)
  const made = callOf(schema)
  if (made === undefined) return undefined
  const [first] = made.arguments
  if (first === undefined) return undefined
  if (made.name === 'Optional') return rowsOfSchema(first, commentOf, path)
  if ((made.name === 'Intersect' || made.name === 'Union') && ts.isArrayLiteralExpression(first)) {
    const meaning = made.name === 'Union' ? 'One of these.' : 'All fields of it.'
    const parts = first.elements.map((part) => rowsOfPart(part, meaning, commentOf, path))
    return parts.some((rows) => rows === undefined)
      ? undefined
      : parts.flatMap((rows) => rows ?? [])
  }
  if (made.name === 'Array') return path === '' ? undefined : rowsOfSchema(first, commentOf, path)
  const fields = made.name === 'Object' ? objectOf(first) : undefined
  if (fields === undefined) return undefined
  return propertiesOf(fields).flatMap((property) => {
    const name = path === '' ? property.name.getText() : `${path}.${property.name.getText()}`
    const row = { name, type: typeOf(property.initializer), meaning: commentOf(property) }
    return [row, ...(rowsOfSchema(property.initializer, commentOf, name) ?? [])]
  })
}

/** One of several schemas: its fields, or its name where it stands elsewhere. */
function rowsOfPart(
  part: ts.Expression,
  meaning: string,
  commentOf: CommentOf,
  path: string,
): SchemaRow[] | undefined {
  if (ts.isIdentifier(part)) return [{ name: '', type: `\`${part.text}\``, meaning }]
  return path === '' ? rowsOfSchema(part, commentOf, path) : undefined
}

/** `withRule(schema, rule)` → schema. */
function withoutRule(schema: ts.Expression): ts.Expression | undefined {
  const isRuled = ts.isCallExpression(schema) && schema.expression.getText() === 'withRule'
  return isRuled ? schema.arguments[0] : undefined
}

/** The fields, also where they stand under a name of their own in the same file. */
function objectOf(fields: ts.Expression): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(fields)) return fields
  if (!ts.isIdentifier(fields)) return undefined
  for (const statement of fields.getSourceFile().statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() === fields.text && initializer) return objectOf(initializer)
    }
  }
  return undefined
}

function propertiesOf(fields: ts.ObjectLiteralExpression): ts.PropertyAssignment[] {
  return fields.properties.flatMap((property) => {
    if (ts.isPropertyAssignment(property)) return [property]
    const spread = ts.isSpreadAssignment(property) ? objectOf(property.expression) : undefined
    return spread ? propertiesOf(spread) : []
  })
}

function typeOf(schema: ts.Expression): string {
  const ruled = withoutRule(schema)
  if (ruled !== undefined) return typeOf(ruled)
  if (ts.isIdentifier(schema)) return `\`${schema.text}\``
  const made = callOf(schema)
  if (made === undefined) return `\`${schema.getText().replace(/\s+/g, ' ')}\``
  const [first, second] = made.arguments
  switch (made.name) {
    case 'Optional':
      return `${first ? typeOf(first) : ''}, optional`
    case 'Literal':
      return `\`${first?.getText() ?? ''}\``
    case 'Union':
      return first && ts.isArrayLiteralExpression(first)
        ? first.elements.map(typeOf).join(' or ')
        : ''
    case 'Array':
      return `list of ${first ? typeOf(first) : ''}${limits(second)}`
    case 'Record':
      return `object of ${second ? typeOf(second) : ''}`
    case 'Object':
    case 'Intersect':
      return 'object'
    default:
      return `${made.name.toLowerCase()}${limits(first)}`
  }
}

/** What the options of a schema ask for. */
function limits(options: ts.Expression | undefined): string {
  if (options === undefined || !ts.isObjectLiteralExpression(options)) return ''
  const said = options.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => {
    const value = initializer.getText().replace(/^'(.*)'$/, '$1')
    switch (name.getText()) {
      case 'minimum':
        return `at least ${value}`
      case 'maximum':
        return `at most ${value}`
      case 'minLength':
        return `not shorter than ${value}`
      case 'maxLength':
        return `not longer than ${value}`
      case 'minItems':
        return `not fewer than ${value}`
      case 'pattern':
        return `matching \`${value}\``
      default:
        return `${name.getText()} \`${value}\``
    }
  })
  return said.map((text) => `, ${text}`).join('')
}

/** `Type.String({ … })` → String and its arguments. */
function callOf(
  schema: ts.Expression,
): { name: string; arguments: readonly ts.Expression[] } | undefined {
  if (!ts.isCallExpression(schema) || !ts.isPropertyAccessExpression(schema.expression)) {
    return undefined
  }
  const { expression, name } = schema.expression
  if (expression.getText() !== 'Type') return undefined
  return { name: name.text, arguments: schema.arguments }
}
