import { attributes } from './html.ts'

/** What a contact form's page hands to the browser, to be sent back with what was typed. */
export async function hiddenFields(url: string): Promise<Record<string, string>> {
  const text = await (await fetch(url)).text()
  const fields: Record<string, string> = {}
  for (const [input] of text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const { name, value } = attributes(input)
    if (name !== undefined) fields[name] = value ?? ''
  }
  return fields
}

export interface FormFile {
  readonly bytes: number
  readonly type: string
}

const BOUNDARY = 'attack-boundary-7f3a'
/** So that it counts as a picture, whatever follows. */
const PNG = '\x89PNG\r\n\x1a\n'

/** A multipart form in parts, as `Wire` sends it: what stands before and after a file's bytes. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  file: FormFile,
): { contentType: string; before: string; fillBytes: number; after: string; length: number } {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="picture"; filename="picture.png"\r\ncontent-type: ${file.type}\r\n\r\n`
  const before = parts.join('') + head
  const after = `\r\n--${BOUNDARY}--\r\n`
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    before,
    fillBytes: file.bytes,
    after,
    length: Buffer.byteLength(before) + file.bytes + Buffer.byteLength(after),
  }
}

/** The same as a whole, as a browser sends it. */
export function wholeForm(fields: Readonly<Record<string, string>>, bytes: number): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const content = Buffer.concat([Buffer.from(PNG, 'latin1'), Buffer.alloc(bytes - PNG.length, 1)])
  form.append('picture', new File([content], 'picture.png', { type: 'image/png' }))
  return form
}
