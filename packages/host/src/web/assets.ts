import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const FILES = {
  styles: { name: 'pages.css', type: 'text/css; charset=utf-8' },
  script: { name: 'pages.js', type: 'text/javascript; charset=utf-8' },
  cockpit: { name: 'cockpit.css', type: 'text/css; charset=utf-8' },
  cockpitScript: { name: 'cockpit.js', type: 'text/javascript; charset=utf-8' },
  icon: { name: 'icon.svg', type: 'image/svg+xml' },
} as const
type Asset = keyof typeof FILES

/** From `src` and from the compiled `dist` alike: both lie as deep in the package, which ships both. */
const FOLDER = new URL('../../src/web/assets/', import.meta.url)

interface LoadedAsset {
  readonly name: string
  readonly type: string
  readonly content: Buffer
  readonly version: string
}

const loaded = new Map<string, LoadedAsset>(
  Object.values(FILES).map((file) => {
    const content = readFileSync(new URL(file.name, FOLDER))
    const version = createHash('sha256').update(content).digest('base64url').slice(0, 10)
    return [file.name, { ...file, content, version }]
  }),
)

/** The addresses of the pages' own files. They change with the content, so browsers may keep them. */
export function assetUrls(base: string): Readonly<Record<Asset, string>> {
  const url = ({ name }: { name: string }) =>
    `${base}/assets/${name}?v=${loaded.get(name)?.version ?? ''}`
  return {
    styles: url(FILES.styles),
    script: url(FILES.script),
    cockpit: url(FILES.cockpit),
    cockpitScript: url(FILES.cockpitScript),
    icon: url(FILES.icon),
  }
}

export function assetRoutes(app: FastifyInstance): void {
  for (const { name, type, content } of loaded.values()) {
    app.get(`/assets/${name}`, (_request, reply) =>
      reply
        .type(type)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(content),
    )
  }
}
