import type { Parts } from '../parts.ts';
/**
 * Notes that SocialHub called a Channel disabled, and rings it: its turn asks SocialHub whether that
 * is still so. A Channel that is not known yet is asked about by its first delivery anyway.
 *
 * @returns false when the Channel belongs to another Manifest.
 */
export declare function askAboutAccess(parts: Parts, manifest: string, socialhubChannelId: string): Promise<boolean>;
