import { mount, unmount } from 'svelte';
import Chat from './Chat.svelte';

const target = document.getElementById('root') ?? document.body;
// Mutable: what is mounted.
let mounted = mount(Chat, { target });
Object.assign(globalThis, { mountAgain: () => void (mounted = mount(Chat, { target })), unmountChat: () => unmount(mounted) });
