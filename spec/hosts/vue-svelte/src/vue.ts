import { createApp, type App } from 'vue';
import Chat from './Chat.vue';

// Mutable: an app is mounted once.
let app: App | undefined;
const mount = () => (app = createApp(Chat)).mount('#root');
mount();
Object.assign(globalThis, { mountAgain: () => void mount(), unmountChat: () => app?.unmount() });
