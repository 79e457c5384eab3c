/** What `inspect` does: the checksums and the padding of captures of any origin. */
export { CaptureError } from '../../capture-reader/capture-error.ts';
export { type InspectOptions, inspectCapture } from '../../inspection/inspect-capture.ts';
export { type InspectionEnd, Inspector } from '../../inspection/inspector.ts';
export type * from '../../inspection/result.ts';
export { inspectionJson, inspectionText } from './json.ts';
export { type InspectionJson, inspectionSchema } from './json-schema.ts';
export { type InspectionTextOptions, renderInspection } from './text.ts';
