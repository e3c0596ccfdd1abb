import type { StoredFile } from './model.ts';
import { type State } from './state.ts';
/** A file as the Inbox takes it from an agent's disk. */
export interface NewFile {
    name: string;
    /** For example `image/png`. */
    mimetype: string;
    content: Uint8Array;
}
export declare function storeFile(state: State, { name, mimetype, content }: NewFile): StoredFile;
/** Where the app serves a file. */
export declare function filePath(file: StoredFile): string;
