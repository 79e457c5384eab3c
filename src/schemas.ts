/** JSON Schemas (draft-07), of scripts and of all JSON reports. */
export { REPORT_KINDS, type ReportKind, reportJsonSchema } from './report/report-json-schema.ts';
export { type JsonSchema, scriptJsonSchema } from './script/json-schema.ts';
