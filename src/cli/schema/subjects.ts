import { REPORT_KINDS } from '../../report/report-kinds.ts';

export const SCRIPT = 'script';

/** What there are schemas of. */
export const SCHEMA_SUBJECTS: readonly string[] = [SCRIPT, ...REPORT_KINDS];
