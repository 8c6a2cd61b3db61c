/** Runs the shop as an ES module, and requires the package besides. */
import { createRequire } from 'node:module';
import { runShop } from './shop.js';

const report = await runShop(createRequire(import.meta.url));
process.stdout.write(JSON.stringify(report));
