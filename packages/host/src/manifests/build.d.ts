import type { ManifestUpdate } from '@hubward/socialhub';
import type { Integration } from '../plugins/integration.ts';
/** Where a host is reached, and what its webhook is known by. */
export interface ManifestPlace {
    /** Without a slash at the end. */
    readonly publicUrl: string;
    readonly reference: string;
    readonly secret: string;
}
/**
 * Compiles an integration's declaration into the SocialHub Manifest: URLs are the host's, everything
 * else is the plugin's.
 */
export declare function buildManifest(integration: Integration, place: ManifestPlace): ManifestUpdate;
