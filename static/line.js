// How fast the network is, by the second half of the first megabyte that arrives. The first half says more of how far away
// the host is: connections begin slowly.
const HALF = 500_000; // bytes
const SLOW = 1000; // bytes a millisecond: with less, four megabytes take longer than what they save

export class Line {
  constructor() {
    this.received = 0;
    this.began = 0; // the second half
    this.before = 0; // bytes that came until then
    this.slow = new Promise((resolve) => (this.decide = resolve));
  }

  arrived(bytes) {
    const now = performance.now();
    this.received += bytes;
    if (!this.began && this.received >= HALF) {
      this.began = now;
      this.before = this.received;
    } else if (this.began && this.received >= 2 * HALF) {
      this.decide((this.received - this.before) / (now - this.began) < SLOW);
    }
  }

  // What came in one piece, or from the browser's own store, was fast.
  ended() {
    this.decide(false);
  }
}
