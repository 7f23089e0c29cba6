/** A set of whole numbers kept as ranges: a conversation's serials are one range in the normal case, however many they are. */
export class Serials {
  /** Starts and ends (inclusive) of ranges, ascending and never touching. Mutable: it grows by a serial at a time. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get ranges(): number {
    return this.#starts.length;
  }

  has(serial: number): boolean {
    const index = this.#indexOf(serial);
    return index >= 0 && serial <= this.#endAt(index);
  }

  /** Adds a number; whether it was new. */
  add(serial: number): boolean {
    const before = this.#indexOf(serial);
    if (before >= 0 && serial <= this.#endAt(before)) return false;
    const joinsBefore = before >= 0 && this.#endAt(before) === serial - 1;
    const joinsAfter = this.#starts[before + 1] === serial + 1;
    if (joinsBefore && joinsAfter) {
      this.#ends.splice(before, 1);
      this.#starts.splice(before + 1, 1);
    } else if (joinsBefore) this.#ends[before] = serial;
    else if (joinsAfter) this.#starts[before + 1] = serial;
    else {
      this.#starts.splice(before + 1, 0, serial);
      this.#ends.splice(before + 1, 0, serial);
    }
    return true;
  }

  #endAt(index: number): number {
    return this.#ends[index] ?? -1;
  }

  /** The last range that starts at or before a number, or -1; looked for from the end, where nearly all of them are. */
  #indexOf(serial: number): number {
    let low = -1;
    let high = this.#starts.length - 1;
    if (high >= 0 && serial >= (this.#starts[high] ?? Infinity)) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? Infinity) <= serial) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
