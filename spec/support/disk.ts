import { asyncScheduler, defer, map, NEVER, throwError, timer, type Observable } from 'rxjs';
import type { StorageLike, StoredText } from '../../src/storedIn.js';

/** What outlives a process: texts by their keys. */
export class Disk {
  readonly texts = new Map<string, string>();

  /** The only text. */
  get text(): string | undefined {
    return [...this.texts.values()][0];
  }

  get kept(): unknown {
    return this.text === undefined ? undefined : JSON.parse(this.text);
  }

  /** What one process has of it. */
  process(slowMs?: number): Process {
    return new Process(this, slowMs);
  }
}

/** A storage that answers at once, or in virtual time after `slowMs`; once its process is killed nothing gets to the disk any more. */
export class Process implements StorageLike {
  /** What was done, and when: `get @0`. */
  readonly done: string[] = [];
  /** Mutable: what a script changes. */
  killed = false;
  fails: 'throws' | 'errors' | 'never answers' | undefined;

  constructor(private readonly disk: Disk, private readonly slowMs: number | undefined) {}

  getItem(key: string): StoredText | Observable<StoredText> {
    return this.#answer('get', () => this.disk.texts.get(key) ?? null);
  }

  setItem(key: string, text: string): unknown {
    return this.#answer('set', () => void (this.killed || this.disk.texts.set(key, text)));
  }

  removeItem(key: string): unknown {
    return this.#answer('remove', () => void (this.killed || this.disk.texts.delete(key)));
  }

  #answer<T>(what: string, act: () => T): T | Observable<T> {
    const error = new Error(`${what}: the disk is full`);
    if (this.fails === 'throws') throw error;
    if (this.fails === 'errors') return throwError(() => error);
    if (this.fails === 'never answers') return NEVER;
    const acted = (): T => {
      if (!this.killed) this.done.push(`${what} @${asyncScheduler.now()}`);
      return act();
    };
    const { slowMs } = this;
    return slowMs === undefined ? acted() : defer(() => timer(slowMs).pipe(map(acted)));
  }
}
