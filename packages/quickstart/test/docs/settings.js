/** One row for each setting: its name, environment variable, default and meaning. */
export function settingRows(schema) {
  return rowsOf(schema, '')
}
function rowsOf(schema, path) {
  if (!isRecord(schema)) return []
  const own = typeof schema.description === 'string' ? [rowOf(schema, path)] : []
  return [...own, ...inside(schema, path)]
}
function inside(schema, path) {
  const below = (name) => (path === '' ? name : `${path}.${name}`)
  if (isRecord(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : []
    return Object.entries(schema.properties).flatMap(([name, property]) =>
      rowsOf(
        isRecord(property) ? { ...property, required_: required.includes(name) } : {},
        below(name),
      ),
    )
  }
  if (isRecord(schema.patternProperties)) {
    const [values] = Object.values(schema.patternProperties)
    return isRecord(values) ? inside(values, below('‹name›')) : []
  }
  return isRecord(schema.items) ? inside(schema.items, `${path}[]`) : []
}
function rowOf(schema, path) {
  return [
    `\`${path}\``,
    typeof schema.env === 'string' ? `\`${schema.env}\`` : '',
    defaultOf(schema),
    String(schema.description),
  ]
}
function defaultOf(schema) {
  const { default: value } = schema
  if (value === undefined) return schema.required_ === true ? 'required' : 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : `\`${value.join(', ')}\``
  return `\`${String(value)}\``
}
function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
