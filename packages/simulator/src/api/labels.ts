/**
 * A Manifest update with every label in all languages, to be checked. SocialHub asks for `en` and
 * `de`; what an Integration leaves out is filled in from `en`. What is stored stays as it was sent.
 *
 * @param legacy also reads a bare string as a label, as it was before API 1.12
 */
export function withFullLabels(value: unknown, legacy: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withFullLabels(item, legacy))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'label' ? fullLabel(inner, legacy) : withFullLabels(inner, legacy),
    ]),
  )
}

function fullLabel(label: unknown, legacy: boolean): unknown {
  if (typeof label === 'string') return legacy ? { en: label, de: label, fr: label } : label
  if (typeof label !== 'object' || label === null || !('en' in label)) return label
  return { fr: label.en, ...label }
}
