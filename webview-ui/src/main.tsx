// Entry of the chat view's page.
import './page.css';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { createBridge } from './bridge.ts';
import { App } from './components/App.tsx';

// The page forbids building code from text; without this the schemas would try and be reported.
z.config({ jitless: true });

const place = document.getElementById('root');
if (place) createRoot(place).render(<App bridge={createBridge()} />);
