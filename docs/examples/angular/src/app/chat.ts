import { Component, computed, DOCUMENT, ElementRef, inject, signal, viewChild } from '@angular/core';
import type { TranscriptMessage } from 'rx-directline';
import { injectDirectLine } from 'rx-directline/angular';
import { failureOf, noticeOf } from './notice';

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
  protected readonly messages = computed(() => this.directLine.transcript().messages);
  protected readonly typing = computed(() => this.directLine.transcript().typing.map(({ name, id }) => name ?? id).join(', '));
  protected readonly isOver = computed(() => this.directLine.status().state === 'ended');
  protected readonly failureOf = failureOf;
  protected readonly draft = signal('');
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  protected textOf({ text, activity }: TranscriptMessage): string {
    return text || activity.livestream?.status || '…';
  }

  protected send(event: Event): void {
    event.preventDefault();
    const text = this.draft().trim();
    if (text !== '') this.directLine.send(text);
    this.draft.set('');
    this.box().nativeElement.focus();
  }

  protected reconnect(): void {
    this.directLine.reconnect();
    this.box().nativeElement.focus(); // the button goes away
  }

  protected retry(message: TranscriptMessage): void {
    if (message.status === 'failed') message.retry();
    this.box().nativeElement.focus();
  }
}
