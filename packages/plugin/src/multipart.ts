import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** A file of a form, as {@link openAttachment} gives it. */
export interface FormFile {
  readonly stream: Readable
  readonly name: string
  readonly mimeType: string
  readonly sizeBytes?: number
}

/** What a request with a form consists of. */
export interface MultipartForm {
  /** `content-type`, and `content-length` where the size of every file is known. */
  readonly headers: Readonly<Record<string, string>>
  /** Can be sent once: no retry, no redirect that sends it again. */
  readonly body: Readable
}

/**
 * A form with files (`multipart/form-data`) that is written as it is sent, so that no file is held as a
 * whole: `http.post(url, { ...multipart({ chat, photo }), retry: { limit: 0 } })`.
 *
 * @param fields in the order in which they are sent; undefined ones are left out.
 */
export function multipart(
  fields: Readonly<Record<string, string | number | boolean | FormFile | undefined>>,
): MultipartForm {
  const boundary = `hubward-${randomUUID()}`
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined) return []
    const isFile = typeof value === 'object'
    const head = [
      `--${boundary}`,
      `content-disposition: form-data; name="${quoted(name)}"${isFile ? `; filename="${quoted(value.name)}"` : ''}`,
      ...(isFile ? [`content-type: ${value.mimeType.replace(/[\r\n]/g, ' ')}`] : []),
    ].join('\r\n')
    return [{ head: Buffer.from(`${head}\r\n\r\n`), value: isFile ? value : String(value) }]
  })
  const end = Buffer.from(`--${boundary}--\r\n`)
  const sizes = parts.map(({ head, value }) => {
    const size = typeof value === 'string' ? Buffer.byteLength(value) : value.sizeBytes
    return size === undefined ? Number.NaN : head.length + size + LINE_END.length
  })
  const length = sizes.reduce((all, size) => all + size, end.length)

  async function* written() {
    for (const { head, value } of parts) {
      yield head
      if (typeof value === 'string') yield Buffer.from(value)
      else yield* value.stream
      yield LINE_END
    }
    yield end
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...(!Number.isNaN(length) && { 'content-length': String(length) }),
    },
    body: Readable.from(written(), { objectMode: false }),
  }
}

const LINE_END = Buffer.from('\r\n')

/** As the HTML standard writes names in forms. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
