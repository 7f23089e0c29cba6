import { ApplicationRef, Component, inject, signal } from '@angular/core';
import { injectDirectLine, injectOwnDirectLine } from 'rx-directline/angular';
import { directLineOptions } from './app/app.config';
import { Chat } from './app/chat';

/** A conversation of its own. */
@Component({ selector: 'app-own', template: `<p id="own">{{ own.status().state }}: {{ own.transcript().rows.length }}</p>` })
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
      <span id="stable">{{ isStable() }}</span>
    </p>
    @if (hasOwn()) { <app-own /> }
    @if (hasChat()) { <app-chat /> }
  `,
})
export class Host {
  protected readonly directLine = injectDirectLine();
  protected readonly hasChat = signal(true);
  protected readonly hasOwn = signal(false);
  protected readonly isStable = signal(false);

  constructor() {
    inject(ApplicationRef).whenStable().then(() => this.isStable.set(true));
  }
}
