import { version } from 'react';
import { renderToString } from 'react-dom/server';
import { Page } from './Page.jsx';

export const render = () => ({ version, html: renderToString(<Page />) });
