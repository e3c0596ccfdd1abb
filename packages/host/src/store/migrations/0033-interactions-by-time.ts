/** For counting what came for a Channel in a month, without reading all that it ever had. */
export const interactionsByTime = `
create index interactions_by_time on interactions (channel_id, received_at);
`
