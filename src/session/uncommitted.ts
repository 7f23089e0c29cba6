import { defer, filter, of, Subject, take, type Observable } from 'rxjs';

/** How many activities may be at work in pipelines before nothing more is handed out, until they are all committed. */
export const AT_WORK = 1_000;

/** A set that was handed to a pipeline. */
interface Handed {
  /** Where the conversation goes on so that the set comes again. */
  readonly before: string | undefined;
  readonly count: number;
}

/** What pipelines were handed and have not committed: until they do, it is not saved, and little more is asked for. */
export class Uncommitted {
  /** Mutable: the sets, in the order in which they were handed out; and those of them whose pipeline is still there. */
  readonly #open = new Set<Handed>();
  readonly #atWork = new Set<Handed>();
  #activities = 0;
  #full = false;
  /** Made when somebody first subscribes. */
  #changes$: Subject<void> | undefined;

  /** Emits when there may be less of it. */
  get changed$(): Observable<void> {
    return defer(() => (this.#changes$ ??= new Subject()));
  }

  /** Emits once as soon as nothing is at work: another page may be asked for. */
  get settled$(): Observable<void> {
    return this.#once(() => this.#atWork.size === 0);
  }

  /** Emits once as soon as there is room: another stream may be opened. */
  get room$(): Observable<void> {
    return this.#once(() => !this.#full);
  }

  /** The first set that is not committed. */
  get first(): { readonly before: string | undefined } | undefined {
    return this.#open.values().next().value;
  }

  /** From `AT_WORK` activities on, until all are committed: a stream is not opened for every other activity. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Remembers a set; what it returns commits it, once. */
  add(before: string | undefined, count: number): () => void {
    const set: Handed = { before, count };
    this.#open.add(set);
    this.#atWork.add(set);
    this.#activities += count;
    this.#full ||= this.#activities >= AT_WORK;
    return () => {
      if (!this.#open.delete(set)) return;
      if (this.#atWork.delete(set)) this.#activities -= set.count;
      this.#told();
    };
  }

  /** The pipelines have left: what they have not committed stays so, and nobody waits for it. */
  abandon(): void {
    if (this.#atWork.size === 0) return;
    this.#atWork.clear();
    this.#activities = 0;
    this.#told();
  }

  /** The conversation is another one. */
  forget(): void {
    this.#open.clear();
    this.abandon();
  }

  #told(): void {
    if (this.#atWork.size === 0) this.#full = false;
    this.#changes$?.next();
  }

  #once(holds: () => boolean): Observable<void> {
    return defer(() => (holds() ? of(undefined) : this.changed$.pipe(filter(holds), take(1))));
  }
}
