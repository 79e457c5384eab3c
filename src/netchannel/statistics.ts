/** What an end counts for whoever asks (upstream: stats.ml). */
export class Statistics {
  rxPackets = 0;
  rxBytes = 0;
  txPackets = 0;
  txBytes = 0;

  received(bytes: number): void {
    this.rxPackets++;
    this.rxBytes += bytes;
  }

  sent(bytes: number): void {
    this.txPackets++;
    this.txBytes += bytes;
  }
}
