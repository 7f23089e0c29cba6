import { Component, computed, DOCUMENT, ElementRef, inject, signal, viewChild } from '@angular/core';
import type { Row } from 'rx-directline';
import { injectDirectLine } from 'rx-directline/angular';
import { noticeOf } from './notice';

/** A chat: what was said, who is typing, a box to write in, and what there is to know of the connection. */
@Component({
  selector: 'app-chat',
  templateUrl: './chat.html',
  styleUrl: './chat.css',
  host: { '(window:online)': 'isOffline.set(false)', '(window:offline)': 'isOffline.set(true)' },
})
export class Chat {
  protected readonly directLine = injectDirectLine();
  protected readonly isOffline = signal(inject(DOCUMENT).defaultView?.navigator.onLine === false);
  protected readonly notice = computed(() => noticeOf(this.directLine.status(), this.isOffline()));
  protected readonly rows = computed(() => this.directLine.transcript().rows);
  protected readonly typing = computed(() => this.directLine.transcript().typing.map(({ name, id }) => name ?? id).join(', '));
  protected readonly isOver = computed(() => this.directLine.status().state === 'ended');
  protected readonly draft = signal('');
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  /** One's own, also what was said elsewhere. */
  protected isMine({ state, activity }: Row): boolean {
    const { userId } = this.directLine.session() ?? {};
    return ['pending', 'sent', 'failed'].includes(state) || (userId !== undefined && activity.from?.id === userId);
  }

  protected textOf({ activity }: Row): string {
    return activity.text || activity.livestream?.status || '…';
  }

  protected send(event: Event): void {
    event.preventDefault();
    const text = this.draft().trim();
    if (text !== '') this.post(this.directLine.post(text));
    this.draft.set('');
    this.box().nativeElement.focus();
  }

  protected reconnect(): void {
    this.directLine.reconnect();
    this.box().nativeElement.focus(); // the button goes away
  }

  protected retry(row: Row): void {
    if (row.state === 'failed') this.post(row.retry$);
    this.box().nativeElement.focus();
  }

  /** What became of it says its row. */
  private post(sent$: ReturnType<typeof this.directLine.post>): void {
    sent$.subscribe({ error: () => undefined });
  }
}
