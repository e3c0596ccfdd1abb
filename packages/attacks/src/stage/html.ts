/** The attributes of an element, as a browser reads them. */
export function attributes(element: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...element.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    ]),
  )
}
