/** A GitHub table. */
export declare function table(head: readonly string[], rows: readonly (readonly string[])[]): string
/** The names of the blocks that a page wants, in its order. */
export declare function blocksOf(page: string): string[]
/** The page with each block as the code says it now. */
export declare function withBlocks(page: string, blocks: ReadonlyMap<string, string>): string
/** What stands in backticks in the first column of the tables below a heading, to the next heading. */
export declare function firstColumn(page: string, heading: string): string[]
export interface Link {
  readonly text: string
  readonly target: string
}
/** Links and images, but for those inside code. */
export declare function linksOf(page: string): Link[]
/** The anchors that GitHub makes of a page's headings. */
export declare function anchorsOf(page: string): string[]
