/** The Admin API version whose shapes the browser reads. */
export const adminApiVersion = '2026-10-21'
