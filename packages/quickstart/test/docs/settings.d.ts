import type Type from 'typebox'
/** One row for each setting: its name, environment variable, default and meaning. */
export declare function settingRows(schema: Type.TSchema): string[][]
