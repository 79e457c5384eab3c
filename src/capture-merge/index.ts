/**
 * What `merge` does with captures: joins them into one, in the order of time, however long they are.
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { mergeCaptures } from 'netchannel-sim/capture-merge';
 * import { FileSink } from 'netchannel-sim/pcap-writer';
 *
 * const sources = ['part1.pcap', 'part2.pcap'].map((name) => ({ name, chunks: createReadStream(name) }));
 * const { packets } = await mergeCaptures(sources, { open: () => new FileSink('merged.pcap') });
 * console.log(packets);
 * ```
 *
 * @module
 */
export { CaptureError } from '../capture-reader/capture-error.ts';
export { CannotMerge, type CaptureSource } from './feed.ts';
export { type Merged, type MergeOptions, mergeCaptures } from './merge-captures.ts';
