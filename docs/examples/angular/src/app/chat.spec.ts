import { TestBed } from '@angular/core/testing';
import { provideDirectLine } from 'rx-directline/angular';
import { builtInBot, inMemoryService } from 'rx-directline/testing';
import { expect, test } from 'vitest';
import { Chat } from './chat';

test('a chat shows what was said and what the bot answers, and says when the connection is lost', async () => {
  const { url: baseUrl, secret, fetch, WebSocket, faults } = inMemoryService(builtInBot);
  TestBed.configureTestingModule({ providers: [provideDirectLine(() => ({ baseUrl, secret, fetch, WebSocket, user: 'ann' }))] });
  const page: HTMLElement = TestBed.createComponent(Chat).nativeElement;
  const says = (text: string) => expect.poll(() => page.textContent).toContain(text);
  await says('I am the built-in bot');

  const box = page.querySelector('input')!;
  box.value = 'hello';
  box.dispatchEvent(new Event('input'));
  page.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
  await says('You said: hello');

  faults.respond(503, { times: Infinity });
  faults.drop();
  await says('Connection lost.');
});
