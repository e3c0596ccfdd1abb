/** Of a file that a browser saves: it is shown nowhere, and no proxy keeps it. */
export function downloadHeaders(type: string, filename: string): Readonly<Record<string, string>> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${filename}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
}
