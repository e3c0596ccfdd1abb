/**
 * Every turn writes to its Channel's row. With nothing of what changes in an index, and with room beside
 * it, PostgreSQL keeps the new version on the same page and touches no index at all. Who was heard of
 * lately is only asked when Channels are refused, and then one integration's rows are few enough to read.
 */
export const quietTurns = `
drop index channels_heard;
alter table channels set (fillfactor = 80);
`
