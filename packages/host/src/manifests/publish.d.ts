import type { Parts } from '../parts.ts';
import type { Integration } from '../plugins/integration.ts';
import { type StoredManifest } from '../store/manifests.ts';
/**
 * Publishes an integration's Manifest through a developer's Custom Channel. The webhook's reference
 * and secret are committed first: SocialHub's test request arrives while this call is open, so a host
 * of this database must be listening at the public URL.
 *
 * @param accessToken of the Custom Channel whose Manifest is to be promoted.
 * @throws SocialHubError
 */
export declare function publishManifest(parts: Pick<Parts, 'config' | 'db' | 'sealer'>, integration: Integration, accessToken: string): Promise<StoredManifest & {
    readonly manifestId: string;
}>;
