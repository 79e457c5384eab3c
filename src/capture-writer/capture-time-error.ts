/** A frame whose time is beyond what the format of the capture can say. */
export class CaptureTimeError extends RangeError {
  override readonly name = 'CaptureTimeError';
}
