import type { Manifest, ManifestChanges } from './model.ts';
import { type State } from './state.ts';
/** The empty Manifest that every Custom Channel begins with. */
export declare function createManifest(state: State, accountId: string): Manifest;
export declare function manifestById(state: State, manifestId: string): Manifest;
/**
 * `PATCH /manifest`, after its webhook passed the test request. `branding` and `callbacks` are
 * merged by key; `inbox.ticketActions` and `inbox.rightSidebar` are replaced as a whole.
 */
export declare function updateManifest(state: State, manifestId: string, update: ManifestChanges): Manifest;
/** SocialHub takes the webhook away, for a reason that the pages show. */
export declare function removeWebhook(state: State, manifestId: string, reason: string): Manifest;
/** Makes a Manifest Reusable under the name of its Network. */
export declare function promoteManifest(state: State, input: {
    manifestId: string;
    name: string;
}): Manifest;
