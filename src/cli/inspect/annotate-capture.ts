import { type CommentOptions, commentCapture } from '../../capture-comments/comment-capture.ts';
import { CannotMerge } from '../../capture-merge/feed.ts';
import { CaptureError } from '../../capture-reader/capture-error.ts';
import { FrameFindings } from '../../inspection/frame-findings.ts';
import { Inspector } from '../../inspection/inspector.ts';
import type { OldMemoryOptions } from '../../inspection/old-memory/old-memory.ts';
import { PcapOutputError } from '../../pcap-writer/output-error.ts';
import { inspectionComments } from '../../report/inspection/comments.ts';
import { Arena } from '../../simd/arena.ts';
import type { CaptureInput } from '../captures/capture-input.ts';
import { outputSink } from '../captures/output-sink.ts';
import { CliError } from '../cli-error.ts';
import { openInput } from '../files/open-input.ts';
import { systemReason } from '../files/system-reason.ts';
import type { KeptCapture } from '../page/kept-capture.ts';
import { damageOf, type Inspected } from './inspect-capture.ts';

/** A copy of a capture, as far as it was written. */
export interface Annotated extends Inspected {
  copy: { file: string; packets: number; commented: number; bytes: number; taken: boolean };
}

/** As of `inspectCapture`. */
export interface AnnotateOptions {
  listed: number;
  signal: AbortSignal;
  oldMemory: OldMemoryOptions;
  /** What is to have the beginning of the capture. */
  kept?: KeptCapture | undefined;
}

/**
 * Inspects a capture as `inspectCapture` does, and copies it with what was found as comments of its packets.
 *
 * @param output - where the copy goes; '-' for standard output
 * @throws CliError if it cannot be read
 * @throws CaptureError if not a single packet can be read of it; there is no copy then
 * @throws PcapOutputError if the copy cannot be written
 */
export async function annotateCapture(
  { path, source }: CaptureInput,
  output: string,
  { listed, signal, oldMemory, kept }: AnnotateOptions,
): Promise<Annotated> {
  const arena = new Arena();
  const found = new FrameFindings();
  const inspector = new Inspector(listed, arena, oldMemory, found);
  const options: CommentOptions = {
    open: () => outputSink(output, 'pcapng', signal),
    commentsOf: (packet) => {
      inspector.inspect(packet);
      return inspectionComments(found);
    },
    signal,
  };
  try {
    const opened = openInput(path, { signal });
    const chunks = kept?.passing(opened) ?? opened;
    const { failure, format, complete, otherRecords, copy } = await commentCapture(
      { name: source, chunks },
      options,
    );
    const result = inspector.result({
      file: path === '-' ? null : path,
      format,
      complete,
      damage: damageOf(failure),
      otherRecords,
    });
    return { result, failure, copy: { ...copy, file: output } };
  } catch (error) {
    if (error instanceof CannotMerge) {
      throw new CliError(error.message.replace('Cannot merge', 'Cannot annotate'), { cause: error });
    }
    const isOurs =
      error instanceof CaptureError || error instanceof PcapOutputError || error instanceof CliError;
    if (isOurs || signal.aborted) throw error;
    throw new CliError(`Cannot read the capture ${source}: ${systemReason(error)}`, { cause: error });
  } finally {
    arena.dispose();
  }
}
