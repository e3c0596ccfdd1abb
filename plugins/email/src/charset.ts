/** Names that programs write and no standard of the web knows. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ansi: 'windows-1252',
  'iso-8859-8-i': 'iso-8859-8',
  'x-unknown': 'utf-8',
  unicode: 'utf-16le',
}

/**
 * Bytes as text, whatever they claim to be. What is UTF-8 without a fault is UTF-8, also where a program
 * says `us-ascii` or names a set of letters that doesn't exist; anything else is read as western letters.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const named = (charset ?? 'utf-8').trim().toLowerCase().slice(0, 40)
  const label = OTHER_NAMES[named] ?? named
  const certain = !/^(us-ascii|ascii|utf-?8|iso-8859-1|latin1)?$/.test(label)
  if (certain) {
    const decoder = decoderFor(label)
    if (decoder) return decoder.decode(bytes)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label)
  } catch {
    return undefined
  }
}
