/**
 * The parts of the pages that are made from the code. A page holds them between
 * `<!-- from code: name -->` and `<!-- end -->`.
 */
export declare const BLOCKS: Readonly<Record<string, () => string | Promise<string>>>
