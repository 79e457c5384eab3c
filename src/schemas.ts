/** JSON Schemas (draft-07), of scripts and of all JSON reports. */
export { reportJsonSchema } from './report/report-json-schema.ts';
export { REPORT_KINDS, type ReportKind } from './report/report-kinds.ts';
export { type JsonSchema, scriptJsonSchema } from './script/json-schema.ts';
