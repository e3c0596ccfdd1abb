import type { DescribedPlugin } from '@hubward/border'
import type { ManifestUpdate } from '@hubward/socialhub'

/** Where a host is reached, and what its webhook is known by. */
export interface ManifestPlace {
  /** Without a slash at the end. */
  readonly publicUrl: string
  readonly reference: string
  readonly secret: string
}

/**
 * Compiles an integration's declaration into the SocialHub Manifest: URLs are the host's, everything
 * else is the plugin's.
 */
export function buildManifest(
  integration: {
    readonly name: string
    readonly plugin: Pick<DescribedPlugin, 'declaration'>
  },
  place: ManifestPlace,
): ManifestUpdate {
  const { name, plugin } = integration
  const { branding, ticketActions, rightSidebar } = plugin.declaration
  const image = (which: 'icon' | 'fallback') => {
    const url = branding[which]
    if (!url.startsWith('data:')) return url
    const extension = url.startsWith('data:image/png') ? 'png' : 'svg'
    return `${place.publicUrl}/branding/${name}/${which}.${extension}`
  }
  return {
    branding: { icon: image('icon'), fallback: image('fallback'), color: branding.color },
    webhook: { url: `${place.publicUrl}/webhooks/${place.reference}`, secret: place.secret },
    callbacks: {
      channelCreation: `${place.publicUrl}/connect/${name}`,
      channelReactivation: `${place.publicUrl}/reconnect/${name}`,
    },
    inbox: {
      ticketActions: ticketActions.map(({ repeatable: _, lifetimeMs: __, ...action }) =>
        action.type === 'template_reply'
          ? {
              ...action,
              config: {
                ...action.config,
                templates: { url: `${place.publicUrl}/templates/${place.reference}` },
              },
            }
          : action,
      ),
      ...(rightSidebar && { rightSidebar }),
    },
  }
}
