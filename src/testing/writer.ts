/**
 * A packet writer: it writes a frame, from the Ethernet header on, into a buffer that need not be clean.
 *
 * @param buffer - a plain Uint8Array
 * @param view - over the same memory
 * @returns the frame's length in bytes
 */
export type Writer = (buffer: Uint8Array, view: DataView) => number;

/** A writer gave no frame back. Its message continues a sentence: `it threw RangeError: …`. */
export class NoFrame extends Error {
  override readonly name = 'NoFrame';
}

/**
 * Has a writer write.
 *
 * @param size - the most that it may write, which can be less than the buffer
 * @returns the length of the frame
 * @throws NoFrame
 */
export function callWriter(writer: Writer, buffer: Uint8Array, size: number): number {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let length: unknown;
  try {
    length = writer(buffer, view);
  } catch (error) {
    throw new NoFrame(
      `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      {
        cause: error,
      },
    );
  }
  if (length instanceof Promise) {
    length.catch(() => undefined);
    throw new NoFrame("it returned a promise: expected the frame's length, once the frame is written");
  }
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    throw new NoFrame(
      `it returned ${String(length)}: expected the frame's length in bytes, from 1 to ${size}`,
    );
  }
  if (length === 0)
    throw new NoFrame(`it returned 0: expected the frame's length in bytes, from 1 to ${size}`);
  if (length > size) {
    throw new NoFrame(`it returned ${length}: expected at most ${size}, as many bytes as it announced`);
  }
  return length;
}
