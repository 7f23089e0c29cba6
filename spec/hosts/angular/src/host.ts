import { ApplicationRef, Component, inject, signal } from '@angular/core';
import { injectDirectLine, injectOwnDirectLine } from 'rx-directline/angular';
import { directLineOptions } from './app/app.config';
import { Chat } from './app/chat';

/** A conversation of its own. */
@Component({ selector: 'app-own', template: `<p id="own">{{ own.status().state }}: {{ own.transcript().messages.length }}</p>` })
class Own {
  protected readonly own = injectOwnDirectLine(directLineOptions);
}

/** The example's chat, and what else is tried: components that come and go, status without demand, and whether the page is stable. */
@Component({
  selector: 'app-root',
  imports: [Chat, Own],
  template: `
    <p>
      <button type="button" (click)="hasChat.set(!hasChat())">Chat here or not</button>
      <button type="button" (click)="hasOwn.set(!hasOwn())">Own here or not</button>
      <span id="passive">{{ directLine.status().state }}</span>
      <button type="button" (click)="askStable()">Stable or not</button>
      <span id="stable">{{ stable() }}</span>
    </p>
    @if (hasOwn()) { <app-own /> }
    @if (hasChat()) { <app-chat /> }
  `,
})
export class Host {
  protected readonly directLine = injectDirectLine();
  protected readonly hasChat = signal(true);
  protected readonly hasOwn = signal(false);
  protected readonly stable = signal('');
  private readonly app = inject(ApplicationRef);

  constructor() {
    this.askStable();
  }

  /** Says whether the page is stable as soon as it is. */
  protected askStable(): void {
    this.stable.set('not yet');
    this.app.whenStable().then(() => this.stable.set('stable'));
  }
}
