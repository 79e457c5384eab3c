/** All kinds of JSON reports, apart from their schemas: to complete a name takes none of them. */
export const REPORT_KINDS = ['run', 'runs', 'comparison', 'inspection', 'probe'] as const;

/** The JSON reports that there are. */
export type ReportKind = (typeof REPORT_KINDS)[number];
