// Entry of the apply worker: fits one request and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { fitRequest } from '../core/edit/fitRequest.ts';

parentPort?.postMessage(fitRequest(workerData));
