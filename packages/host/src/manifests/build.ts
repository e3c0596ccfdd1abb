import type { DescribedPlugin } from '@hubward/border'
import type { ManifestUpdate } from '@hubward/socialhub'

/** Where a host is reached, and what its webhook is known by. */
export interface ManifestAddress {
  /** For browsers. Without a slash at the end, as the next one. */
  readonly publicUrl: string
  /** For SocialHub's own requests. */
  readonly webhookUrl: string
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
  address: ManifestAddress,
): ManifestUpdate {
  const { name, plugin } = integration
  const { branding, ticketActions, rightSidebar } = plugin.declaration
  const image = (which: 'icon' | 'fallback') => {
    const url = branding[which]
    if (!url.startsWith('data:')) return url
    const extension = url.startsWith('data:image/png') ? 'png' : 'svg'
    return `${address.publicUrl}/branding/${name}/${which}.${extension}`
  }
  return {
    branding: { icon: image('icon'), fallback: image('fallback'), color: branding.color },
    webhook: { url: `${address.webhookUrl}/webhooks/${address.reference}`, secret: address.secret },
    callbacks: {
      channelCreation: `${address.publicUrl}/connect/${name}`,
      channelReactivation: `${address.publicUrl}/reconnect/${name}`,
    },
    inbox: {
      ticketActions: ticketActions.map((declared) => {
        // The host's own, of which SocialHub knows nothing.
        const { repeatable: _, lifetimeMs: __, limits: ___, goesWith: ____, ...action } = declared
        if (action.type !== 'template_reply') return action
        const templates = { url: `${address.webhookUrl}/templates/${address.reference}` }
        return { ...action, config: { ...action.config, templates } }
      }),
      ...(rightSidebar && { rightSidebar }),
    },
  }
}
