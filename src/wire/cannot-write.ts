/**
 * Why a frame was not written: what a fill function or the device refuses at run time, as opposed to a mistake
 * in this program. Upstream raises an exception; nothing of the frame is sent.
 */
export class CannotWrite extends RangeError {
  override readonly name: string = 'CannotWrite';
}
