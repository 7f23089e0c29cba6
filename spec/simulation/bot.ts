import { timer } from 'rxjs';
import type { Activity } from '../../src/protocol/types.js';
import type { Mood } from './schedule.js';
import type { Bot } from './service.js';

/** A bot whose moods change, and which remembers what it was given. */
export class MoodyBot implements Bot {
  mood: Mood = 'answers';
  readonly got: Activity[] = [];

  readonly deliver: Bot['deliver'] = (activity, answered, send) => {
    this.got.push(activity);
    if (activity.type !== 'message') {
      timer(5).subscribe(() => answered({ status: 200 }));
      return;
    }
    const replyToId = activity.id ?? '';
    const reply = (text: string): void => send({ type: 'message', text, replyToId });
    switch (this.mood) {
      case 'answers':
        timer(40).subscribe(() => {
          reply(`re ${activity.text}`);
          answered({ status: 200 });
        });
        return;
      case 'slow':
        timer(17_000).subscribe(() => {
          reply(`late re ${activity.text}`);
          answered({ status: 200 });
        });
        return;
      case 'fails':
        timer(20).subscribe(() => answered({ status: 500 }));
        return;
      case 'hangs':
        return;
      case 'chatters':
        send({ type: 'typing' });
        for (const count of [1, 2, 3]) timer(count * 30).subscribe(() => reply(`re ${count} ${activity.text}`));
        timer(200).subscribe(() => answered({ status: 200 }));
    }
  };
}
