import { createHash } from 'node:crypto'
import type { Integration } from '@hubward/border'
import type { FastifyInstance } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { themeOf } from './colours.ts'
import { PageFailure } from './failure.ts'

/** What a `data:` URL of a declaration holds. */
interface InlineImage {
  readonly type: 'image/svg+xml' | 'image/png'
  readonly content: Buffer
}

/** Where the pictures and colours of an integration are had. https URLs are taken as they are. */
export function brandingUrls(
  base: string,
  { name, plugin }: Integration,
): { readonly icon: string; readonly fallback: string; readonly theme: string } {
  const { icon, fallback, color } = plugin.declaration.branding
  const url = (kind: 'icon' | 'fallback', image: string) => {
    const inline = readInline(image)
    return inline ? `${base}/branding/${name}/${fileName(kind, inline)}` : image
  }
  const version = createHash('sha256').update(color).digest('base64url').slice(0, 10)
  return {
    icon: url('icon', icon),
    fallback: url('fallback', fallback),
    theme: `${base}/branding/${name}/theme.css?v=${version}`,
  }
}

/**
 * Serves what a declaration holds as `data:` URLs, since SocialHub takes https URLs only. The icon's
 * URL stands in promoted Manifests: it never changes, so its content is kept for an hour only.
 */
export function brandingRoutes(app: FastifyInstance, { integrations }: HostContext): void {
  app.get<Asked>('/branding/:integration/:file', ({ params }, reply) => {
    const branding = integrations.get(params.integration)?.plugin.declaration.branding
    if (branding && params.file === 'theme.css') {
      return reply
        .type('text/css; charset=utf-8')
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'public, max-age=3600')
        .send(themeStyles(branding.color))
    }
    const image = branding && inlineImage(branding, params.file)
    if (!image) throw new PageFailure('not-found')
    return reply
      .type(image.type)
      .header('cache-control', 'public, max-age=3600')
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .send(image.content)
  })
}

interface Asked {
  Params: { readonly integration: string; readonly file: string }
}

function inlineImage(
  branding: Integration['plugin']['declaration']['branding'],
  file: string,
): InlineImage | undefined {
  for (const kind of ['icon', 'fallback'] as const) {
    const image = readInline(branding[kind])
    if (image && file === fileName(kind, image)) return image
  }
  return undefined
}

function themeStyles(color: string): string {
  const { brand, onBrand, brandText } = themeOf(color)
  return `:root{--brand:${brand};--on-brand:${onBrand};--brand-text:${brandText}}\n`
}

function fileName(kind: 'icon' | 'fallback', { type }: InlineImage): string {
  return `${kind}.${type === 'image/png' ? 'png' : 'svg'}`
}

function readInline(image: string): InlineImage | undefined {
  const match = /^data:(image\/svg\+xml|image\/png);base64,(.+)$/s.exec(image)
  if (!match) return undefined
  const type = match[1] === 'image/png' ? 'image/png' : 'image/svg+xml'
  return { type, content: Buffer.from(match[2] ?? '', 'base64') }
}
