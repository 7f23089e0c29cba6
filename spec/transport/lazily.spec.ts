import { firstValueFrom } from 'rxjs';
import { lazily } from '../../src/transport/lazily.js';

describe('code that is loaded late', () => {
  it('is loaded when it is subscribed to', async () => {
    let loads = 0;
    const code$ = lazily(() => Promise.resolve(++loads));
    expect(loads).toBe(0);
    expect([await firstValueFrom(code$), await firstValueFrom(code$)]).toEqual([1, 2]);
  });

  it('and cannot be is a network error with which nothing was sent, and can be tried again', async () => {
    const cause = new TypeError('Failed to fetch dynamically imported module');
    await expect(firstValueFrom(lazily(() => Promise.reject(cause)))).rejects.toMatchObject({ name: 'DirectLineNetworkError', neverSent: true, cause });
    await expect(firstValueFrom(lazily(() => { throw cause; }))).rejects.toMatchObject({ name: 'DirectLineNetworkError', cause });
  });
});
