/** How many actions the audit page holds: the newest. */
export const mostAuditRows = 2_000
