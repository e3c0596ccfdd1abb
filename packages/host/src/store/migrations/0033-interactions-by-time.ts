/**
 * For counting what came for a Channel in a month, without reading all that it ever had. Who has millions
 * of rows makes it before, while hosts work: docs/guides/agency.md, "Update".
 */
export const interactionsByTime = `
create index if not exists interactions_by_time on interactions (channel_id, received_at);
`
