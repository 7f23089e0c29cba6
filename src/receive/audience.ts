import type { Subscriber } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { CommittableSet } from './committable.js';

/** Who listens: some to each activity, pipelines to whole sets. */
export class Audience {
  /** Mutable: replaced, not changed, since subscribers come and go while an activity is handed out. */
  #subscribers: readonly Subscriber<Activity>[] = [];
  #pipelines: readonly Subscriber<CommittableSet>[] = [];

  get isHere(): boolean {
    return this.#subscribers.length > 0 || this.#pipelines.length > 0;
  }

  get hasPipelines(): boolean {
    return this.#pipelines.length > 0;
  }

  add(subscriber: Subscriber<Activity>): void {
    this.#subscribers = [...this.#subscribers, subscriber];
    subscriber.add(() => (this.#subscribers = this.#subscribers.filter(each => each !== subscriber)));
  }

  addPipeline(subscriber: Subscriber<CommittableSet>): void {
    this.#pipelines = [...this.#pipelines, subscriber];
    subscriber.add(() => (this.#pipelines = this.#pipelines.filter(each => each !== subscriber)));
  }

  tell(activity: Activity): void {
    for (const subscriber of this.#subscribers) subscriber.next(activity);
  }

  tellSet(set: CommittableSet): void {
    for (const pipeline of this.#pipelines) pipeline.next(set);
  }

  error(error: unknown): void {
    for (const each of [...this.#pipelines, ...this.#subscribers]) each.error(error);
  }

  complete(): void {
    for (const each of [...this.#pipelines, ...this.#subscribers]) each.complete();
  }
}
