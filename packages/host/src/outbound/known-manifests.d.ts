import type { Parts } from '../parts.ts';
import { type StoredManifest } from '../store/manifests.ts';
/** The Manifests that webhooks name, held in memory for a moment. */
export declare class KnownManifests {
    #private;
    constructor(parts: Parts);
    find(reference: string): Promise<StoredManifest | undefined>;
}
